package dev.insitu.sandbox;

/*
 * Fuel is handed out in slices: the guest counts down a slice by itself, and only when it is used up
 * does it come here, where the cancel flag and the deadline are looked at. The sum of slice and
 * reserve is what is left, so slices never change what a call costs or where it ends.
 */
/** What is left of a call's fuel and depth. One thread. */
abstract sealed class Meter permits FlatMemory {
  /** Units between two looks at the cancel flag: about a millisecond of running. */
  private static final long SLICE = 1L << 18;

  private long fuel;
  private long reserve;
  private long depth;
  private long fuelLimit;
  private int depthLimit;
  private long outputBytesLimit;
  private Cancellation cancellation = Cancellation.create();
  private Cancellation deadline = cancellation;

  Meter() {}

  /** Starts a call under these limits. */
  final void begin(Limits limits, Cancellation stop) {
    fuelLimit = limits.fuel();
    depthLimit = limits.stackDepth();
    outputBytesLimit = limits.outputBytes();
    depth = depthLimit;
    fuel = 0;
    reserve = fuelLimit;
    cancellation = stop;
    deadline = limits.wallMillis() == 0 ? stop : Cancellation.after(limits.wallMillis());
  }

  /** Takes fuel. */
  final void take(int units) {
    fuel -= Integer.toUnsignedLong(units);
  }

  /** Takes fuel and ends the guest when none is left or it has to stop. */
  final void takeAndCheck(int units) {
    long left = fuel - Integer.toUnsignedLong(units);
    fuel = left;
    if (left < 0) {
      refill();
    }
  }

  final void enter(int weight) {
    depth -= weight;
    if (depth < 0) {
      throw GuestStop.because(GuestStop.Cause.STACK_DEPTH);
    }
  }

  final void leave(int weight) {
    depth += weight;
  }

  /** Ends the guest when it has to stop. */
  final void checkStop() {
    if (cancellation.isStopped() || deadline.isStopped()) {
      throw GuestStop.because(GuestStop.Cause.STOPPED);
    }
  }

  private void refill() {
    checkStop();
    long slice = Math.min(reserve, SLICE - fuel);
    reserve -= slice;
    fuel += slice;
    if (fuel < 0) {
      throw GuestStop.because(GuestStop.Cause.FUEL);
    }
  }

  /** Returns the units that the call has been charged. */
  final long fuelUsed() {
    return fuelLimit - fuel - reserve;
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
