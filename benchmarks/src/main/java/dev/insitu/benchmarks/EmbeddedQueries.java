package dev.insitu.benchmarks;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The queries over an embedded H2.
 *
 * @param name in figures
 * @param statement of the connection
 * @param prefix of the functions' names: nothing for ours, {@code java_} for aliases
 */
record EmbeddedQueries(String name, Statement statement, String prefix) implements QueryPeer {
  @Override
  public long nanos(QueryShape shape) throws SQLException {
    long start = System.nanoTime();
    value(shape.query(prefix));
    return System.nanoTime() - start;
  }

  @Override
  public String check(QueryShape shape) throws SQLException {
    return value(shape.check(prefix));
  }

  private String value(String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
