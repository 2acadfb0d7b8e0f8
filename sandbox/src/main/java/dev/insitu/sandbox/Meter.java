package dev.insitu.sandbox;

/*
 * Fuel is handed out in slices: the guest counts down a slice by itself, and only when it is used up
 * does it come here, where the cancel flag and the deadline are looked at. The sum of slice and
 * reserve is what is left, so slices never change what a call costs or where it ends.
 */
/** What is left of a call's fuel and depth. One thread. */
abstract sealed class Meter permits UnsharedMemory {
  /** Units between two looks at the cancel flag: about a millisecond of compiled running. */
  private static final long SLICE = 1L << 18;

  /** The same where code is interpreted. */
  private static final long INTERPRETED_SLICE = 1L << 14;

  /** What a call without a loop counts for in the time until the next look at the clocks. */
  private static final long CALL_UNITS = 64;

  /**
   * Units of depth that a guest may use on its caller's thread, whose stack may be small: at most
   * 16 bytes a unit, 200 KiB.
   */
  private static final long TRUSTED_UNITS = 12_000;

  /** The same when nobody can run the call again: at most 64 KiB, half of what was looked for. */
  private static final long PROBED_UNITS = 4_000;

  private long sliceUnits = SLICE;
  private long fuel;
  private long reserve;

  /** Units of depth between the frames and the floor. */
  private long room;

  private long floor;

  /** Where the floor is on the thread of any caller. */
  private long trustedFloor;

  private long fuelLimit;
  private int depthLimit;
  private long outputBytesLimit;
  private Cancellation cancellation = Cancellation.create();
  private long deadlineNanos;
  private long wallMillis;

  Meter() {}

  /** Says that the guest is interpreted. */
  final void interpreted() {
    sliceUnits = INTERPRETED_SLICE;
  }

  /** Starts a call under these limits. */
  final void begin(Limits limits, Cancellation stop) {
    fuelLimit = limits.fuel();
    depthLimit = limits.stackDepth();
    trustedFloor = Math.max(0, depthLimit - TRUSTED_UNITS);
    outputBytesLimit = limits.outputBytes();
    wallMillis = limits.wallMillis();
    cancellation = stop;
    fuel = 0;
    unwind();
    restart();
  }

  /**
   * Starts another call under the same limits. What is left of the slice is what is left until the
   * next look at the clocks, over all calls: the flag and the probe are asked each time, the clocks
   * about once a millisecond.
   *
   * @return whether the guest has to stop before it starts
   */
  final boolean restart() {
    if (restartUnlooked()) {
      return false;
    }
    restart(sliceUnits);
    return cancellation.isStopped();
  }

  /**
   * Does the same as long as there is no need to look at the clocks and nobody has cancelled.
   *
   * @return whether that was so
   */
  final boolean restartUnlooked() {
    long slice = fuel - CALL_UNITS;
    // The flag is volatile. Behind it, what is written here reaches the guest's code in registers.
    if (slice <= 0 || cancellation.isSignalled()) {
      return false;
    }
    restart(slice);
    return true;
  }

  private void restart(long units) {
    deadlineNanos = 0;
    if (floor != trustedFloor) {
      floor(trustedFloor);
    }
    long slice = Math.min(units, fuelLimit);
    fuel = slice;
    reserve = fuelLimit - slice;
  }

  /** Says that a call has spent this already; at most the limit. */
  final void spent(long units) {
    fuel = 0;
    reserve = fuelLimit - units;
  }

  /** Trusts the present thread with no more stack than {@link StackProbe} has found. */
  final void trustProbedStack() {
    floor(Math.max(0, depthLimit - PROBED_UNITS));
  }

  /** Gives back the depth of frames that were left without returning. */
  final void unwind() {
    room = depthLimit - floor;
  }

  /** Takes fuel. */
  final void take(int units) {
    fuel -= Integer.toUnsignedLong(units);
  }

  /** Returns what is left of the slice, -1 when more than that was taken. */
  final int budget() {
    return fuel < 0 ? -1 : (int) fuel;
  }

  /** Takes fuel and ends the guest when none is left or it has to stop. */
  final void takeAndCheck(int units) {
    long left = fuel - Integer.toUnsignedLong(units);
    fuel = left;
    if (left < 0) {
      refill();
    }
  }

  /**
   * Takes the depth of a frame and its first units of fuel.
   *
   * @param headroom what the frame's callees may take without counting
   * @return whether the call has to go on with a larger Java stack instead; nothing is taken then
   */
  final boolean enter(int weight, int headroom, int units) {
    long left = room - weight;
    long rest = fuel - Integer.toUnsignedLong(units);
    if (((left - headroom) | rest) < 0) {
      return enterSlowly(weight, headroom, units);
    }
    room = left;
    fuel = rest;
    return false;
  }

  private boolean enterSlowly(int weight, int headroom, int units) {
    if (enter(weight, headroom)) {
      return true;
    }
    takeAndCheck(units);
    return false;
  }

  /** Takes the depth of a frame alone, as the other method does. */
  final boolean enter(int weight, int headroom) {
    long left = floor + room - weight;
    if (left < headroom) {
      throw GuestStop.stackDepth(depthLimit - left + headroom);
    }
    if (left - headroom < floor) {
      return true;
    }
    room = left - floor;
    return false;
  }

  /** Returns the depth down to which the present thread's stack is trusted. */
  final long floor() {
    return floor;
  }

  final void floor(long units) {
    room += floor - units;
    floor = units;
  }

  /** Returns what is left between the frames and the floor. */
  final long room() {
    return room;
  }

  /**
   * Gives back the depth of a frame. What was left behind its entry is at hand, so nothing waits
   * for what its callees have written.
   */
  final void leave(int weight, long left) {
    room = left + weight;
  }

  /** Gives back the depth of a frame. */
  final void leave(int weight) {
    room += weight;
  }

  /** Ends the guest when it has to stop. */
  final void checkStop() {
    if (cancellation.isStopped() || isPastDeadline()) {
      throw GuestStop.because(GuestStop.Cause.STOPPED);
    }
  }

  private void refill() {
    checkStop();
    long slice = Math.min(reserve, sliceUnits - fuel);
    reserve -= slice;
    fuel += slice;
    if (fuel < 0) {
      throw GuestStop.because(GuestStop.Cause.FUEL);
    }
  }

  private boolean isPastDeadline() {
    if (wallMillis == 0) {
      return false;
    }
    long now = HostClock.nanoTime();
    if (deadlineNanos == 0) {
      // The call's own clock starts here, a millisecond late, so that short calls read no clock.
      // Never 0, which means that it has not started.
      deadlineNanos = (now + wallMillis * 1_000_000) | 1;
    }
    return now - deadlineNanos >= 0;
  }

  /** Returns the units that the call has been charged. */
  final long fuelUsed() {
    return fuelLimit - fuel - reserve;
  }

  /** Returns whether more was charged than the limit, after the last look. */
  final boolean isOverspent() {
    return fuel < 0 && fuel + reserve < 0;
  }

  final long fuelLimit() {
    return fuelLimit;
  }

  final int depthLimit() {
    return depthLimit;
  }

  final long outputBytesLimit() {
    return outputBytesLimit;
  }

  final Cancellation cancellation() {
    return cancellation;
  }
}
