package dev.insitu.sandbox;

/** Runs functions of an instance through arrays, on whatever thread has the stack for them. */
final class EngineCalls {
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
    try {
      if (tier == Tier.INTERPRETED) {
        invokeDeep(on, function, arguments, results);
      } else {
        on.requireStack();
        invokeHere(on, function, arguments, results);
      }
    } catch (RuntimeException | Error end) {
      if (!on.canRunAgain(end, writes)) {
        on.throwEnd(end, results.length > 0);
        return;
      }
      try {
        invokeDeep(on, function, arguments, results);
      } catch (RuntimeException | Error second) {
        on.throwEnd(second, results.length > 0);
        return;
      }
    }
    on.finish();
  }

  private static void invokeDeep(
      EngineInstance on, int function, long[] arguments, long[] results) {
    GuestThreads.call(
        () -> {
          on.memory().floor(0);
          invokeHere(on, function, arguments, results);
          return results;
        },
        on.memory().depthLimit());
  }

  private static void invokeHere(
      EngineInstance on, int function, long[] arguments, long[] results) {
    long[] values = on.instance().getMachine().call(function, arguments);
    if (values != null) {
      System.arraycopy(values, 0, results, 0, Math.min(values.length, results.length));
    }
  }
}
