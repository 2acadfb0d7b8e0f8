package dev.insitu.udf.h2;

import dev.insitu.udf.type.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;

/**
 * The temporary tables of one session. Nothing here ever commits what the user has not committed:
 * DROP and TRUNCATE would, so that a table that is given back within a transaction waits for the
 * next one of its shape.
 */
final class TemporaryTables {
  /** Makes indexes of any column unique, without a column that {@code SELECT *} shows. */
  private static final String ROW_NUMBER = "INSITU$ROW";

  private final Connection connection;
  private final Map<String, Queue<String>> free = new HashMap<>();

  TemporaryTables(Connection connection) {
    this.connection = connection;
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * Returns a table with these columns, perhaps with rows that somebody has left.
   *
   * @param name what a new one is called
   */
  TemporaryTable acquire(String name, List<Column> columns, List<Integer> indexed)
      throws SQLException {
    String shape = shape(columns, indexed);
    Queue<String> waiting = free.get(shape);
    String table = waiting == null ? null : waiting.poll();
    if (table == null) {
      table = quoted(name);
      // CREATE INDEX would commit; a unique constraint makes its index without.
      execute("CREATE LOCAL TEMPORARY TABLE " + table + shape + " NOT PERSISTENT TRANSACTIONAL");
    }
    return new TemporaryTable(table, shape);
  }

  private static String shape(List<Column> columns, List<Integer> indexed) {
    String listed =
        columns.stream()
            .map(c -> quoted(c.name()) + " " + c.type() + ", ")
            .collect(Collectors.joining());
    String unique =
        indexed.stream()
            .map(i -> ", UNIQUE(" + quoted(columns.get(i).name()) + ", \"" + ROW_NUMBER + "\")")
            .collect(Collectors.joining());
    return "(" + listed + '"' + ROW_NUMBER + "\" BIGINT INVISIBLE" + unique + ")";
  }

  /** Takes a table back. */
  void release(TemporaryTable table) throws SQLException {
    if (connection.isClosed()) {
      return;
    }
    free.computeIfAbsent(table.shape(), s -> new ArrayDeque<>()).add(table.name());
    if (connection.getAutoCommit()) {
      for (Queue<String> waiting : free.values()) {
        for (String name = waiting.poll(); name != null; name = waiting.poll()) {
          execute("DROP TABLE IF EXISTS " + name);
        }
      }
      free.clear();
    }
  }

  /** Empties a table. */
  void clear(TemporaryTable table) throws SQLException {
    execute((connection.getAutoCommit() ? "TRUNCATE TABLE " : "DELETE FROM ") + table.name());
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns the statement that fills a table; its last parameter is the row's number. */
  static String insert(TemporaryTable table, List<Column> columns) {
    String names = columns.stream().map(c -> quoted(c.name()) + ", ").collect(Collectors.joining());
    return "INSERT INTO "
        + table.name()
        + "("
        + names
        + '"'
        + ROW_NUMBER
        + "\") VALUES ("
        + "?, ".repeat(columns.size())
        + "?)";
  }

  /**
   * One table.
   *
   * @param name quoted
   * @param shape what tables that can stand in for each other have in common
   */
  record TemporaryTable(String name, String shape) {}
}
