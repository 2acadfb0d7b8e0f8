package dev.insitu.udf.call;

/**
 * What calls have cost. Written by the thread that calls and read by any, then a little late: a
 * counter that is always exact would cost more than many a call.
 */
public final class CallCounters {
  private long calls;
  private long failures;
  private long fuel;

  /** Starts at zero. */
  public CallCounters() {}

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
