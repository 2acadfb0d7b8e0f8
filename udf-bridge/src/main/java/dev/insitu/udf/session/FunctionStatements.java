package dev.insitu.udf.session;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.module.ExternalKind;
import dev.insitu.sandbox.module.LifecycleExport;
import dev.insitu.sandbox.module.ModuleDescription;
import dev.insitu.sandbox.module.ModuleKind;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.call.AggregateExport;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.catalog.Catalog;
import dev.insitu.udf.catalog.CatalogSnapshot;
import dev.insitu.udf.catalog.FunctionHost;
import dev.insitu.udf.catalog.FunctionName;
import dev.insitu.udf.catalog.StoredModule;
import dev.insitu.udf.ddl.DdlStatement.CreateFunction;
import dev.insitu.udf.ddl.DdlStatement.DropFunction;
import dev.insitu.udf.ddl.Name;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.error.SqlErrors;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks CREATE and DROP of functions. */
final class FunctionStatements {
  private static final int EXPORT_MAX = 1_024;
  private static final int PARAMETERS_MAX = 100;
  private static final int COLUMNS_MAX = 1_000;

  private final Connection backend;
  private final Catalog catalog;
  private final FunctionHost host;
  private final SessionCalls calls;

  FunctionStatements(Connection backend, Catalog catalog, FunctionHost host, SessionCalls calls) {
    this.backend = backend;
    this.catalog = catalog;
    this.host = host;
    this.calls = calls;
  }

  Optional<DdlPlan> create(CreateFunction statement, CatalogSnapshot now) throws SQLException {
    FunctionName name = name(statement.name());
    CallErrors errors = CallErrors.ofFunction(name.name());
    boolean exists = now.hasFunction(name);
    if (exists && statement.ifNotExists()) {
      return Optional.empty();
    }
    if (exists && !statement.orReplace()) {
      throw errors.error(
          ErrorCode.DUPLICATE_FUNCTION,
          "exists already in schema "
              + name.schema()
              + "; use CREATE OR REPLACE "
              + kind(statement.style()));
    }
    requireSameKind(statement, now.definition(name).orElse(null), errors);
    requireSchema(name, errors);
    Optional<String> occupant = host.occupant(name.schema(), name.name());
    if (occupant.isPresent()) {
      throw errors.error(
          ErrorCode.DUPLICATE_FUNCTION,
          "the name is taken by " + occupant.get() + "; choose another name");
    }
    String moduleName = ModuleStatements.name(statement.module());
    StoredModule stored = now.modules().get(moduleName);
    if (stored == null) {
      throw ModuleStatements.unknown(moduleName);
    }
    GuestModule module = catalog.module(moduleName, stored.digest(), calls.cancellation());
    FunctionDefinition function = definition(statement, name, moduleName, module.description());
    requireDistinct(function, errors);
    FunctionStarts.check(function, module, calls);
    return Optional.of(plan(function, now.definition(name).orElse(null)));
  }

  private static String kind(@Nullable ParameterStyle style) {
    if (style == ParameterStyle.PROCEDURE) {
      return "PROCEDURE";
    }
    return style == ParameterStyle.AGGREGATE ? "AGGREGATE FUNCTION" : "FUNCTION";
  }

  /** Keeps procedures and functions from replacing each other: they are called otherwise. */
  private static void requireSameKind(
      CreateFunction statement, @Nullable FunctionDefinition old, CallErrors errors)
      throws SQLException {
    if (old != null && old.isProcedure() != (statement.style() == ParameterStyle.PROCEDURE)) {
      throw errors.error(
          ErrorCode.DUPLICATE_FUNCTION,
          "is a "
              + (old.isProcedure() ? "procedure; DROP PROCEDURE" : "function; DROP FUNCTION")
              + " it first");
    }
  }

  private static DdlPlan plan(FunctionDefinition function, @Nullable FunctionDefinition old) {
    boolean wasDeployed = old != null && !old.isTableFunction();
    boolean deployed = !function.isTableFunction();
    return new DdlPlan(
        deployed ? List.of() : List.of(FunctionName.of(function)),
        w -> w.putFunction(function),
        deployed ? List.of(function) : List.of(),
        /* refresh= */ wasDeployed && deployed,
        w -> {
          w.deleteFunction(FunctionName.of(function));
          if (old != null) {
            w.putFunction(old);
          }
        });
  }

  private static FunctionDefinition definition(
      CreateFunction statement, FunctionName name, String moduleName, ModuleDescription module) {
    ParameterStyle style = statement.style();
    if (style == null) {
      boolean table = statement.returns() instanceof Returns.Table;
      style = table ? ParameterStyle.STREAM : ParameterStyle.DIRECT;
    }
    return new FunctionDefinition(
        name.schema(),
        name.name(),
        statement.parameters(),
        statement.returns(),
        style,
        moduleName,
        module.digest(),
        export(statement.export(), style, name.name(), module),
        statement.deterministic() == null ? module.deterministic() : statement.deterministic(),
        statement.calledOnNullInput(),
        statement.options());
  }

  /** Returns the export that is meant when none is named: the one that differs only in case. */
  private static String export(
      @Nullable String written, ParameterStyle style, String name, ModuleDescription module) {
    if (written != null) {
      return written;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    List<String> suffixes =
        switch (style) {
          case DIRECT, BATCH, PROCEDURE -> List.of("");
          case AGGREGATE -> List.of(AggregateExport.ACCUMULATE.suffix());
          case STREAM ->
              module.kind() == ModuleKind.COMMAND
                  ? List.of()
                  : Arrays.stream(LifecycleExport.values()).map(LifecycleExport::suffix).toList();
        };
    List<String> alike =
        module.exports().stream()
            .filter(e -> e.kind() == ExternalKind.FUNCTION)
            .flatMap(e ->
                suffixes.stream()
                    .filter(e.name()::endsWith)
                    .map(s -> e.name().substring(0, e.name().length() - s.length())))
            .filter(lower::equalsIgnoreCase)
            .distinct()
            .toList();
    if (alike.contains(name)) {
      return name;
    }
    if (alike.isEmpty() && style == ParameterStyle.STREAM) {
      return FunctionDefinition.PROGRAM;
    }
    return alike.size() == 1 ? alike.get(0) : lower;
  }

  /** Lets the backend make the default a value of the parameter's type. */
  private void requireDefault(Parameter.Scalar scalar, CallErrors errors) throws SQLException {
    if (scalar.defaultText() == null) {
      return;
    }
    String sql = "SELECT CAST(" + scalar.defaultText() + " AS " + scalar.type() + ")";
    try (PreparedStatement statement = backend.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
    } catch (SQLException e) {
      throw errors.error(
          ErrorCode.SYNTAX,
          "the default of parameter "
              + scalar.name()
              + " is "
              + GuestText.escape(scalar.defaultText())
              + ", which is no "
              + scalar.type());
    }
  }

  private void requireDistinct(FunctionDefinition function, CallErrors errors) throws SQLException {
    if (function.export().length() > EXPORT_MAX) {
      throw errors.error(
          ErrorCode.SIGNATURE, "the export's name has more than " + EXPORT_MAX + " characters");
    }
    if (function.parameters().size() > PARAMETERS_MAX) {
      throw errors.error(
          ErrorCode.NOT_SUPPORTED,
          "has " + function.parameters().size() + " parameters, at most " + PARAMETERS_MAX);
    }
    Set<String> names = new HashSet<>();
    for (Parameter parameter : function.parameters()) {
      if (!names.add(parameter.name())) {
        throw errors.error(ErrorCode.SYNTAX, "parameter " + parameter.name() + " stands twice");
      }
      switch (parameter) {
        case Parameter.Table table ->
            requireDistinct(table.columns(), "table " + table.name(), errors);
        case Parameter.Scalar scalar -> requireDefault(scalar, errors);
      }
    }
    if (function.returns() instanceof Returns.Table table) {
      requireDistinct(table.columns(), "RETURNS TABLE", errors);
    }
  }

  private static void requireDistinct(List<Column> columns, String where, CallErrors errors)
      throws SQLException {
    if (columns.size() > COLUMNS_MAX) {
      throw errors.error(
          ErrorCode.NOT_SUPPORTED,
          where + " has " + columns.size() + " columns, at most " + COLUMNS_MAX);
    }
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw errors.error(
            ErrorCode.SYNTAX, "column " + column.name() + " stands twice in " + where);
      }
    }
  }

  Optional<DdlPlan> drop(DropFunction statement, CatalogSnapshot now) throws SQLException {
    FunctionName name = name(statement.name());
    if (!now.hasFunction(name)) {
      if (statement.ifExists()) {
        return Optional.empty();
      }
      throw CallErrors.ofFunction(name.name())
          .error(ErrorCode.UNKNOWN_FUNCTION, "does not exist in schema " + name.schema());
    }
    FunctionDefinition function = now.definition(name).orElse(null);
    if (function != null) {
      requireStyle(statement, function);
    }
    if (function != null && statement.types() != null) {
      List<Optional<SqlType>> types = types(function);
      if (!types.equals(statement.types())) {
        if (statement.ifExists()) {
          return Optional.empty();
        }
        throw CallErrors.ofFunction(name.name())
            .error(
                ErrorCode.UNKNOWN_FUNCTION,
                "takes (" + shown(types) + "), not (" + shown(statement.types()) + ")");
      }
    }
    return Optional.of(
        new DdlPlan(
            List.of(name), w -> w.deleteFunction(name), List.of(), /* refresh= */ false, null));
  }

  private static void requireStyle(DropFunction statement, FunctionDefinition function)
      throws SQLException {
    ParameterStyle wanted = statement.style();
    boolean fits = wanted == null ? !function.isProcedure() : wanted == function.style();
    if (!fits) {
      String what =
          wanted == null
              ? "a procedure"
              : wanted == ParameterStyle.PROCEDURE ? "no procedure" : "no aggregate";
      throw CallErrors.ofFunction(function.name())
          .error(
              ErrorCode.UNKNOWN_FUNCTION,
              "is "
                  + what
                  + "; use "
                  + (function.isProcedure() ? "DROP PROCEDURE" : "DROP FUNCTION"));
    }
  }

  private static List<Optional<SqlType>> types(FunctionDefinition function) {
    return function.parameters().stream()
        .map(p ->
            switch (p) {
              case Parameter.Scalar scalar -> Optional.of(scalar.type());
              case Parameter.Table table -> Optional.<SqlType>empty();
            })
        .toList();
  }

  private static String shown(List<Optional<SqlType>> types) {
    return types.stream()
        .map(t -> t.map(SqlType::toString).orElse("TABLE"))
        .collect(Collectors.joining(", "));
  }

  private FunctionName name(Name name) throws SQLException {
    String schema = name.schema() == null ? backend.getSchema() : name.schema();
    return new FunctionName(schema, name.name());
  }

  private void requireSchema(FunctionName name, CallErrors errors) throws SQLException {
    String schema = name.schema();
    if (schema.equalsIgnoreCase("INSITU") || schema.equalsIgnoreCase("INFORMATION_SCHEMA")) {
      throw errors.error(
          ErrorCode.NOT_SUPPORTED, "schema " + schema + " holds no functions of users");
    }
    String sql = "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = ?";
    try (PreparedStatement statement = backend.prepareStatement(sql)) {
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next() || rows.getInt(1) == 0) {
          throw SqlErrors.of(
              ErrorCode.UNKNOWN_SCHEMA,
              "function " + name.name() + ": no schema " + GuestText.escape(schema));
        }
      }
    }
  }
}
