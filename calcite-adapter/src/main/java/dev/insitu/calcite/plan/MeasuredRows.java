package dev.insitu.calcite.plan;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that are counted, with the time that the reader has waited for them. */
final class MeasuredRows implements RowSource {
  private final RowSource rows;
  private long count;
  private long nanos;

  MeasuredRows(RowSource rows) {
    this.rows = rows;
  }

  long count() {
    return count;
  }

  long nanos() {
    return nanos;
  }

  @Override
  public List<Column> columns() {
    return rows.columns();
  }

  @Override
  public boolean next() throws SQLException {
    long start = System.nanoTime();
    boolean found = rows.next();
    nanos += System.nanoTime() - start;
    count += found ? 1 : 0;
    return found;
  }

  @Override
  public @Nullable Object value(int column) throws SQLException {
    return rows.value(column);
  }

  @Override
  public void close() throws SQLException {
    rows.close();
  }
}
