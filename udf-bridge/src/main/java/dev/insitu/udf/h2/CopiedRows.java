package dev.insitu.udf.h2;

import dev.insitu.udf.h2.TemporaryTables.Shape;
import dev.insitu.udf.rows.HostedRows;
import dev.insitu.udf.rows.RowOpener;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.util.function.Consumer;

/** Rows that each execution begins with copying into a temporary table. */
final class CopiedRows implements HostedRows {
  private final TemporaryTables tables;
  private final Shape shape;
  private final TemporaryTable table;
  private final RowOpener rows;
  private final Consumer<HostedRows> forget;
  private boolean closed;

  CopiedRows(
      TemporaryTables tables,
      Shape shape,
      TemporaryTable table,
      RowOpener rows,
      Consumer<HostedRows> forget) {
    this.tables = tables;
    this.shape = shape;
    this.table = table;
    this.rows = rows;
    this.forget = forget;
  }

  @Override
  public String fromItem() {
    // A query shows no hidden columns, and lets nobody name them.
    return shape.hidden() > 0 ? table.name() : table.fromItem();
  }

  @Override
  public String tableName() {
    return table.name();
  }

  @Override
  public String condition(String alias) {
    return shape.hidden() > 0 ? table.condition(alias) + " AND " : "";
  }

  @Override
  public void begin() throws SQLException {
    try (RowSource source = rows.open()) {
      table.fill(source);
    }
  }

  @Override
  public void end() throws SQLException {
    table.clear();
  }

  @Override
  public void close() throws SQLException {
    if (!closed) {
      closed = true;
      forget.accept(this);
      table.clear();
      tables.release(shape, table);
    }
  }
}
