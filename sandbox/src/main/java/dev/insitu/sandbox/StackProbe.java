package dev.insitu.sandbox;

/** Finds out whether the present thread has some Java stack left, by using it. */
final class StackProbe {
  /**
   * Calls that take 128 KiB and more: eight longs outlive each, so compiled ones spill 64 bytes.
   */
  private static final int CALLS = 2_048;

  private StackProbe() {}

  /** Says that there is not enough stack and nothing has happened. */
  static final class TooSmall extends RuntimeException {
    private static final long serialVersionUID = 1;

    private TooSmall() {
      super(null, null, false, false);
    }
  }

  /**
   * Returns when there is enough for what {@link Meter#trustProbedStack()} trusts.
   *
   * @throws TooSmall when there is not
   */
  static void require() {
    try {
      descend(CALLS, 0, 0, 0, 0, 0, 0, 0, 0);
    } catch (StackOverflowError e) {
      throw new TooSmall();
    }
  }

  private static long descend(
      int calls, long a, long b, long c, long d, long e, long f, long g, long h) {
    if (calls == 0) {
      return a;
    }
    long deeper = descend(calls - 1, a + calls, b ^ a, c + b, d ^ c, e + d, f ^ e, g + f, h ^ g);
    return deeper + a + b + c + d + e + f + g + h;
  }
}
