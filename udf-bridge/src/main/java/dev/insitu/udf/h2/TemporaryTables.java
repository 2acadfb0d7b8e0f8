package dev.insitu.udf.h2;

import dev.insitu.udf.type.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * The temporary tables of one session. One that is given back within a transaction waits for the
 * next use of its shape, and goes when no transaction is open.
 */
final class TemporaryTables {
  private static final String EXISTS = "42S01";

  private final Connection connection;
  private final Map<Shape, Queue<TemporaryTable>> free = new HashMap<>();

  TemporaryTables(Connection connection) {
    this.connection = connection;
  }

  /** What tables that can stand in for each other have in common. */
  record Shape(String name, List<Column> columns, List<Integer> indexed, int hidden) {
    /** Copies the lists. */
    Shape {
      columns = List.copyOf(columns);
      indexed = List.copyOf(indexed);
    }
  }

  /**
   * Returns a table.
   *
   * @param names names for a new one; some may be taken
   */
  TemporaryTable acquire(Shape shape, Supplier<String> names) throws SQLException {
    Queue<TemporaryTable> waiting = free.get(shape);
    TemporaryTable table = waiting == null ? null : waiting.poll();
    while (table == null) {
      try {
        table = TemporaryTable.create(connection, names.get(), shape);
      } catch (SQLException e) {
        if (!EXISTS.equals(e.getSQLState())) {
          throw e;
        }
      }
    }
    return table;
  }

  /** Takes a table back. */
  void release(Shape shape, TemporaryTable table) throws SQLException {
    if (connection.isClosed()) {
      return;
    }
    free.computeIfAbsent(shape, s -> new ArrayDeque<>()).add(table);
    if (connection.getAutoCommit()) {
      for (Queue<TemporaryTable> waiting : free.values()) {
        for (TemporaryTable old = waiting.poll(); old != null; old = waiting.poll()) {
          old.drop();
        }
      }
      free.clear();
    }
  }
}
