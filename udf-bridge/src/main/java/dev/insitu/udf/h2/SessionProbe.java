package dev.insitu.udf.h2;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.udf.ReadsHostClock;
import org.h2.engine.SessionLocal;

/*
 * H2 keeps one number for both: the time at which the session's statement has to stop. A cancel sets
 * it to the present, a time limit to the future when execution starts, so a number that was seen
 * lying in the future is a time limit. H2 folds calls with constant arguments while it prepares a
 * statement, before that number is set; there the session's time limit counts from the first look.
 */
/** Asks H2 whether the statement that a guest runs for was cancelled or has run out of time. */
@ReadsHostClock("H2's cancel and time limit are times of this clock; they end calls with an error")
final class SessionProbe implements Cancellation.Probe {
  private final SessionLocal session;
  private long timeLimit;
  private long callStart;

  SessionProbe(SessionLocal session) {
    this.session = session;
  }

  /** Tells that another call starts. */
  void begin() {
    callStart = 0;
  }

  @Override
  public Cancellation.State state() {
    if (session.isClosed()) {
      return Cancellation.State.CANCELLED;
    }
    long stop = session.getCancel();
    if (stop == 0) {
      return session.getQueryTimeout() == 0 ? Cancellation.State.RUNNING : folding();
    }
    if (System.nanoTime() - stop < 0) {
      timeLimit = stop;
      return Cancellation.State.RUNNING;
    }
    return stop == timeLimit ? Cancellation.State.TIMED_OUT : Cancellation.State.CANCELLED;
  }

  private Cancellation.State folding() {
    long now = System.nanoTime();
    if (callStart == 0) {
      callStart = now;
    }
    return now - callStart >= session.getQueryTimeout() * 1_000_000L
        ? Cancellation.State.TIMED_OUT
        : Cancellation.State.RUNNING;
  }
}
