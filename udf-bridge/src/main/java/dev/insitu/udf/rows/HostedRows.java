package dev.insitu.udf.rows;

import java.sql.SQLException;

/** Rows of ours that one session's SQL can read while this is open. */
public interface HostedRows extends AutoCloseable {
  /** Returns what to write in FROM, the quoted name of a table. */
  String fromItem();

  /** Returns the quoted name of the table alone, as plans of the backend call it. */
  default String tableName() {
    return fromItem();
  }

  /**
   * Returns what has to stand before the other conditions of a join with rows that have hidden
   * columns, with AND at its end; empty for rows without.
   *
   * @param alias the name of the rows in the statement, in quotes
   */
  default String condition(String alias) {
    return "";
  }

  /**
   * Makes the rows ready for one execution of a statement that reads them, and closes what the
   * execution before left open.
   */
  void begin() throws SQLException;

  /** Closes what an execution left open; does nothing when nothing is. */
  void end() throws SQLException;

  /** Closes every stream that is open, and forgets the rows. */
  @Override
  void close() throws SQLException;
}
