package dev.insitu.udf.session;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.rows.HostedRows;
import dev.insitu.udf.rows.Hosting;
import dev.insitu.udf.rows.RowOpener;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One backend connection's view of modules and functions. Threads: as a JDBC connection, except
 * that {@link StatementScope#cancel()} may come from anywhere.
 */
public final class FunctionSession implements AutoCloseable {
  private FunctionSession() {}

  /**
   * Opens the session, repairs deployed functions, and forgets nothing of the backend's state.
   *
   * @param backend the connection that all statements of the session run on; stays the caller's
   */
  public static FunctionSession open(Connection backend, SessionOptions options)
      throws SQLException {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Runs a statement if it is one of ours: CREATE or DROP of MODULE and FUNCTION, SET insitu.….
   *
   * @return false, without having done anything, when it is not; the backend may know it then
   */
  public boolean executeDdl(String sql) throws SQLException {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Returns a number that changes whenever any function or module may have changed. */
  public long catalogVersion() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Returns the function of this name.
   *
   * @param schema null for the session's own schema
   * @param name spelled as the backend stores it
   */
  public Optional<FunctionDefinition> function(@Nullable String schema, String name)
      throws SQLException {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Returns all functions, ordered by schema and name. */
  public List<FunctionDefinition> functions() throws SQLException {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Opens a statement's scope: calls that run on this session until it is closed, deployed ones
   * included, stop when it is cancelled or timed out.
   *
   * @param timeoutMillis 0 for none
   */
  public StatementScope beginStatement(long timeoutMillis) {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Calls a table function; rows stream in and out while it runs.
   *
   * @param function a definition whose {@link FunctionDefinition#isTableFunction()} holds
   * @param input the table argument, sorted by the partition columns and then as the call orders it
   * @param partitionColumns indexes of the input's columns that PARTITION BY names, empty for one
   *     partition
   * @param scalars the scalar arguments, in the definition's order
   */
  public RowSource callTable(
      FunctionDefinition function,
      RowSource input,
      List<Integer> partitionColumns,
      List<@Nullable Object> scalars,
      StatementScope scope)
      throws SQLException {
    throw new UnsupportedOperationException("not built yet");
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
    throw new UnsupportedOperationException("not built yet");
  }

  /** Returns calls and fuel of each function that this session has called. */
  public List<CallStatistics> statistics() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Turns an error that came through the backend into the one that the user should see: our own
   * message and SQLSTATE where a function raised it, otherwise the same object.
   */
  public SQLException translate(SQLException error) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Closes every instance of the session. */
  @Override
  public void close() {}
}
