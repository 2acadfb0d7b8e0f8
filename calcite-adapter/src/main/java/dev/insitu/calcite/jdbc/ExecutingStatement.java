package dev.insitu.calcite.jdbc;

import dev.insitu.calcite.plan.Explanation;
import dev.insitu.calcite.plan.PlannedStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Executes on the backend, within a scope that stops the functions, and holds the results. */
abstract class ExecutingStatement extends StatementDelegate {
  /** The SQLSTATE of warnings without a class of their own. */
  private static final String WARNING = "01000";

  final InsituConnection connection;
  private volatile @Nullable RunningStatement running;
  private @Nullable InsituResultSet rows;

  /** The result that shows instead of the backend's. */
  private @Nullable ResultSet instead;

  private @Nullable SQLWarning warnings;

  ExecutingStatement(InsituConnection connection) {
    this.connection = connection;
  }

  /** What an execution does on the backend. */
  @FunctionalInterface
  interface Call<T extends Statement, R> {
    /** Runs it. */
    R on(T backend) throws SQLException;
  }

  /** What {@link #run} runs, once the scope is open. */
  @FunctionalInterface
  interface Execution<R> {
    /** Runs it. */
    R in(RunningStatement execution) throws SQLException;
  }

  /** Returns the backend statement that executed last, which has the results. */
  abstract Statement active();

  /** Runs one execution, and ends it unless rows are still to come from functions. */
  final <R> R run(Statement target, @Nullable PlannedStatement planned, Execution<R> call)
      throws SQLException {
    endExecution();
    warnings = null;
    RunningStatement execution = connection.begin(target, planned);
    running = execution;
    boolean rowsFollow = false;
    try {
      R result = call.in(execution);
      rowsFollow =
          givesRows(result) && (planned != null || H2Backend.isLazy(target.getResultSet()));
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      throw connection.translate(e);
    } finally {
      execution.executed();
      if (!rowsFollow) {
        running = null;
        execution.end();
      }
    }
  }

  /**
   * Runs one execution of a text as {@link #run} does; if it is an EXPLAIN of functions of ours,
   * their tree shows instead of the backend's plan.
   */
  final <R> R run(
      String sql, Statement target, @Nullable PlannedStatement planned, Execution<R> call)
      throws SQLException {
    if (sql == null || !StatementKind.isExplain(sql)) {
      return run(target, planned, call);
    }
    return run(
        target,
        planned,
        execution -> {
          Optional<Explanation> explained = connection.explain(sql, planned);
          if (explained.isEmpty()) {
            return call.in(execution);
          }
          try (Explanation explanation = explained.get()) {
            R result = call.in(execution);
            ResultSet plan = target.getResultSet();
            if (givesRows(result) && plan != null && plan.next()) {
              instead =
                  H2Backend.row(target, plan.getMetaData(), explanation.tree(plan.getString(1)));
            }
            return result;
          }
        });
  }

  /** Runs a statement if it is one of ours, and keeps what it warns of. */
  final boolean executeDdl(String sql) throws SQLException {
    boolean ours = connection.functions().executeDdl(sql);
    if (ours) {
      for (String warning : connection.functions().takeWarnings()) {
        SQLWarning next = new SQLWarning(warning, WARNING);
        if (warnings == null) {
          warnings = next;
        } else {
          warnings.setNextWarning(next);
        }
      }
    }
    return ours;
  }

  private static boolean givesRows(@Nullable Object result) {
    return result instanceof ResultSet || Boolean.TRUE.equals(result);
  }

  static boolean isForwardOnly(Statement target) throws SQLException {
    return target.getResultSetType() == ResultSet.TYPE_FORWARD_ONLY;
  }

  /** Ends the execution before: its result set, then what made the rows. */
  final void endExecution() throws SQLException {
    forgetInstead();
    RunningStatement execution = running;
    if (execution != null) {
      running = null;
      try {
        Statement last = active();
        if (!last.isClosed() && !connection.backend.isClosed()) {
          last.getMoreResults();
        }
      } finally {
        execution.end();
      }
    }
  }

  /** Moves a result of the backend to the next row. */
  final boolean next(ResultSet backend) throws SQLException {
    RunningStatement execution = running;
    return execution == null ? backend.next() : execution.next(backend);
  }

  /** Turns an error that came while rows were read into what the user should see. */
  final SQLException translate(Throwable error) {
    RunningStatement execution = running;
    return connection.translate(
        execution == null ? error : execution.translate(JavaErrors.sql(error)));
  }

  /** Makes a result set of the backend ours; the same one each time. */
  @SuppressWarnings("ReferenceEquality") // the object itself, not one that is like it
  final InsituResultSet facade(ResultSet backend) {
    ResultSet shown = instead == null ? backend : instead;
    InsituResultSet facade = rows;
    if (facade == null || facade.backend != shown) {
      facade = new InsituResultSet(connection, this, shown);
      rows = facade;
    }
    return facade;
  }

  /** Notes that a result set has been closed. */
  final void closed(InsituResultSet closed) throws SQLException {
    if (closed.equals(rows) && running != null) {
      connection.lock();
      try {
        endExecution();
      } finally {
        connection.unlock();
      }
    }
    if (active().isClosed()) {
      close();
    }
  }

  /** Notes that a result set that cannot go back has no more rows: what made them can go. */
  final void exhausted(InsituResultSet exhausted) throws SQLException {
    RunningStatement execution = running;
    if (execution != null && exhausted.equals(rows) && isForwardOnly(active())) {
      running = null;
      connection.lock();
      try {
        execution.end();
      } finally {
        connection.unlock();
      }
    }
  }

  @Override
  public final @Nullable ResultSet getResultSet() throws SQLException {
    ResultSet last = active().getResultSet();
    return last == null ? null : facade(last);
  }

  @Override
  public final int getUpdateCount() throws SQLException {
    return active().getUpdateCount();
  }

  @Override
  public final long getLargeUpdateCount() throws SQLException {
    return active().getLargeUpdateCount();
  }

  @Override
  public final boolean getMoreResults() throws SQLException {
    boolean more = active().getMoreResults();
    forgetInstead();
    endIfClosed();
    return more;
  }

  @Override
  public final boolean getMoreResults(int current) throws SQLException {
    boolean more = active().getMoreResults(current);
    if (current != KEEP_CURRENT_RESULT) {
      forgetInstead();
    }
    endIfClosed();
    return more;
  }

  private void forgetInstead() throws SQLException {
    ResultSet shown = instead;
    instead = null;
    if (shown != null) {
      shown.close();
    }
  }

  private void endIfClosed() throws SQLException {
    if (rows == null || rows.backend.isClosed()) {
      endExecution();
    }
  }

  @Override
  public final ResultSet getGeneratedKeys() throws SQLException {
    return new InsituResultSet(connection, this, active().getGeneratedKeys());
  }

  @Override
  public final SQLWarning getWarnings() throws SQLException {
    SQLWarning backend = active().getWarnings();
    return warnings == null ? backend : warnings;
  }

  @Override
  public final void clearWarnings() throws SQLException {
    warnings = null;
    active().clearWarnings();
  }

  @Override
  public final @Nullable Connection getConnection() throws SQLException {
    Connection owner = backend().getConnection();
    return owner == null ? null : connection;
  }

  @Override
  public final void setQueryTimeout(int seconds) throws SQLException {
    backend().setQueryTimeout(seconds);
    connection.setTimeoutMillis(seconds * 1000L);
  }

  @Override
  public final void cancel() throws SQLException {
    RunningStatement execution = running;
    if (execution != null) {
      execution.scope().cancel();
    }
    active().cancel();
  }

  @Override
  public void close() throws SQLException {
    RunningStatement execution = running;
    if (execution != null) {
      execution.stop();
    }
    connection.lock();
    try {
      endExecution();
    } catch (SQLException | RuntimeException | Error e) {
      throw connection.translate(e);
    } finally {
      closeBackend();
      connection.unlock();
    }
  }

  /** Closes what the backend holds for this statement. */
  abstract void closeBackend() throws SQLException;

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    return Wrappers.unwrap(this, backend(), type);
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) throws SQLException {
    return Wrappers.isWrapperFor(this, backend(), type);
  }
}
