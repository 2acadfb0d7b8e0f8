package dev.insitu.sandbox;

/**
 * What one call may use; the host sets it, the guest cannot see it, and a limit that is not reached
 * never changes a result.
 *
 * @param fuel units of the cost table that one call may spend; at most 2^62
 * @param memoryPages pages of 64 KiB that the memory may grow to
 * @param stackDepth units of call depth; a frame takes 16, its locals and its operand height, two
 *     for a value of 64 bits
 * @param tableEntries entries that each table may grow to
 * @param wallMillis milliseconds of wall clock, a backstop that is not deterministic; 0 for none
 * @param outputBytes bytes that the guest may write to standard output; one more ends it
 * @param outputRows rows that the guest may produce; counted by whoever decodes them
 * @param stderrBytes bytes of standard error that are kept, the last ones; the guest never notices
 */
public record Limits(
    long fuel,
    int memoryPages,
    int stackDepth,
    int tableEntries,
    long wallMillis,
    long outputBytes,
    long outputRows,
    int stderrBytes) {
  /**
   * Defaults: a call may spend 10^10 units, 1,024 pages (64 MiB), 1 GiB and 10^9 rows of output.
   */
  public static final Limits DEFAULT =
      new Limits(10_000_000_000L, 1_024, 60_000, 1_000_000, 0, 1L << 30, 1_000_000_000L, 4_096);

  /** Limits that hold nothing back: the neutral element of {@link #min}. */
  public static final Limits NONE =
      new Limits(
          1L << 62,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          0,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          Integer.MAX_VALUE);

  /** Checks that no field is negative and that fuel fits the counter. */
  public Limits {
    if (fuel < 0 || fuel > 1L << 62) {
      throw new IllegalArgumentException("fuel " + fuel + " is not between 0 and 2^62");
    }
    if (memoryPages < 0 || stackDepth < 0 || tableEntries < 0 || wallMillis < 0) {
      throw new IllegalArgumentException(
          "negative limit: "
              + memoryPages
              + ", "
              + stackDepth
              + ", "
              + tableEntries
              + ", "
              + wallMillis);
    }
    if (outputBytes < 0 || outputRows < 0 || stderrBytes < 0) {
      throw new IllegalArgumentException(
          "negative limit: " + outputBytes + ", " + outputRows + ", " + stderrBytes);
    }
  }

  /** Returns the smaller of both in every field; 0 wall milliseconds counts as no limit. */
  public Limits min(Limits other) {
    return new Limits(
        Math.min(fuel, other.fuel),
        Math.min(memoryPages, other.memoryPages),
        Math.min(stackDepth, other.stackDepth),
        Math.min(tableEntries, other.tableEntries),
        wallMillis == 0
            ? other.wallMillis
            : other.wallMillis == 0 ? wallMillis : Math.min(wallMillis, other.wallMillis),
        Math.min(outputBytes, other.outputBytes),
        Math.min(outputRows, other.outputRows),
        Math.min(stderrBytes, other.stderrBytes));
  }

  /** Names of the limits whose exhaustion ends a call. */
  public enum Kind {
    FUEL,
    MEMORY,
    STACK_DEPTH,
    TABLE_ENTRIES,
    OUTPUT_BYTES,
    OUTPUT_ROWS,
    /** The bytes of all guests together, a {@link MemoryBudget}; not deterministic. */
    HOST_MEMORY
  }
}
