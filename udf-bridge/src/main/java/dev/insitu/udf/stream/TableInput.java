package dev.insitu.udf.stream;

import dev.insitu.udf.rows.RowOpener;
import dev.insitu.udf.type.Column;
import java.util.List;

/**
 * One of several tables that a call reads.
 *
 * @param rows starts them, sorted by the partition columns and then as the call orders them
 * @param columns what they have
 * @param partitionColumns indexes of the columns that PARTITION BY names; empty for none
 */
public record TableInput(RowOpener rows, List<Column> columns, List<Integer> partitionColumns) {
  /** Copies the lists. */
  public TableInput {
    columns = List.copyOf(columns);
    partitionColumns = List.copyOf(partitionColumns);
  }
}
