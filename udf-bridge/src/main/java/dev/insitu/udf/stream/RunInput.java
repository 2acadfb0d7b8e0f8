package dev.insitu.udf.stream;

import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;

/**
 * What goes into the runs of a program: partitions, each of them the rows of one or more tables.
 */
sealed interface RunInput extends AutoCloseable permits Partitions, TablePartitions {
  /**
   * Moves to the first table of the next partition; false at the end. All rows of all tables of the
   * partition before must have been read.
   */
  boolean nextPartition() throws SQLException;

  /** Moves to the next table of the partition, whose rows follow; false behind the last one. */
  boolean nextTable() throws SQLException;

  /** Moves to the next row of the present table; false at its end. */
  boolean nextRow() throws SQLException;

  /** Returns which table the present one is, from 0. */
  int table();

  /** Returns the present table, standing on the present row. */
  RowSource rows();

  /** Returns the number of the present partition, from 1. */
  long partition();

  @Override
  void close() throws SQLException;
}
