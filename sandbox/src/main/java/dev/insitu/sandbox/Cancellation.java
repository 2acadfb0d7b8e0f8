package dev.insitu.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * A flag that stops every guest that polls it, set by {@link #cancel()}, by a deadline or by a
 * probe of the host's. Safe for use by any thread. Threads are never interrupted: an interrupt
 * inside a database's file storage closes the storage.
 */
public final class Cancellation {
  private final long deadlineNanos;
  private final @Nullable Probe probe;
  private volatile boolean cancelled;

  private Cancellation(long deadlineNanos, @Nullable Probe probe) {
    this.deadlineNanos = deadlineNanos;
    this.probe = probe;
  }

  /** What a probe says about the work that a guest is part of. */
  public enum State {
    RUNNING,
    CANCELLED,
    TIMED_OUT
  }

  /**
   * A question that guests ask their host on their own thread, about once a millisecond and at the
   * start of each call: cheap, and it never throws.
   */
  @FunctionalInterface
  public interface Probe {
    /** Returns whether the work still goes on. */
    State state();
  }

  /** Returns a flag without a deadline. */
  public static Cancellation create() {
    return new Cancellation(Long.MAX_VALUE, null);
  }

  /** Returns a flag that also stops guests this many milliseconds from now; 0 for no deadline. */
  public static Cancellation after(long wallMillis) {
    return wallMillis == 0
        ? create()
        : new Cancellation(HostClock.nanoTime() + wallMillis * 1_000_000, null);
  }

  /** Returns a flag that also stops guests as soon as the probe says so. */
  public static Cancellation polling(Probe probe) {
    return new Cancellation(Long.MAX_VALUE, probe);
  }

  /** Stops every guest that polls this flag; guests that start later end at once. */
  public void cancel() {
    cancelled = true;
  }

  /** Returns whether {@link #cancel()} was called, or the probe says that somebody cancelled. */
  public boolean isCancelled() {
    return cancelled || state() == State.CANCELLED;
  }

  /** Returns whether the deadline has passed, or the probe says that time is up. */
  public boolean isTimedOut() {
    return isPast() || state() == State.TIMED_OUT;
  }

  private boolean isPast() {
    return deadlineNanos != Long.MAX_VALUE && HostClock.nanoTime() - deadlineNanos >= 0;
  }

  /** Returns whether guests have to stop. */
  public boolean isStopped() {
    return isSignalled() || isPast();
  }

  /** Returns whether guests have to stop, as far as that can be told without reading a clock. */
  boolean isSignalled() {
    return cancelled || state() != State.RUNNING;
  }

  private State state() {
    return probe == null ? State.RUNNING : probe.state();
  }
}
