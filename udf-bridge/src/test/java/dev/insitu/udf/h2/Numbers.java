package dev.insitu.udf.h2;

import dev.insitu.udf.rows.RowOpener;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import dev.insitu.udf.type.SqlType;
import java.sql.SQLException;
import java.util.List;

/** Counts from 1 up, and counts what is done with its rows: {@code (N INTEGER, T VARCHAR(20))}. */
final class Numbers implements RowOpener {
  static final List<Column> COLUMNS =
      List.of(new Column("N", new SqlType.Int()), new Column("T", new SqlType.Varchar(20)));

  private final int last;
  private final int fails;
  int opened;
  int closed;
  long read;

  Numbers(int last) {
    this(last, Integer.MAX_VALUE);
  }

  /** Fails instead of giving row {@code fails}. */
  Numbers(int last, int fails) {
    this.last = last;
    this.fails = fails;
  }

  @Override
  public RowSource open() {
    opened++;
    return new RowSource() {
      private int n;
      private boolean open = true;

      @Override
      public List<Column> columns() {
        return COLUMNS;
      }

      @Override
      public boolean next() throws SQLException {
        if (n == last) {
          return false;
        }
        if (++n == fails) {
          throw new SQLException("row " + n + " is bad", "38000");
        }
        read++;
        return true;
      }

      @Override
      public Object value(int column) {
        return column == 0 ? (Object) n : n % 7 == 0 ? null : "t" + n;
      }

      @Override
      public void close() {
        if (open) {
          open = false;
          closed++;
        }
      }
    };
  }
}
