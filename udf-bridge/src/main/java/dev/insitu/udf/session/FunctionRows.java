package dev.insitu.udf.session;

import dev.insitu.udf.type.RowSource;

/** The rows of a table function. */
public interface FunctionRows extends RowSource {
  /**
   * What a call has cost so far; bytes and fuel are those of the runs that have ended.
   *
   * @param runs partitions that have been started
   * @param rows rows that have come out
   * @param bytesIn bytes that the program has read of its input
   * @param bytesOut bytes that the program has written to its output
   * @param fuel units of the cost table
   */
  record Cost(long runs, long rows, long bytesIn, long bytesOut, long fuel) {}

  /** Returns what the call has cost so far; also when it is closed. */
  Cost cost();
}
