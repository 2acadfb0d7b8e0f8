package dev.insitu.udf.stream;

import dev.insitu.udf.Parameter.WhenEmpty;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.rows.Closing;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several tables, partition by partition. Tables with PARTITION BY are cut at the same keys, in the
 * order in which the backend gives them; a key that a table does not have makes it empty there. A
 * table without is read again for each partition.
 */
final class TablePartitions implements RunInput {
  private final List<TableInput> inputs;
  private final List<WhenEmpty> whenEmpty;
  private final @Nullable RowSource keys;
  private final CallErrors errors;

  /** The partitions of each table; null where it has not been opened. */
  private final @Nullable Partitions[] tables;

  /** Whether a table with keys stands before a partition that no key has called for yet. */
  private final boolean[] waiting;

  /** Whether a table has rows of the present partition to give. */
  private final boolean[] present;

  private boolean anyKey;
  private int table;
  private long partition;

  /**
   * Starts before the first partition.
   *
   * @param keys the values of the partition columns that any table has, each once, sorted as the
   *     tables are; null when no table has partition columns; closed with this
   */
  TablePartitions(
      List<TableInput> inputs,
      List<WhenEmpty> whenEmpty,
      @Nullable RowSource keys,
      CallErrors errors) {
    this.inputs = List.copyOf(inputs);
    this.whenEmpty = List.copyOf(whenEmpty);
    this.keys = keys;
    this.errors = errors;
    this.tables = new @Nullable Partitions[inputs.size()];
    this.waiting = new boolean[inputs.size()];
    this.present = new boolean[inputs.size()];
  }

  @Override
  public boolean nextPartition() throws SQLException {
    RowSource cut = keys;
    if (cut == null) {
      return partition == 0 && begin(new Object[0]);
    }
    while (cut.next()) {
      anyKey = true;
      @Nullable Object[] key = new Object[cut.columns().size()];
      for (int i = 0; i < key.length; i++) {
        key[i] = cut.value(i);
      }
      if (begin(key)) {
        return true;
      }
    }
    if (!anyKey && partition == 0 && whenEmpty.contains(WhenEmpty.KEEP)) {
      return begin(new Object[0]);
    }
    for (int i = 0; i < tables.length; i++) {
      requireAtEnd(i);
    }
    return false;
  }

  /** Moves to the partition of a key; false when a table that prunes has no rows of it. */
  private boolean begin(@Nullable Object[] key) throws SQLException {
    boolean pruned = false;
    for (int i = 0; i < tables.length; i++) {
      present[i] = inputs.get(i).partitionColumns().isEmpty() ? restart(i) : moveTo(i, key);
      pruned |= !present[i] && whenEmpty.get(i) == WhenEmpty.PRUNE;
    }
    table = 0;
    if (pruned) {
      readRest();
      return false;
    }
    partition++;
    return true;
  }

  /** Opens a table without partition columns anew; false when it is pruned. */
  private boolean restart(int index) throws SQLException {
    Partitions old = tables[index];
    tables[index] = null;
    if (old != null) {
      old.close();
    }
    return open(index).nextPartition();
  }

  private boolean moveTo(int index, @Nullable Object[] key) throws SQLException {
    Partitions rows = tables[index];
    if (rows == null) {
      rows = open(index);
    }
    if (!waiting[index]) {
      waiting[index] = rows.nextPartition();
    }
    boolean found = waiting[index] && rows.isAt(key);
    waiting[index] &= !found;
    return found;
  }

  private Partitions open(int index) throws SQLException {
    TableInput input = inputs.get(index);
    boolean cut = !input.partitionColumns().isEmpty();
    Partitions opened =
        new Partitions(
            input.rows().open(),
            input.partitionColumns(),
            cut ? WhenEmpty.BY_PARTITIONS : whenEmpty.get(index));
    tables[index] = opened;
    return opened;
  }

  /** Reads what is left of the present partition. */
  private void readRest() throws SQLException {
    do {
      while (nextRow()) {
        // Nobody wants it.
      }
    } while (nextTable());
  }

  /** Makes sure that no rows are lost when the backend takes keys for equal that are not. */
  private void requireAtEnd(int index) throws SQLException {
    Partitions rows = tables[index];
    if (rows == null || inputs.get(index).partitionColumns().isEmpty()) {
      return;
    }
    if (waiting[index] || rows.nextPartition()) {
      throw errors.error(
          ErrorCode.NOT_SUPPORTED,
          "COPARTITION finds keys that the database takes for equal and that are not; write them"
              + " the same way in each table, or change the collation");
    }
  }

  @Override
  public boolean nextTable() {
    if (table + 1 == tables.length) {
      return false;
    }
    table++;
    return true;
  }

  @Override
  public boolean nextRow() throws SQLException {
    Partitions rows = tables[table];
    return present[table] && rows != null && rows.nextRow();
  }

  @Override
  public int table() {
    return table;
  }

  @Override
  public RowSource rows() {
    Partitions rows = tables[table];
    if (rows == null) {
      throw new IllegalStateException("no row");
    }
    return rows.rows();
  }

  @Override
  public long partition() {
    return partition;
  }

  @Override
  public void close() throws SQLException {
    Closing closing = new Closing();
    if (keys != null) {
      closing.add(keys::close);
    }
    List<Partitions> opened = new ArrayList<>();
    for (int i = 0; i < tables.length; i++) {
      Partitions rows = tables[i];
      tables[i] = null;
      present[i] = false;
      if (rows != null) {
        opened.add(rows);
      }
    }
    opened.forEach(rows -> closing.add(rows::close));
    closing.close();
  }
}
