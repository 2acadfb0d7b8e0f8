package dev.insitu.udf.session;

import dev.insitu.sandbox.recording.RecordingMode;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Returns;
import dev.insitu.udf.call.ArgumentShape;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.catalog.BoundFunction;
import dev.insitu.udf.catalog.Catalog;
import dev.insitu.udf.catalog.CatalogSnapshot;
import dev.insitu.udf.catalog.FunctionName;
import dev.insitu.udf.ddl.DdlParser;
import dev.insitu.udf.ddl.DdlStatement;
import dev.insitu.udf.ddl.Folding;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.h2.H2FunctionHost;
import dev.insitu.udf.h2.H2Rows;
import dev.insitu.udf.rows.HostedRows;
import dev.insitu.udf.rows.Hosting;
import dev.insitu.udf.rows.RowOpener;
import dev.insitu.udf.stream.ShapeText;
import dev.insitu.udf.stream.TableInput;
import dev.insitu.udf.stream.TableRun;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One backend connection's view of modules and functions. Threads: as a JDBC connection, except
 * that {@link StatementScope#cancel()} may come from anywhere.
 */
public final class FunctionSession implements AutoCloseable {
  private final Connection backend;
  private final Folding folding;
  private final Catalog catalog;
  private final SessionCalls calls = new SessionCalls();
  private final H2FunctionHost host;
  private final H2Rows rows;
  private final ModuleStatements modules;
  private final DdlExecutor ddl;
  private final SessionSettings settings;
  private final Descriptions descriptions;
  private CatalogSnapshot snapshot = CatalogSnapshot.EMPTY;
  private long snapshotEpoch;

  private FunctionSession(Connection backend, SessionOptions options) throws SQLException {
    this.backend = backend;
    this.folding = folding(backend.getMetaData());
    this.descriptions = new Descriptions(folding);
    this.host = H2FunctionHost.of(backend, calls);
    this.catalog = Catalog.on(backend, host::codeReader);
    this.settings = new SessionSettings(calls, host, options);
    this.rows = H2Rows.of(backend);
    this.modules = new ModuleStatements(options.baseDirectory(), calls);
    this.ddl =
        new DdlExecutor(
            catalog, host, modules, new FunctionStatements(backend, catalog, host, calls));
  }

  private static Folding folding(DatabaseMetaData backend) throws SQLException {
    if (backend.storesUpperCaseIdentifiers()) {
      return Folding.UPPER;
    }
    return backend.storesLowerCaseIdentifiers() ? Folding.LOWER : Folding.NONE;
  }

  /**
   * Opens the session, repairs deployed functions, and forgets nothing of the backend's state.
   *
   * @param backend the connection that all statements of the session run on; stays the caller's
   * @throws SQLException with {@code CATALOG} when another version of insitu wrote the catalog
   */
  public static FunctionSession open(Connection backend, SessionOptions options)
      throws SQLException {
    FunctionSession session = new FunctionSession(backend, options);
    session.snapshotEpoch = Catalog.epoch();
    session.snapshot = session.catalog.snapshot();
    if (session.snapshot.version().exists()) {
      session.upgrade();
      session.host.reconcile(session.snapshot.scalars());
    }
    return session;
  }

  /** Tries to; what is there can be read as it is, and the next DDL statement tries again. */
  private void upgrade() throws SQLException {
    if (snapshot.version().isCurrent() || !catalog.mayAdminister()) {
      return;
    }
    try {
      catalog.prepare();
      host.install();
      snapshot = catalog.snapshot();
    } catch (SQLException e) {
      // It is open for reading only, say; a DDL statement would tell.
    }
  }

  /** Sets what relative {@code file:} paths of CREATE MODULE are relative to from now on. */
  public void setBaseDirectory(Path directory) {
    modules.setBaseDirectory(directory);
  }

  /**
   * Runs a statement if it is one of ours: CREATE or DROP of MODULE and FUNCTION, or SET and RESET
   * of insitu's settings, which leave the transaction alone. As any DDL does on H2, the others
   * commit the open transaction first, also when it fails then; a statement that breaks the grammar
   * does nothing at all. Comments and white space may stand before it, one semicolon behind.
   *
   * @return false, without having done anything, when it is not; the backend may know it then
   */
  public boolean executeDdl(String sql) throws SQLException {
    Optional<DdlStatement> statement = DdlParser.parse(sql, folding);
    if (statement.isEmpty()) {
      return false;
    }
    modules.takeWarnings();
    try {
      if (statement.get() instanceof DdlStatement.Setting setting) {
        settings.execute(setting);
      } else {
        ddl.execute(statement.get());
      }
    } catch (SQLException e) {
      throw translate(e);
    }
    return true;
  }

  /**
   * Returns what the last statement that {@link #executeDdl} ran has to tell although it succeeded,
   * one sentence each; once.
   */
  public List<String> takeWarnings() {
    return modules.takeWarnings();
  }

  /**
   * Chooses whether the functions of later statements are recorded, as SET insitu.record does.
   *
   * @param mode null for not at all
   * @throws SQLException with {@code NOT_SUPPORTED} when the session may make no recordings
   */
  public void setRecording(@Nullable RecordingMode mode) throws SQLException {
    settings.record(mode);
  }

  /** Goes back to the settings that the session was opened with, as RESET insitu.all does. */
  public void resetSettings() throws SQLException {
    settings.reset();
  }

  /**
   * Returns a number that changes whenever any function or module may have changed: at once for
   * sessions of this process, of whatever database; for other processes as soon as {@link
   * #function} is asked for a name that is not known.
   */
  public long catalogVersion() {
    return Catalog.epoch();
  }

  /**
   * Returns the function of this name. A name that is known costs no query; for one that is not,
   * one small query finds out whether another process has changed the catalog.
   *
   * @param schema null for the session's own schema
   * @param name spelled as the backend stores it
   * @throws SQLException with {@code CATALOG} when the function's rows are damaged
   */
  public Optional<FunctionDefinition> function(@Nullable String schema, String name)
      throws SQLException {
    CatalogSnapshot now = current();
    if (!now.hasFunction(name)) {
      now = reread();
    }
    if (!now.hasFunction(name)) {
      return Optional.empty();
    }
    return now.function(new FunctionName(schema == null ? backend.getSchema() : schema, name));
  }

  /** Returns all functions whose rows are whole, ordered by schema and name. */
  public List<FunctionDefinition> functions() throws SQLException {
    return List.copyOf(reread().functions().values());
  }

  private CatalogSnapshot current() throws SQLException {
    return snapshotEpoch == Catalog.epoch() ? snapshot : reread();
  }

  /** Returns the catalog as the database has it now. */
  private CatalogSnapshot reread() throws SQLException {
    long epoch = Catalog.epoch();
    if (!catalog.version().equals(snapshot.version())) {
      snapshot = catalog.snapshot();
      if (epoch == snapshotEpoch) {
        // Nobody of this process did it, so nobody has told the others.
        Catalog.newEpoch();
        epoch = Catalog.epoch();
      }
    }
    snapshotEpoch = epoch;
    return snapshot;
  }

  /**
   * Opens a statement's scope: calls that run on this session until it is closed, deployed ones
   * included, stop when it is cancelled or timed out. Where several are open, calls belong to the
   * one that was opened last.
   *
   * @param timeoutMillis 0 for none
   */
  public StatementScope beginStatement(long timeoutMillis) {
    return new CallScope(calls.begin(timeoutMillis));
  }

  /**
   * Returns the columns that a call gives: those that are declared, or those that the module
   * describes for what is known of the arguments, which it is asked once for.
   *
   * @param arguments one for each parameter
   */
  public List<Column> columns(FunctionDefinition function, List<ArgumentShape> arguments)
      throws SQLException {
    if (function.returns() instanceof Returns.Table table && !table.isDescribed()) {
      return table.columns();
    }
    BoundFunction bound = catalog.bind(function, calls.cancellation());
    return descriptions.columns(bound, ShapeText.of(function, arguments), calls);
  }

  /**
   * Calls a table function; rows stream in and out while it runs.
   *
   * @param function a definition whose {@link FunctionDefinition#isTableFunction()} holds
   * @param returned the columns that the program gives the call; those that pass through it stand
   *     behind them in the rows
   * @param input the table argument, sorted by the partition columns and then as the call orders it
   * @param partitionColumns indexes of the input's columns that PARTITION BY names, empty for one
   *     partition
   * @param scalars the scalar arguments, in the definition's order
   */
  public FunctionRows callTable(
      FunctionDefinition function,
      List<Column> returned,
      RowSource input,
      List<Integer> partitionColumns,
      List<@Nullable Object> scalars,
      StatementScope scope)
      throws SQLException {
    SessionCalls.Scope statement = ((CallScope) scope).scope();
    try {
      BoundFunction bound = bind(function, statement);
      return counted(
          new TableRun(
              function.returning(returned),
              bound.module(),
              bound.options(),
              statement.cancellation(),
              input,
              partitionColumns,
              scalars),
          function,
          statement);
    } catch (SQLException | RuntimeException e) {
      input.close();
      throw e;
    }
  }

  /**
   * Calls a table function of several tables; rows stream in and out while it runs.
   *
   * @param inputs the table arguments, in the definition's order
   * @param keys starts the values of their partition columns, each once, sorted as the inputs are;
   *     null when none has partition columns
   */
  public FunctionRows callTables(
      FunctionDefinition function,
      List<Column> returned,
      List<TableInput> inputs,
      @Nullable RowOpener keys,
      List<@Nullable Object> scalars,
      StatementScope scope)
      throws SQLException {
    SessionCalls.Scope statement = ((CallScope) scope).scope();
    BoundFunction bound = bind(function, statement);
    return counted(
        new TableRun(
            function.returning(returned),
            bound.module(),
            bound.options(),
            statement.cancellation(),
            inputs,
            keys == null ? null : keys.open(),
            scalars),
        function,
        statement);
  }

  private BoundFunction bind(FunctionDefinition function, SessionCalls.Scope statement)
      throws SQLException {
    if (!host.isEmbedded()) {
      requireUnchanged(function);
    }
    return catalog.bind(function, statement.cancellation());
  }

  private FunctionRows counted(
      TableRun run, FunctionDefinition function, SessionCalls.Scope statement) {
    return new CountedRows(
        run.within(calls.limits()).recordedBy(statement.recordings()), function, calls, host);
  }

  /** Checks that no other process has replaced a function since it was looked up. */
  private void requireUnchanged(FunctionDefinition function) throws SQLException {
    if (!reread().function(FunctionName.of(function)).equals(Optional.of(function))) {
      throw CallErrors.ofFunction(function.name())
          .error(
              ErrorCode.UNKNOWN_FUNCTION,
              "was replaced or dropped by another session; run the statement again");
    }
  }

  /**
   * Makes rows of ours readable by the backend's SQL on this session. What is read, created and
   * dropped for it leaves the user's transaction alone.
   *
   * @param name what plans and messages of the backend call them
   * @param columns what the rows have
   * @param rows starts them
   */
  public HostedRows host(String name, List<Column> columns, RowOpener rows, Hosting hosting)
      throws SQLException {
    return this.rows.host(name, columns, rows, hosting);
  }

  /** Returns calls and fuel of each function that this session has called. */
  public List<CallStatistics> statistics() {
    return calls.costs().stream()
        .map(c -> new CallStatistics(c.schema(), c.function(), c.calls(), c.rows(), c.fuel()))
        .toList();
  }

  /**
   * Chooses whether the time of a scalar function's calls on this session is taken from now on.
   *
   * @return the nanoseconds that have been counted so far
   */
  public long time(FunctionDefinition function, boolean wanted) {
    return host.time(FunctionName.of(function), wanted);
  }

  /** Returns whether scalar functions run in this process, so that {@link #statistics} has them. */
  public boolean isEmbedded() {
    return host.isEmbedded();
  }

  /**
   * Turns an error that came through the backend into the one that the user should see: our own
   * message and SQLSTATE where a function raised it, otherwise the same object.
   */
  public SQLException translate(SQLException error) {
    return Translation.translate(error);
  }

  /** Stops what still runs and closes every instance of the session; the backend stays open. */
  @Override
  public void close() throws SQLException {
    calls.close();
    host.close();
    rows.close();
  }

  /** A statement's scope over the calls of the session. */
  private record CallScope(SessionCalls.Scope scope) implements StatementScope {
    @Override
    public void cancel() {
      scope.cancel();
    }

    @Override
    public void close() {
      scope.close();
    }
  }
}
