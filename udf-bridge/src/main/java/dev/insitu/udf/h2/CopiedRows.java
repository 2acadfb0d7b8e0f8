package dev.insitu.udf.h2;

import dev.insitu.udf.h2.TemporaryTables.TemporaryTable;
import dev.insitu.udf.rows.HostedRows;
import dev.insitu.udf.rows.RowOpener;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** Rows that each execution begins with copying into a temporary table. */
final class CopiedRows implements HostedRows {
  private static final int BATCH_ROWS = 1_000;

  private final Connection connection;
  private final TemporaryTables tables;
  private final TemporaryTable table;
  private final List<Column> columns;
  private final RowOpener rows;
  private final Consumer<HostedRows> forget;
  private boolean empty;
  private boolean closed;

  CopiedRows(
      Connection connection,
      TemporaryTables tables,
      TemporaryTable table,
      List<Column> columns,
      RowOpener rows,
      Consumer<HostedRows> forget) {
    this.connection = connection;
    this.tables = tables;
    this.table = table;
    this.columns = List.copyOf(columns);
    this.rows = rows;
    this.forget = forget;
  }

  @Override
  public String fromItem() {
    return table.name();
  }

  @Override
  public void begin() throws SQLException {
    if (!empty) {
      tables.clear(table);
    }
    empty = false;
    try (RowSource source = rows.open();
        PreparedStatement insert =
            connection.prepareStatement(TemporaryTables.insert(table, columns))) {
      long number = 0;
      while (source.next()) {
        for (int i = 0; i < columns.size(); i++) {
          insert.setObject(i + 1, source.value(i));
        }
        insert.setLong(columns.size() + 1, number);
        insert.addBatch();
        if (++number % BATCH_ROWS == 0) {
          insert.executeBatch();
        }
      }
      if (number % BATCH_ROWS != 0) {
        insert.executeBatch();
      }
    }
  }

  @Override
  public void end() throws SQLException {
    if (!empty && !connection.isClosed() && connection.getAutoCommit()) {
      tables.clear(table);
      empty = true;
    }
  }

  @Override
  public void close() throws SQLException {
    if (!closed) {
      closed = true;
      forget.accept(this);
      tables.release(table);
    }
  }
}
