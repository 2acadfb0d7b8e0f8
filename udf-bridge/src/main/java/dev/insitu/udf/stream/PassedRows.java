package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import dev.insitu.udf.type.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a partition whose columns pass through a program: it names the row of the input that
 * each row of its output belongs to, and never goes back, so that only rows from the last one named
 * on are kept. As a source of rows, it gives the program its input.
 */
final class PassedRows implements RowSource {
  /**
   * How many rows are kept at a time: 20,000 that a program may have read beyond the row that it
   * names, and those that its channels hold at most.
   */
  static final int KEPT_MAX = 120_000;

  /** The column in front of the program's own, which names the row. */
  private static final Column NUMBER = new Column("ROW", new SqlType.BigInt());

  private static final int COMPACTED = 1_024;

  private final Partitions partitions;
  private final int width;

  /** Which columns the program reads. */
  private final int[] read;

  private final List<Column> columns;
  private final List<@Nullable Object[]> kept = new ArrayList<>();
  private CallErrors errors;

  /** The number of the row that stands first in the list, dropped or not. */
  private long base = 1;

  /** The smallest number that may be named. */
  private long lowest = 1;

  /** The number of the last row that went into the program. */
  private long given;

  private @Nullable Object @Nullable [] present;

  /**
   * Starts with no row.
   *
   * @param declared the columns that the program reads, by name; empty for all
   */
  PassedRows(Partitions partitions, List<Column> declared, CallErrors errors) {
    List<Column> all = partitions.rows().columns();
    List<String> names = all.stream().map(Column::name).toList();
    this.partitions = partitions;
    this.width = all.size();
    this.read =
        declared.isEmpty()
            ? IntStream.range(0, width).toArray()
            : declared.stream().mapToInt(c -> names.indexOf(c.name())).toArray();
    this.columns = Arrays.stream(read).mapToObj(all::get).toList();
    this.errors = errors;
  }

  /** Returns the columns that the program writes for these of a function. */
  static List<Column> written(List<Column> returned) {
    List<Column> all = new ArrayList<>(returned);
    all.addFirst(NUMBER);
    return all;
  }

  /** Begins a partition. */
  void restart(CallErrors of) {
    errors = of;
    kept.clear();
    base = 1;
    lowest = 1;
    given = 0;
    present = null;
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  /** Returns all columns that pass through. */
  List<Column> allColumns() {
    return partitions.rows().columns();
  }

  @Override
  public boolean next() throws SQLException {
    if (given + 1 - base == kept.size() && !pull()) {
      return false;
    }
    given++;
    return true;
  }

  @Override
  public @Nullable Object value(int column) {
    return row(given)[read[column]];
  }

  @Override
  public void close() throws SQLException {
    partitions.close();
  }

  private @Nullable Object[] row(long number) {
    return kept.get((int) (number - base));
  }

  /** Reads a row of the partition; false at its end. */
  private boolean pull() throws SQLException {
    if (base + kept.size() - Math.min(lowest, given + 1) >= KEPT_MAX) {
      throw errors.error(
          ErrorCode.MEMORY,
          "input row "
              + lowest
              + " waits to be named by a row of the output while the program reads on; a program"
              + " may read 20000 rows beyond it");
    }
    if (!partitions.nextRow()) {
      return false;
    }
    @Nullable Object[] values = new Object[width];
    for (int i = 0; i < width; i++) {
      values[i] = partitions.rows().value(i);
    }
    kept.add(values);
    return true;
  }

  /**
   * Moves to the row that a row of the output names.
   *
   * @param number from 1; null when it belongs to no row
   * @param output the row of the output, from 1
   */
  void name(@Nullable Object number, long output) throws SQLException {
    if (number == null) {
      present = null;
      return;
    }
    long named = (Long) number;
    if (named < lowest) {
      throw wrong(
          output,
          named < 1
              ? named + " is no row of the input, whose rows count from 1"
              : named + " is before " + lowest + ", which a row before has named");
    }
    // Whether the program has read the row is a matter of time; that it is there is not.
    while (base + kept.size() <= named) {
      if (!pull()) {
        long rows = base + kept.size() - 1;
        throw wrong(output, named + " is no row of the input, which has " + rows);
      }
    }
    present = row(named);
    lowest = named;
    drop();
  }

  private SQLException wrong(long output, String what) {
    return errors.error(ErrorCode.BAD_FRAME, "output, row " + output + ", column ROW: " + what);
  }

  /** Forgets rows that nobody asks for any more. */
  private void drop() {
    int unneeded = (int) (Math.min(lowest, given + 1) - base);
    if (unneeded >= COMPACTED && unneeded > kept.size() / 2) {
      kept.subList(0, unneeded).clear();
      base += unneeded;
    }
  }

  /** Returns a value of the row that was named. */
  @Nullable Object passed(int column) {
    @Nullable Object[] row = present;
    return row == null ? null : row[column];
  }
}
