package dev.insitu.benchmarks;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import dev.insitu.udf.type.SqlType;
import java.time.LocalDateTime;
import java.util.List;

/** Rows of four columns, made before they are measured and read over and over. */
final class NumberedRows implements RowSource {
  static final List<Column> COLUMNS =
      List.of(
          new Column("N", new SqlType.BigInt()),
          new Column("D", new SqlType.DoublePrecision()),
          new Column("S", new SqlType.Varchar(16)),
          new Column("AT", new SqlType.Timestamp(6)));

  private static final int DIFFERENT = 4_096;

  private final Object[][] rows = new Object[DIFFERENT][];
  private final long count;
  private long next;
  private Object[] row = {};

  NumberedRows(long count) {
    this.count = count;
    LocalDateTime start = LocalDateTime.of(2026, 11, 24, 0, 0);
    for (int i = 0; i < DIFFERENT; i++) {
      rows[i] =
          new Object[] {
            1_000_000_000L + i,
            i * 0.25,
            "customer " + i % 1_000_000,
            start.plusNanos(i * 1_234_567_000L)
          };
    }
  }

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public boolean next() {
    if (next == count) {
      return false;
    }
    row = rows[(int) (next++ % DIFFERENT)];
    return true;
  }

  @Override
  public Object value(int column) {
    return row[column];
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
