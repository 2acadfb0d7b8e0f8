package dev.insitu.calcite.jdbc;

import dev.insitu.calcite.plan.Explanation;
import dev.insitu.calcite.plan.PlannedStatement;
import dev.insitu.calcite.plan.Planner;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import dev.insitu.udf.session.FunctionSession;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection of {@code jdbc:insitu:}: the backend's own, with functions beside it. Threads: as
 * the backend's; statements of one connection run one after the other. It unwraps to the backend's
 * connection and to its {@link FunctionSession}.
 */
public final class InsituConnection extends ConnectionDelegate {
  private final String url;
  private final FunctionSession functions;
  private final Planner planner;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<RunningStatement> running = ConcurrentHashMap.newKeySet();
  private volatile boolean aborted;
  private volatile long timeoutMillis;
  private long backendVersion;

  private InsituConnection(String url, Connection backend, FunctionSession functions)
      throws SQLException {
    super(backend);
    this.url = url;
    this.functions = functions;
    this.planner = new Planner(backend, functions);
  }

  /**
   * Opens a connection.
   *
   * @param url what the user wrote, for {@link DatabaseMetaData#getURL()}
   */
  public static Connection open(String url, ConnectionUrl target) throws SQLException {
    Connection backend = H2Backend.connect(target.backend(), target.properties());
    boolean opened = false;
    try {
      var connection =
          new InsituConnection(url, backend, FunctionSession.open(backend, target.options()));
      connection.timeoutMillis = H2Backend.queryTimeoutMillis(backend);
      opened = true;
      return connection;
    } catch (SQLException | RuntimeException | Error e) {
      throw JavaErrors.sql(e);
    } finally {
      if (!opened) {
        backend.close();
      }
    }
  }

  /** Returns the URL as the user wrote it. */
  String url() {
    return url;
  }

  /** Returns the connection's functions. */
  FunctionSession functions() {
    return functions;
  }

  /** Turns an error of the backend into what the user should see. */
  SQLException translate(Throwable error) {
    return ErrorTranslation.translate(JavaErrors.sql(error), functions);
  }

  /** Waits until no other thread executes a statement of this connection. */
  void lock() {
    lock.lock();
  }

  /** Lets other threads execute statements. */
  void unlock() {
    lock.unlock();
  }

  /** Starts an execution; the caller ends it. */
  RunningStatement begin(Statement statement, @Nullable PlannedStatement planned) {
    var execution =
        new RunningStatement(this, statement, planned, functions.beginStatement(timeoutMillis));
    running.add(execution);
    return execution;
  }

  /** Forgets an execution. */
  void ended(RunningStatement execution) {
    running.remove(execution);
  }

  /** Returns how many executions may still run functions. */
  int executions() {
    return running.size();
  }

  /** Plans a statement that calls table functions. */
  Optional<PlannedStatement> plan(String sql) throws SQLException {
    return planner.plan(sql);
  }

  /** Begins to explain an execution; empty when the backend's own answer is all. */
  Optional<Explanation> explain(String sql, @Nullable PlannedStatement planned)
      throws SQLException {
    return planner.explain(sql, planned);
  }

  /** Returns the procedure that a text calls. */
  Optional<FunctionDefinition> procedure(@Nullable String sql) throws SQLException {
    return sql == null ? Optional.empty() : planner.procedure(sql);
  }

  /** Notes what a statement that has gone to the backend may have changed. */
  void executed(StatementKind kind) throws SQLException {
    if (kind != StatementKind.DATA) {
      backendVersion++;
      planner.backendChanged();
    }
    if (kind == StatementKind.SETTING) {
      timeoutMillis = H2Backend.queryTimeoutMillis(backend);
    }
  }

  /** Returns a number that changes whenever a plan may no longer fit. */
  PlanVersion planVersion() {
    return new PlanVersion(functions.catalogVersion(), backendVersion);
  }

  /** Tells two states of the functions and the backend apart. */
  record PlanVersion(long functions, long backend) {}

  /** Notes the time-out that the backend now has. */
  void setTimeoutMillis(long millis) {
    timeoutMillis = millis;
  }

  @Override
  public Statement createStatement() throws SQLException {
    return new InsituStatement(this, backend.createStatement());
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    return new InsituStatement(this, backend.createStatement(type, concurrency));
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    return new InsituStatement(this, backend.createStatement(type, concurrency, holdability));
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return prepare(sql, backend::prepareStatement);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return prepare(sql, text -> backend.prepareStatement(text, type, concurrency));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return prepare(sql, text -> backend.prepareStatement(text, type, concurrency, holdability));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int generatedKeys) throws SQLException {
    return prepare(sql, text -> backend.prepareStatement(text, generatedKeys));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] generatedKeys) throws SQLException {
    return prepare(sql, text -> backend.prepareStatement(text, generatedKeys));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] generatedKeys)
      throws SQLException {
    return prepare(sql, text -> backend.prepareStatement(text, generatedKeys));
  }

  private PreparedStatement prepare(String sql, Preparation preparation) throws SQLException {
    lock();
    try {
      return new InsituPreparedStatement(this, sql, preparation);
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    } finally {
      unlock();
    }
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return call(sql, backend::prepareCall);
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    return call(sql, text -> backend.prepareCall(text, type, concurrency));
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return call(sql, text -> backend.prepareCall(text, type, concurrency, holdability));
  }

  private CallableStatement call(String sql, Preparation preparation) throws SQLException {
    lock();
    try {
      return new InsituCallableStatement(this, sql, preparation);
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    } finally {
      unlock();
    }
  }

  /** Begins a unit of work with the settings that the connection was opened with. */
  @Override
  public void beginRequest() throws SQLException {
    resetSettings();
  }

  /** Ends a unit of work: the next user of the connection finds no setting of this one. */
  @Override
  public void endRequest() throws SQLException {
    resetSettings();
  }

  private void resetSettings() throws SQLException {
    lock();
    try {
      functions.resetSettings();
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    } finally {
      unlock();
    }
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    return new InsituDatabaseMetaData(this, backend.getMetaData());
  }

  @Override
  public boolean isClosed() throws SQLException {
    return aborted || backend.isClosed();
  }

  @Override
  public void close() throws SQLException {
    if (backend.isClosed()) {
      return;
    }
    stopAll();
    lock();
    try {
      List<RunningStatement> left = new ArrayList<>(running);
      for (RunningStatement execution : left) {
        execution.end();
      }
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    } finally {
      try {
        functions.close();
      } finally {
        backend.close();
        unlock();
      }
    }
  }

  @Override
  public void abort(@Nullable Executor executor) throws SQLException {
    if (executor == null) {
      throw SqlErrors.of(ErrorCode.ARGUMENT, "abort: the executor is null");
    }
    if (isClosed()) {
      return;
    }
    aborted = true;
    stopAll();
    executor.execute(() -> {
      try {
        close();
      } catch (SQLException e) {
        // The connection is gone either way; nobody waits for the answer.
        aborted = true;
      }
    });
  }

  private void stopAll() throws SQLException {
    for (RunningStatement execution : running) {
      execution.stop();
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type != null && type.isInstance(functions)) {
      return type.cast(functions);
    }
    return Wrappers.unwrap(this, backend, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return (type != null && type.isInstance(functions))
        || Wrappers.isWrapperFor(this, backend, type);
  }
}
