package dev.insitu.udf.session;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.catalog.CatalogSnapshot;
import dev.insitu.udf.catalog.FunctionName;
import dev.insitu.udf.catalog.StoredModule;
import dev.insitu.udf.ddl.DdlStatement.CreateModule;
import dev.insitu.udf.ddl.DdlStatement.DropModule;
import dev.insitu.udf.ddl.DdlStatement.Source;
import dev.insitu.udf.ddl.Name;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import dev.insitu.udf.module.ModuleFile;
import dev.insitu.udf.module.ModuleLoader;
import dev.insitu.udf.option.NumericOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks CREATE and DROP of modules. */
final class ModuleStatements {
  /** What a first instance may use at CREATE MODULE, where no function has said otherwise. */
  private static final Limits START = NumericOption.FUEL.in(Limits.DEFAULT, 1_000_000_000);

  private static final int REMARKS_MAX = 4_096;

  private final SessionCalls calls;
  private Path baseDirectory;
  private List<String> warnings = List.of();

  ModuleStatements(Path baseDirectory, SessionCalls calls) {
    this.baseDirectory = baseDirectory;
    this.calls = calls;
  }

  void setBaseDirectory(Path directory) {
    baseDirectory = directory;
  }

  private GuestModule load(String name, byte[] code) throws SQLException {
    GuestModule module = ModuleLoader.load(name, code, calls.cancellation());
    warnings = module.warnings().stream().map(w -> "module " + name + ": " + w).toList();
    return module;
  }

  /** Returns what the last statement has to tell although it succeeded. */
  List<String> takeWarnings() {
    List<String> taken = warnings;
    warnings = List.of();
    return taken;
  }

  Optional<DdlPlan> create(CreateModule statement, CatalogSnapshot now) throws SQLException {
    String name = name(statement.name());
    CallErrors errors = ModuleLoader.errors(name);
    StoredModule old = now.modules().get(name);
    if (old != null && statement.ifNotExists()) {
      return Optional.empty();
    }
    if (old != null && !statement.orReplace()) {
      throw errors.error(
          ErrorCode.DUPLICATE_MODULE, "exists already; use CREATE OR REPLACE MODULE");
    }
    String remarks = statement.comment();
    if (remarks != null && remarks.length() > REMARKS_MAX) {
      throw errors.error(
          ErrorCode.SYNTAX,
          "its comment has " + remarks.length() + " characters, at most " + REMARKS_MAX);
    }
    byte[] code =
        switch (statement.source()) {
          case Source.Uri uri -> ModuleFile.read(name, uri.uri(), baseDirectory);
          case Source.Bytes bytes -> bytes.toBytes();
        };
    GuestModule module = load(name, code);
    String digest = module.description().digest();
    if (statement.sha256() != null && !statement.sha256().equals(digest)) {
      throw errors.error(
          ErrorCode.MODULE_SOURCE,
          "its bytes have SHA-256 " + digest + ", not " + statement.sha256());
    }
    ModuleLoader.tryStart(module, calls.limits().ofFunction(START), calls.cancellation(), errors);
    if (old == null) {
      return Optional.of(
          DdlPlan.ofRows(w -> w.insertModule(name, module.description(), code, remarks)));
    }
    List<FunctionName> dependents = now.dependents(name);
    boolean deployed = false;
    for (FunctionName dependent : dependents) {
      FunctionDefinition function =
          now.definition(dependent)
              .orElseThrow(() ->
                  errors.error(
                      ErrorCode.DEPENDENTS,
                      "function "
                          + dependent
                          + " needs it, and its rows in the catalog are damaged; drop it first"));
      FunctionStarts.check(withDigest(function, digest), module, calls);
      deployed |= !function.isTableFunction();
    }
    boolean refresh = deployed;
    return Optional.of(
        new DdlPlan(
            List.of(),
            w -> {
              w.updateModule(name, module.description(), code, remarks);
              w.setModuleDigest(name, digest);
            },
            List.of(),
            refresh,
            null));
  }

  Optional<DdlPlan> drop(DropModule statement, CatalogSnapshot now) throws SQLException {
    String name = name(statement.name());
    if (!now.modules().containsKey(name)) {
      if (statement.ifExists()) {
        return Optional.empty();
      }
      throw unknown(name);
    }
    List<FunctionName> dependents = now.dependents(name);
    if (!dependents.isEmpty() && !statement.cascade()) {
      String names =
          dependents.stream().map(FunctionName::toString).collect(Collectors.joining(", "));
      throw ModuleLoader.errors(name)
          .error(
              ErrorCode.DEPENDENTS,
              (dependents.size() == 1 ? "function " : "functions ")
                  + names
                  + (dependents.size() == 1
                      ? " needs it; drop it first"
                      : " need it; drop them first")
                  + " or use CASCADE");
    }
    return Optional.of(
        new DdlPlan(
            dependents,
            w -> {
              for (FunctionName dependent : dependents) {
                w.deleteFunction(dependent);
              }
              w.deleteModule(name);
            },
            List.of(),
            /* refresh= */ false,
            null));
  }

  /** Returns the error of a module that is not there. */
  static SQLException unknown(String name) {
    return ModuleLoader.errors(name)
        .error(ErrorCode.UNKNOWN_MODULE, "does not exist; create it with CREATE MODULE");
  }

  /** Returns a module's name, which has no schema. */
  static String name(Name name) throws SQLException {
    if (name.schema() != null) {
      throw SqlErrors.of(
          ErrorCode.SYNTAX,
          "module " + name + ": modules belong to no schema; write " + name.name());
    }
    return name.name();
  }

  private static FunctionDefinition withDigest(FunctionDefinition f, String digest) {
    return new FunctionDefinition(
        f.schema(),
        f.name(),
        f.parameters(),
        f.returns(),
        f.style(),
        f.module(),
        digest,
        f.export(),
        f.deterministic(),
        f.calledOnNullInput(),
        f.options());
  }
}
