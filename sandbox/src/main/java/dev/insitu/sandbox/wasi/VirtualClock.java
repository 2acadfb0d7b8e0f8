package dev.insitu.sandbox.wasi;

/*
 * One unit of fuel is one nanosecond. Realtime and monotonic clock are the same; the two clocks of
 * processor time show fuel alone, from 0. Times are unsigned; what would pass 2^64-1 stays there.
 */
/** The guest's clock: starts at a given instant and advances by fuel and by virtual sleep. */
final class VirtualClock {
  static final long REALTIME = 0;
  static final long MONOTONIC = 1;

  private static final long THREAD_CPUTIME = 3;
  private static final long RESOLUTION_NANOS = 1;
  private static final long FOREVER = -1;

  private final long start;
  private long slept;
  private long spentBefore;

  VirtualClock(long startNanos) {
    start = startNanos;
  }

  long slept() {
    return slept;
  }

  long spentBefore() {
    return spentBefore;
  }

  void set(long sleptNanos, long spent) {
    slept = sleptNanos;
    spentBefore = spent;
  }

  /** Keeps the fuel of a call whose meter is about to start again. */
  void endCall(long fuelUsed) {
    spentBefore = add(spentBefore, fuelUsed);
  }

  long now(WasiGuest guest) {
    return add(add(start, slept), spent(guest));
  }

  private long spent(WasiGuest guest) {
    return add(spentBefore, guest.fuelUsed());
  }

  /** Sleeps until an instant, in no time. */
  void sleepUntil(long instant, WasiGuest guest) {
    long now = now(guest);
    if (Long.compareUnsigned(instant, now) > 0) {
      slept = add(slept, instant - now);
    }
  }

  /** Adds unsigned numbers, to at most 2^64-1. */
  static long add(long a, long b) {
    long sum = a + b;
    return Long.compareUnsigned(sum, a) < 0 ? FOREVER : sum;
  }

  int time(Pointers memory, long clock, long result) {
    if (clock > THREAD_CPUTIME) {
      return Errno.INVAL;
    }
    WasiGuest guest = memory.guest();
    memory.putU64(result, clock <= MONOTONIC ? now(guest) : spent(guest));
    return Errno.SUCCESS;
  }

  int resolution(Pointers memory, long clock, long result) {
    if (clock > THREAD_CPUTIME) {
      return Errno.INVAL;
    }
    memory.putU64(result, RESOLUTION_NANOS);
    return Errno.SUCCESS;
  }
}
