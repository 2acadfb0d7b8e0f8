package dev.insitu.sandbox;

/**
 * A flag that stops every guest that polls it, set by {@link #cancel()} or by a deadline. Safe for
 * use by any thread. Threads are never interrupted: an interrupt inside a database's file storage
 * closes the storage.
 */
public final class Cancellation {
  private final long deadlineNanos;
  private volatile boolean cancelled;

  private Cancellation(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  /** Returns a flag without a deadline. */
  public static Cancellation create() {
    return new Cancellation(Long.MAX_VALUE);
  }

  /** Returns a flag that also stops guests this many milliseconds from now; 0 for no deadline. */
  public static Cancellation after(long wallMillis) {
    return wallMillis == 0
        ? create()
        : new Cancellation(HostClock.nanoTime() + wallMillis * 1_000_000);
  }

  /** Stops every guest that polls this flag; guests that start later end at once. */
  public void cancel() {
    cancelled = true;
  }

  /** Returns whether {@link #cancel()} was called. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** Returns whether the deadline has passed. */
  public boolean isTimedOut() {
    return deadlineNanos != Long.MAX_VALUE && HostClock.nanoTime() - deadlineNanos >= 0;
  }

  /** Returns whether guests have to stop. */
  public boolean isStopped() {
    return cancelled || isTimedOut();
  }
}
