package dev.insitu.sandbox;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** The one place of the sandbox that reads a host clock: deadlines, which no result depends on. */
@ReadsHostClock("wall-clock limits are a backstop, reported as not deterministic")
final class HostClock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private HostClock() {}

  static long nanoTime() {
    return System.nanoTime();
  }

  /**
   * Returns the processor time that a thread has used; 0 where that cannot be told, as before it
   * starts and after it ends.
   */
  static long processorNanos(Thread thread) {
    return THREADS.isThreadCpuTimeSupported() && thread.isAlive()
        ? Math.max(0, THREADS.getThreadCpuTime(thread.threadId()))
        : 0;
  }
}
