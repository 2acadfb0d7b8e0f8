package dev.insitu.sandbox;

/** Runs functions of an instance through arrays, on whatever thread has the stack for them. */
final class EngineCalls {
  private static final long[] NO_RESULTS = new long[0];

  private EngineCalls() {}

  /**
   * Runs a function in a call that has begun, and finishes the call.
   *
   * @param tier the instance's
   * @param writes whether the function may change the instance
   * @throws GuestEnd with the outcome, unless the guest exited with 0 and owes no result
   */
  static void invoke(
      EngineInstance on,
      Tier tier,
      int function,
      boolean writes,
      long[] arguments,
      long[] results) {
    long[] values;
    try {
      if (tier == Tier.INTERPRETED) {
        values = invokeDeep(on, function, arguments);
      } else {
        on.requireStack();
        values = invokeHere(on, function, arguments);
      }
    } catch (RuntimeException | Error end) {
      if (!on.canRunAgain(end, writes)) {
        on.throwEnd(end, results.length > 0);
        return;
      }
      try {
        values = invokeDeep(on, function, arguments);
      } catch (RuntimeException | Error second) {
        on.throwEnd(second, results.length > 0);
        return;
      }
    }
    on.finish();
    // Not before: a call that has spent too much by its end has no result.
    System.arraycopy(values, 0, results, 0, Math.min(values.length, results.length));
  }

  private static long[] invokeDeep(EngineInstance on, int function, long[] arguments) {
    return GuestThreads.call(
        () -> {
          on.memory().floor(0);
          return invokeHere(on, function, arguments);
        },
        on.memory().depthLimit());
  }

  private static long[] invokeHere(EngineInstance on, int function, long[] arguments) {
    long[] values = on.instance().getMachine().call(function, arguments);
    return values == null ? NO_RESULTS : values;
  }
}
