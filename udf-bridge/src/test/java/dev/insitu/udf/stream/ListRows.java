package dev.insitu.udf.stream;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.util.Iterator;
import java.util.List;

/** Rows of a list, or of anything that counts them out. */
final class ListRows implements RowSource {
  private final List<Column> columns;
  private final Iterator<Object[]> rows;
  private Object[] row = {};
  private int read;
  private boolean closed;

  ListRows(List<Column> columns, Iterator<Object[]> rows) {
    this.columns = columns;
    this.rows = rows;
  }

  static ListRows of(List<Column> columns, Object[]... rows) {
    return new ListRows(columns, List.of(rows).iterator());
  }

  int read() {
    return read;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public boolean next() {
    if (!rows.hasNext()) {
      return false;
    }
    row = rows.next();
    read++;
    return true;
  }

  @Override
  public Object value(int column) {
    return row[column];
  }

  @Override
  public void close() {
    closed = true;
  }
}
