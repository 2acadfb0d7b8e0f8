package dev.insitu.udf.catalog;

import dev.insitu.sandbox.module.ExternalKind;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.LifecycleExport;
import dev.insitu.sandbox.module.ModuleDescription;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.ModuleKind;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.Returns;
import dev.insitu.udf.call.AggregateExport;
import dev.insitu.udf.call.Description;
import dev.insitu.udf.call.DirectSignature;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.stream.BatchCall;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds a definition against its module, at CREATE and each time a function is bound. */
public final class FunctionChecks {
  /** Characters that a list of exports has in a message, at most. */
  private static final int LISTED = 1_000;

  private FunctionChecks() {}

  /**
   * Checks style, signature and determinism.
   *
   * @throws SQLException that says what the module offers and what SQL asks for
   */
  public static void check(FunctionDefinition function, ModuleDescription module)
      throws SQLException {
    CallErrors errors = CallErrors.ofFunction(function.name());
    switch (function.style()) {
      case DIRECT, PROCEDURE -> direct(function, module, errors);
      case BATCH -> batch(function, module, errors);
      case STREAM -> stream(function, module, errors);
      case AGGREGATE -> aggregate(function, module, errors);
    }
    if (function.deterministic() && !module.deterministic()) {
      String varying =
          module.imports().stream()
              .filter(ModuleImport::varies)
              .map(ModuleImport::name)
              .distinct()
              .collect(Collectors.joining(", "));
      throw errors.error(
          ErrorCode.FALSE_DETERMINISTIC,
          "is not DETERMINISTIC, because module "
              + function.module()
              + " imports "
              + varying
              + "; leave DETERMINISTIC out");
    }
  }

  private static void directTypes(FunctionDefinition function, CallErrors errors)
      throws SQLException {
    switch (function.returns()) {
      case Returns.Table table ->
          throw errors.error(
              ErrorCode.NOT_SUPPORTED,
              "style DIRECT returns one value; RETURNS TABLE needs STREAM");
      case Returns.Scalar scalar -> directType(function, "the result", scalar.type(), errors);
      case Returns.Nothing nothing -> {
        // A procedure's results are parameters.
      }
    }
    for (Parameter parameter : function.parameters()) {
      switch (parameter) {
        case Parameter.Table table ->
            throw errors.error(
                ErrorCode.NOT_SUPPORTED,
                "parameter " + table.name() + " is a table, which needs style STREAM");
        case Parameter.Scalar scalar ->
            directType(function, "parameter " + scalar.name(), scalar.type(), errors);
      }
    }
  }

  private static void directType(
      FunctionDefinition function, String what, SqlType type, CallErrors errors)
      throws SQLException {
    if (!DirectSignature.takes(type)) {
      throw errors.error(
          ErrorCode.NOT_SUPPORTED,
          what
              + " is "
              + type
              + (function.isAggregate()
                  ? ", which an aggregate does not take; declare VARCHAR and cast"
                  : ", which style DIRECT does not take; declare it PARAMETER STYLE BATCH"));
    }
  }

  private static void direct(
      FunctionDefinition function, ModuleDescription module, CallErrors errors)
      throws SQLException {
    directTypes(function, errors);
    requireExport(function, module, errors);
  }

  private static void batch(
      FunctionDefinition function, ModuleDescription module, CallErrors errors)
      throws SQLException {
    if (function.returns() instanceof Returns.Table) {
      throw errors.error(
          ErrorCode.NOT_SUPPORTED, "style BATCH returns one value; RETURNS TABLE needs STREAM");
    }
    for (Parameter.Table table : function.tables()) {
      throw errors.error(
          ErrorCode.NOT_SUPPORTED,
          "parameter " + table.name() + " is a table, which needs style STREAM");
    }
    requireExport(BatchCall.exported(function), module, errors);
  }

  /** Holds an export against the type that style DIRECT asks of it. */
  private static void requireExport(
      FunctionDefinition function, ModuleDescription module, CallErrors errors)
      throws SQLException {
    FunctionType wanted = DirectSignature.of(function);
    String export = function.export();
    FunctionType found = module.function(export).map(ModuleExport::type).orElse(null);
    if (wanted.equals(found)) {
      return;
    }
    String shown = GuestText.escape(export);
    throw errors.error(
        ErrorCode.SIGNATURE,
        "SQL asks for "
            + shown
            + wanted
            + ", but module "
            + function.module()
            + (found == null ? " exports no function " + shown : " exports " + shown + found)
            + exports(module));
  }

  private static void aggregate(
      FunctionDefinition function, ModuleDescription module, CallErrors errors)
      throws SQLException {
    if (function.returns() instanceof Returns.Table) {
      throw errors.error(ErrorCode.NOT_SUPPORTED, "an aggregate returns one value and no TABLE");
    }
    if (function.parameters().isEmpty()) {
      throw errors.error(ErrorCode.NOT_SUPPORTED, "an aggregate has one parameter or more");
    }
    directTypes(function, errors);
    for (AggregateExport export : AggregateExport.values()) {
      FunctionDefinition part = export.of(function);
      if (export.isRequired() || module.function(part.export()).isPresent()) {
        direct(part, module, errors);
      }
    }
  }

  private static void stream(
      FunctionDefinition function, ModuleDescription module, CallErrors errors)
      throws SQLException {
    if (function.returns() instanceof Returns.Scalar) {
      throw errors.error(
          ErrorCode.NOT_SUPPORTED, "style STREAM gives rows; write RETURNS TABLE (…)");
    }
    int tables = function.tables().size();
    String lifecycle = function.lifecycle();
    if (lifecycle != null && module.kind() == ModuleKind.COMMAND) {
      throw errors.error(
          ErrorCode.SIGNATURE, "style STREAM runs a program from '_start'; leave EXPORT out");
    }
    if (function.passedThrough() != null && tables > 1) {
      throw errors.error(
          ErrorCode.NOT_SUPPORTED,
          "takes " + tables + " tables; PASS THROUGH is for functions of one");
    }
    String format = function.options().getOrDefault("format", "csv");
    if (tables > 1 && !format.equalsIgnoreCase("insitu")) {
      throw errors.error(
          ErrorCode.NOT_SUPPORTED,
          "takes " + tables + " tables, which needs WITH (format = 'insitu')");
    }
    streamTypes(function, format.equalsIgnoreCase("csv"), errors);
    if (function.isDescribed()) {
      describe(function, module, errors);
    }
    if (lifecycle != null) {
      lifecycle(function, lifecycle, format, module, errors);
      return;
    }
    if (function.sharesPartitions()) {
      throw errors.error(
          ErrorCode.OPTION,
          "option partitions is 'shared', but a program runs once for each partition; export "
              + Arrays.stream(LifecycleExport.values())
                  .filter(LifecycleExport::isRequired)
                  .map(e -> "'<name>" + e.suffix() + "'")
                  .collect(Collectors.joining(", "))
              + " instead of _start, or leave it out");
    }
    FunctionType start = module.function("_start").map(ModuleExport::type).orElse(null);
    FunctionType wanted = new FunctionType(List.of(), List.of());
    if (module.kind() != ModuleKind.COMMAND || !wanted.equals(start)) {
      throw errors.error(
          ErrorCode.SIGNATURE,
          "style STREAM runs a program, but module "
              + function.module()
              + " exports no _start"
              + wanted
              + exports(module));
    }
  }

  /** Refuses arrays where they would have to be text. */
  private static void streamTypes(FunctionDefinition function, boolean csv, CallErrors errors)
      throws SQLException {
    List<Column> columns = new ArrayList<>();
    if (function.returns() instanceof Returns.Table table) {
      columns.addAll(table.columns());
    }
    for (Parameter parameter : function.parameters()) {
      switch (parameter) {
        case Parameter.Table table -> columns.addAll(table.columns());
        case Parameter.Scalar scalar -> {
          if (scalar.type() instanceof SqlType.Array) {
            throw errors.error(
                ErrorCode.NOT_SUPPORTED,
                "parameter "
                    + scalar.name()
                    + " is "
                    + scalar.type()
                    + ", which no argument of a program holds; take it as a column of a table");
          }
        }
      }
    }
    for (Column column : columns) {
      if (csv && column.type() instanceof SqlType.Array) {
        throw errors.error(
            ErrorCode.NOT_SUPPORTED,
            "column "
                + column.name()
                + " is "
                + column.type()
                + ", which CSV does not have; declare WITH (format = 'jsonl') or WITH (format ="
                + " 'insitu')");
      }
    }
  }

  private static void lifecycle(
      FunctionDefinition function,
      String prefix,
      String format,
      ModuleDescription module,
      CallErrors errors)
      throws SQLException {
    Optional<LifecycleExport> wrong = LifecycleExport.wrong(module, prefix);
    if (wrong.isPresent()) {
      String export = wrong.get().name(prefix);
      throw errors.error(
          ErrorCode.SIGNATURE,
          "style STREAM asks for "
              + GuestText.escape(export)
              + wrong.get().type()
              + ", but module "
              + function.module()
              + module
                  .function(export)
                  .map(e -> " exports it as " + e.type())
                  .orElse(" exports no such function")
              + exports(module));
    }
    if (!format.equalsIgnoreCase("insitu")) {
      throw errors.error(
          ErrorCode.NOT_SUPPORTED,
          GuestText.escape(LifecycleExport.BATCH.name(prefix))
              + " takes frames, which needs WITH (format = 'insitu')");
    }
    if (function.passedThrough() != null && function.sharesPartitions()) {
      throw errors.error(
          ErrorCode.NOT_SUPPORTED,
          "PASS THROUGH needs partitions that know nothing of each other; leave partitions ="
              + " 'shared' out");
    }
  }

  private static void describe(
      FunctionDefinition function, ModuleDescription module, CallErrors errors)
      throws SQLException {
    FunctionDefinition describing = Description.function(function);
    FunctionType wanted = DirectSignature.of(describing);
    String export = describing.export();
    FunctionType found = module.function(export).map(ModuleExport::type).orElse(null);
    if (!wanted.equals(found)) {
      throw errors.error(
          ErrorCode.SIGNATURE,
          "RETURNS TABLE without columns asks for "
              + GuestText.escape(export)
              + wanted
              + ", but module "
              + function.module()
              + (found == null ? " exports no such function" : " exports it as " + found)
              + exports(module));
    }
  }

  private static String exports(ModuleDescription module) {
    List<String> functions =
        module.exports().stream()
            .filter(e -> e.kind() == ExternalKind.FUNCTION)
            .map(e -> GuestText.escape(e.name()) + e.type())
            .toList();
    if (functions.isEmpty()) {
      return "; it exports no functions";
    }
    StringBuilder listed = new StringBuilder("; its functions are ");
    int count = 0;
    while (count < functions.size() && listed.length() + functions.get(count).length() < LISTED) {
      listed.append(count == 0 ? "" : ", ").append(functions.get(count));
      count++;
    }
    int left = functions.size() - count;
    return left == 0
        ? listed.toString()
        : listed.append(" and ").append(left).append(" more").toString();
  }
}
