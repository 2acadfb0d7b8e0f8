package dev.insitu.sandbox;

import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A flag that stops every guest that polls it, set by {@link #cancel()} or by a deadline. Safe for
 * use by any thread. Threads are never interrupted: an interrupt inside a database's file storage
 * closes the storage.
 */
public final class Cancellation {
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
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
    listeners.forEach(Runnable::run);
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

  /** Returns nanoseconds until the deadline, {@link Long#MAX_VALUE} when there is none. */
  long remainingNanos() {
    return deadlineNanos == Long.MAX_VALUE ? Long.MAX_VALUE : deadlineNanos - HostClock.nanoTime();
  }

  /** Runs a wake-up when the flag is set; at once when it is set already. */
  void onCancel(Runnable wakeUp) {
    listeners.add(wakeUp);
    if (cancelled) {
      wakeUp.run();
    }
  }

  /** Forgets a wake-up. */
  void removeOnCancel(Runnable wakeUp) {
    listeners.remove(wakeUp);
  }
}
