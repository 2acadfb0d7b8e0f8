package dev.insitu.sandbox;

/** The one place of the sandbox that reads a host clock: deadlines, which no result depends on. */
@ReadsHostClock("wall-clock limits are a backstop, reported as not deterministic")
final class HostClock {
  private HostClock() {}

  static long nanoTime() {
    return System.nanoTime();
  }
}
