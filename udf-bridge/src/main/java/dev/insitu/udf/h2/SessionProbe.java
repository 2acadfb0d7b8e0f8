package dev.insitu.udf.h2;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.udf.ReadsHostClock;
import dev.insitu.udf.call.SessionCalls;
import org.h2.engine.SessionLocal;

/*
 * H2 keeps one number for both: the time at which the session's statement has to stop. A cancel sets
 * it to the present, a time limit to the future when execution starts, so a number that was once
 * seen lying in the future is a time limit.
 */
/**
 * Asks whether the statement that a guest runs for was cancelled or has run out of time: first H2,
 * whoever runs the statement, then the insitu connection if there is one.
 */
@ReadsHostClock("H2's cancel and time limit are times of this clock; they end calls with an error")
final class SessionProbe implements Cancellation.Probe {
  private final SessionLocal session;
  private final SessionState state;
  private long timeLimit;

  SessionProbe(SessionLocal session, SessionState state) {
    this.session = session;
    this.state = state;
  }

  @Override
  public Cancellation.State state() {
    long stop = session.getCancel();
    if (stop != 0) {
      if (System.nanoTime() - stop >= 0) {
        return stop == timeLimit ? Cancellation.State.TIMED_OUT : Cancellation.State.CANCELLED;
      }
      timeLimit = stop;
    }
    SessionCalls statements = state.statements();
    if (statements != null) {
      return statements.state();
    }
    return session.isClosed() ? Cancellation.State.CANCELLED : Cancellation.State.RUNNING;
  }
}
