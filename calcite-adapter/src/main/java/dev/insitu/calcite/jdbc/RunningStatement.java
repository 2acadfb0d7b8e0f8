package dev.insitu.calcite.jdbc;

import dev.insitu.calcite.plan.PlannedStatement;
import dev.insitu.udf.session.StatementScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a statement, from its start until its functions can no longer run: at the end of
 * the call, or when the result set is closed whose rows they make.
 */
final class RunningStatement {
  private final InsituConnection connection;
  private final Statement backend;
  private final @Nullable PlannedStatement planned;
  private final StatementScope scope;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean executing = true;

  /** Starts an execution; {@link InsituConnection#begin} does so. */
  RunningStatement(
      InsituConnection connection,
      Statement backend,
      @Nullable PlannedStatement planned,
      StatementScope scope) {
    this.connection = connection;
    this.backend = backend;
    this.planned = planned;
    this.scope = scope;
  }

  /** Returns what its functions run in. */
  StatementScope scope() {
    return scope;
  }

  /** Says that the call has returned, and rows may follow. */
  void executed() {
    executing = false;
  }

  /** Stops its functions, and the backend if it is at work; any thread may. */
  void stop() throws SQLException {
    scope.cancel();
    if (executing) {
      backend.cancel();
    }
  }

  /** Moves its result to the next row. */
  boolean next(ResultSet rows) throws SQLException {
    return planned == null ? rows.next() : planned.next(rows);
  }

  /** Turns an error about the text that a plan runs into one about the user's. */
  SQLException translate(SQLException error) {
    return planned == null ? error : planned.translate(error);
  }

  /** Frees what the execution holds; does nothing the second time. */
  void end() throws SQLException {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    connection.ended(this);
    try {
      if (planned != null) {
        planned.end();
      }
    } finally {
      scope.close();
    }
  }
}
