package dev.insitu.udf.h2;

import dev.insitu.udf.h2.TemporaryTables.Shape;
import dev.insitu.udf.rows.Closing;
import dev.insitu.udf.rows.HostedRows;
import dev.insitu.udf.rows.Hosting;
import dev.insitu.udf.rows.RowOpener;
import dev.insitu.udf.type.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;

/**
 * Rows of ours as tables of one H2 session, which no other session sees. Embedded, they are read as
 * they come; over TCP they are copied into temporary tables. Neither touches the transaction that
 * the user has open.
 */
public final class H2Rows implements AutoCloseable {
  private final Optional<SessionLocal> session;
  private final TemporaryTables tables;
  private final Set<HostedRows> open = new LinkedHashSet<>();
  private final Map<Shape, Queue<RowsTable>> free = new HashMap<>();
  private int last;

  private H2Rows(Connection connection, Optional<SessionLocal> session) {
    this.session = session;
    this.tables = new TemporaryTables(connection);
  }

  /** Returns the host of one session's rows. */
  public static H2Rows of(Connection connection) throws SQLException {
    return new H2Rows(connection, session(connection));
  }

  /** Returns the session behind a connection of an embedded H2. */
  static Optional<SessionLocal> session(Connection connection) throws SQLException {
    return connection.isWrapperFor(JdbcConnection.class)
            && connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session
        ? Optional.of(session)
        : Optional.empty();
  }

  /**
   * Makes rows readable.
   *
   * @param name what messages and plans of the backend call them; a number is added
   */
  public HostedRows host(String name, List<Column> columns, RowOpener rows, Hosting hosting)
      throws SQLException {
    HostedRows hosted =
        hosting instanceof Hosting.Stream && session.isPresent()
            ? stream(session.get(), name, columns, rows)
            : copy(shape(name, columns, hosting), rows);
    open.add(hosted);
    return hosted;
  }

  private CopiedRows copy(Shape shape, RowOpener rows) throws SQLException {
    TemporaryTable table = tables.acquire(shape, () -> unique(shape.name()));
    return new CopiedRows(tables, shape, table, rows, open::remove);
  }

  /**
   * Takes a table that waits, so that the backend knows text that reads it, or makes one. Only
   * while it is in use the session has it, so that nobody's list of tables shows what is over.
   */
  private StreamedRows stream(
      SessionLocal local, String name, List<Column> columns, RowOpener rows) {
    Queue<RowsTable> waiting =
        free.computeIfAbsent(new Shape(name, columns, List.of(), 0), s -> new ArrayDeque<>());
    RowsTable table = waiting.poll();
    while (table == null || local.findLocalTempTable(table.getName()) != null) {
      table = new RowsTable(local, unique(name), H2Types.columns(columns));
    }
    local.addLocalTempTable(table);
    return new StreamedRows(
        local,
        table,
        columns,
        rows,
        closed -> {
          open.remove(closed);
          local.removeLocalTempTable(closed.table());
          waiting.add(closed.table());
        });
  }

  private String unique(String name) {
    return name + "#" + ++last;
  }

  private static Shape shape(String name, List<Column> columns, Hosting hosting) {
    return switch (hosting) {
      case Hosting.Stream stream -> new Shape(name, columns, List.of(), 0);
      case Hosting.Copy copy -> new Shape(name, columns, copy.indexed(), copy.hidden());
    };
  }

  /** Closes what is still open. */
  @Override
  public void close() throws SQLException {
    Closing closing = new Closing();
    List.copyOf(open).forEach(rows -> closing.add(rows::close));
    closing.close();
    free.clear();
  }
}
