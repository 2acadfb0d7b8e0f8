package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

/** The threads that programs run on, as tests see them. */
final class Guests {
  private Guests() {}

  /** Waits until no program runs and its thread, which is kept for a moment, is gone. */
  static void awaitNone() {
    for (int wait = 0; wait < 100 && running() > 0; wait++) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    assertThat(running()).as("threads of guests").isZero();
  }

  private static long running() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("insitu-guest"))
        .count();
  }
}
