package dev.insitu.sandbox.wasi;

/**
 * What host calls cost in fuel, besides the flat price of every host call; part of the cost table
 * that results name. Bytes cost what bulk memory instructions cost.
 */
final class Costs {
  /** One address and length of a list. */
  static final long IOVEC = 2;

  /** One subscription of a poll. */
  static final long SUBSCRIPTION = 8;

  private static final int BYTES_SHIFT = 4;

  private Costs() {}

  /** Returns the price of this many bytes: one unit for each 16 or part of them. */
  static long bytes(long count) {
    return (count + (1 << BYTES_SHIFT) - 1) >>> BYTES_SHIFT;
  }
}
