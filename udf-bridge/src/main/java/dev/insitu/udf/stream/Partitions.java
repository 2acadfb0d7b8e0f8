package dev.insitu.udf.stream;

import dev.insitu.udf.Parameter.WhenEmpty;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sorted table, one partition at a time. Rows of a partition stand together; what is kept of one
 * is its key. Without partition columns the whole table is one partition, even an empty table,
 * unless the parameter says otherwise.
 */
final class Partitions implements RunInput {
  private final RowSource rows;
  private final int[] keyColumns;
  private final @Nullable Object[] key;
  private long partition;

  /** Whether the source stands on a row that was not given out: the first of its partition. */
  private boolean ahead;

  /** Whether that row is the first of the present partition, not of the next. */
  private boolean fresh;

  private boolean ended;

  private final WhenEmpty whenEmpty;

  Partitions(RowSource rows, List<Integer> keyColumns, WhenEmpty whenEmpty) {
    this.rows = rows;
    this.whenEmpty = whenEmpty;
    this.keyColumns = keyColumns.stream().mapToInt(Integer::intValue).toArray();
    this.key = new Object[keyColumns.size()];
  }

  /**
   * Moves to the next partition; false at the end. With partition columns, all rows of the one
   * before must have been read.
   */
  @Override
  public boolean nextPartition() throws SQLException {
    if (keyColumns.length == 0) {
      return isFirst();
    }
    if (!ahead && (ended || !rows.next())) {
      ended = true;
      boolean kept = partition == 0 && whenEmpty == WhenEmpty.KEEP;
      partition += kept ? 1 : 0;
      return kept;
    }
    ahead = true;
    fresh = true;
    for (int i = 0; i < key.length; i++) {
      key[i] = rows.value(keyColumns[i]);
    }
    partition++;
    return true;
  }

  /** Moves to the whole table; false when that was done before, or when it is pruned. */
  private boolean isFirst() throws SQLException {
    if (partition > 0) {
      return false;
    }
    if (whenEmpty == WhenEmpty.PRUNE) {
      ahead = rows.next();
      fresh = ahead;
      ended = !ahead;
      if (ended) {
        return false;
      }
    }
    partition = 1;
    return true;
  }

  @Override
  public boolean nextTable() {
    return false;
  }

  @Override
  public int table() {
    return 0;
  }

  /** Moves to the next row of the partition; false at its end. */
  @Override
  public boolean nextRow() throws SQLException {
    if (ahead) {
      ahead = !fresh;
      fresh = false;
      return !ahead;
    }
    if (ended || !rows.next()) {
      ended = true;
      return false;
    }
    ahead = !hasKey();
    return !ahead;
  }

  /** Returns the table, standing on the present row. */
  @Override
  public RowSource rows() {
    return rows;
  }

  /** Returns the number of the present partition, from 1. */
  @Override
  public long partition() {
    return partition;
  }

  @Override
  public void close() throws SQLException {
    ended = true;
    rows.close();
  }

  /** Returns whether the present partition is that of a key. */
  boolean isAt(@Nullable Object[] other) {
    for (int i = 0; i < key.length; i++) {
      if (!same(key[i], other[i])) {
        return false;
      }
    }
    return true;
  }

  private boolean hasKey() throws SQLException {
    for (int i = 0; i < key.length; i++) {
      if (!same(key[i], rows.value(keyColumns[i]))) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether two values fall into one partition: NULLs do, NaNs do, and both zeros do. */
  private static boolean same(@Nullable Object one, @Nullable Object other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    if (one instanceof Double a && other instanceof Double b) {
      return a.doubleValue() == b.doubleValue() || a.equals(b);
    }
    if (one instanceof Float a && other instanceof Float b) {
      return a.floatValue() == b.floatValue() || a.equals(b);
    }
    if (one instanceof byte[] a && other instanceof byte[] b) {
      return Arrays.equals(a, b);
    }
    if (one instanceof Object[] a && other instanceof Object[] b) {
      boolean same = a.length == b.length;
      for (int i = 0; same && i < a.length; i++) {
        same = same(a[i], b[i]);
      }
      return same;
    }
    if (one instanceof OffsetDateTime a && other instanceof OffsetDateTime b) {
      return a.isEqual(b);
    }
    return one.equals(other);
  }
}
