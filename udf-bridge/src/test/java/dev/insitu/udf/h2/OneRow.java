package dev.insitu.udf.h2;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.util.List;

/** One row. */
final class OneRow implements RowSource {
  private final List<Column> columns;
  private final Object[] values;
  private boolean read;

  OneRow(List<Column> columns, Object... values) {
    this.columns = columns;
    this.values = values;
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public boolean next() {
    boolean first = !read;
    read = true;
    return first;
  }

  @Override
  public Object value(int column) {
    return values[column];
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
