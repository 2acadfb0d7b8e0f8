package dev.insitu.udf.call;

import dev.insitu.udf.ReadsHostClock;

/**
 * What calls have cost. Written by the thread that calls and read by any, then a little late: a
 * counter that is always exact would cost more than many a call.
 */
public final class CallCounters {
  private long calls;
  private long failures;
  private long fuel;
  private long nanos;
  private boolean timed;

  /** Starts at zero. */
  public CallCounters() {}

  /**
   * Chooses whether the time of calls is taken from now on, which costs more than many a call.
   *
   * @return the nanoseconds that have been counted so far
   */
  public long time(boolean wanted) {
    timed = wanted;
    return nanos;
  }

  boolean isTimed() {
    return timed;
  }

  @ReadsHostClock("EXPLAIN ANALYZE shows the time, and nothing else reads it")
  static long clock() {
    return System.nanoTime();
  }

  void took(long time) {
    nanos += time;
  }

  void completed(long spent) {
    calls++;
    fuel += spent;
  }

  void failed(long spent) {
    failures++;
    completed(spent);
  }

  /** Returns how often the guest was called. */
  public long calls() {
    return calls;
  }

  /** Returns how many of these calls gave no result. */
  public long failures() {
    return failures;
  }

  /** Returns the fuel that the calls spent, in units of the cost table. */
  public long fuel() {
    return fuel;
  }
}
