package dev.insitu.udf.h2;

import dev.insitu.udf.CallLimits;
import dev.insitu.udf.call.CallCounters;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.catalog.FunctionName;
import dev.insitu.udf.option.SettableLimits;
import java.lang.ref.WeakReference;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.engine.SessionLocal;
import org.jspecify.annotations.Nullable;

/** What one session has called, and the statements that an insitu connection runs on it. */
final class SessionState {
  private final WeakReference<SessionLocal> session;
  private final Map<FunctionName, CallCounters> counters = new ConcurrentHashMap<>();
  private volatile @Nullable SessionCalls statements;
  private volatile @Nullable CallLimits limits;

  SessionState(SessionLocal session) {
    this.session = new WeakReference<>(session);
  }

  /** Returns whether nothing can call for this session any more. */
  boolean isGone() {
    return session.refersTo(null);
  }

  /** Returns what every call of a function by the session is added to. */
  CallCounters counters(FunctionName name) {
    return counters.computeIfAbsent(name, n -> new CallCounters());
  }

  /**
   * Chooses whether the time of a function's calls is taken from now on.
   *
   * @return the nanoseconds that have been counted so far
   */
  long time(FunctionName name, boolean wanted) {
    return counters(name).time(wanted);
  }

  /** Returns what the session has cost so far. */
  List<FunctionStatistics> statistics() {
    return counters.entrySet().stream()
        .map(e ->
            new FunctionStatistics(
                e.getKey(),
                e.getValue().calls(),
                e.getValue().calls() - e.getValue().failures(),
                e.getValue().failures(),
                e.getValue().fuel()))
        .toList();
  }

  /** Returns the same for the insitu connection. */
  List<SessionCalls.Cost> costs() {
    return statistics().stream()
        .map(s ->
            new SessionCalls.Cost(
                s.name().schema(), s.name().name(), s.calls(), s.calls() - s.failures(), s.fuel()))
        .toList();
  }

  /** Returns what stops the session's statements from insitu's side; null for a plain session. */
  @Nullable SessionCalls statements() {
    return statements;
  }

  /**
   * Returns what session and server allow the next call; on the session's own thread.
   *
   * @throws SQLException when the server's limits cannot be read
   */
  CallLimits limits() throws SQLException {
    SessionCalls known = statements;
    if (known != null) {
      return known.limits();
    }
    CallLimits present = limits;
    if (present == null) {
      present = SettableLimits.server();
      limits = present;
    }
    return present;
  }

  /** Sets what session and server allow a session that has no insitu connection here. */
  void setLimits(CallLimits others) {
    limits = others;
  }

  void setStatements(@Nullable SessionCalls calls) {
    statements = calls;
  }
}
