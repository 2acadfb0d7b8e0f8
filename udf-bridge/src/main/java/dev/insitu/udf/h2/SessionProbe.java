package dev.insitu.udf.h2;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.Cancellation.State;
import dev.insitu.udf.ReadsHostClock;
import dev.insitu.udf.call.SessionCalls;
import org.h2.command.Prepared;
import org.h2.command.dml.NoOperation;
import org.h2.engine.SessionLocal;
import org.h2.message.DbException;
import org.jspecify.annotations.Nullable;

/*
 * H2 knows two signals: a flag of the command that runs, set by Statement.cancel, and a time at which
 * the session has to stop. A time limit is that time in the future, set when execution starts;
 * whatever else stops the session sets it to the present. Asking takes the signal away, as when H2
 * itself asks between rows, so that it does not stop the next statement too.
 */
/**
 * Asks whether the statement that a guest runs for was cancelled or has run out of time: first H2,
 * whoever runs the statement, then the insitu connection if there is one.
 */
@ReadsHostClock("H2's time limit is a time of this clock; it ends calls with an error")
final class SessionProbe implements Cancellation.Probe {
  private final SessionLocal session;
  private final SessionState state;
  private final Prepared signals;
  private long timeLimit;
  private @Nullable State stopped;

  SessionProbe(SessionLocal session, SessionState state) {
    this.session = session;
    this.state = state;
    this.signals = new NoOperation(session);
  }

  /** Tells that another call starts. */
  void begin() {
    stopped = null;
  }

  @Override
  public State state() {
    if (stopped != null) {
      return stopped;
    }
    long stop = session.getCancel();
    if (stop != 0 && System.nanoTime() - stop < 0) {
      timeLimit = stop;
    }
    try {
      signals.checkCanceled();
    } catch (DbException e) {
      stopped = stop != 0 && stop == timeLimit ? State.TIMED_OUT : State.CANCELLED;
      return stopped;
    }
    SessionCalls statements = state.statements();
    if (statements != null) {
      return statements.state();
    }
    return session.isClosed() ? State.CANCELLED : State.RUNNING;
  }
}
