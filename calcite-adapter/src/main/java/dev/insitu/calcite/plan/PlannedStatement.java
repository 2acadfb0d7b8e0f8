package dev.insitu.calcite.plan;

import dev.insitu.udf.session.StatementScope;
import java.sql.SQLException;
import java.util.List;

/**
 * A statement that calls table functions, as text for the backend in which rows of ours stand where
 * the calls stood. It can be executed many times, once at a time; threads: as a JDBC statement.
 */
public final class PlannedStatement implements AutoCloseable {
  private PlannedStatement() {}

  /** Returns the text to prepare on the backend; valid until this is closed. */
  public String sql() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Returns how many parameters the user's text has. */
  public int parameterCount() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Returns, for each parameter of {@link #sql()} in order, the parameter of the user's text that
   * it is, from 1. Those that stand inside a call only are not among them.
   */
  public List<Integer> parameters() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Executes the text once: ends the execution before, evaluates the calls' scalar arguments, makes
   * the rows ready, runs the text, and lets its rows stream. Errors are {@link #translate
   * translated}.
   *
   * @param parameters what the user has set; also asked later, when a stream starts
   * @param scope what the functions run in; stays open until the rows have been read
   * @param execution runs {@link #sql()} on the backend, with {@link #parameters()} set
   */
  public <T> T execute(ParameterBinder parameters, StatementScope scope, Execution<T> execution)
      throws SQLException {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Closes every stream of the last execution; does nothing when none is open. To be called when
   * its result set is closed, because the backend does not close what it has not read to the end.
   */
  public void end() throws SQLException {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Turns an error of the backend about {@link #sql()} into one about the user's text. */
  public SQLException translate(SQLException error) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Ends the last execution, and forgets the rows; {@link #sql()} can no longer be executed. */
  @Override
  public void close() throws SQLException {
    throw new UnsupportedOperationException("not built yet");
  }
}
