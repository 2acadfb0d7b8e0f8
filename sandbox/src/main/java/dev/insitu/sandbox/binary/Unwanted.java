package dev.insitu.sandbox.binary;

/**
 * Ends work that nobody waits for any more: all walks over a module look now and then whether
 * somebody does. Never leaves the thread that does the work.
 */
public final class Unwanted extends Error {
  private static final long serialVersionUID = 1;

  private Unwanted() {
    super(null, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
  }

  /** A thread that works for others. */
  public interface Worker {
    /** Returns whether nobody wants the result any more. */
    boolean isUnwanted();
  }

  /** Ends the present thread's work if nobody wants its result. */
  public static void check() {
    if (Thread.currentThread() instanceof Worker worker && worker.isUnwanted()) {
      throw new Unwanted();
    }
  }
}
