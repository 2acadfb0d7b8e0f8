package dev.insitu.udf.h2;

import dev.insitu.sandbox.Cancellation.State;
import dev.insitu.sandbox.Outcome;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.call.AggregateCall;
import dev.insitu.udf.call.ScalarCall;
import dev.insitu.udf.catalog.BoundFunction;
import dev.insitu.udf.error.CallErrors;
import java.sql.SQLException;
import java.util.function.Function;
import org.h2.engine.SessionLocal;
import org.h2.value.Value;
import org.h2.value.ValueNull;
import org.h2.value.ValueToObjectConverter;
import org.jspecify.annotations.Nullable;

/*
 * H2 looks for a cancel between the rows of a scan, but not inside a window, whose frames may take
 * the square of its rows; a call that is short never polls itself. So this polls every few rows.
 */
/** One session's calls of one aggregate, which serve all its groups. One thread at a time. */
final class SessionAggregate implements SessionBound {
  private static final int ROWS_PER_POLL = 256;

  private final SessionLocal session;
  private final SessionProbe probe;
  private final AggregateCall call;
  private final SessionCall rows;
  private final SessionCall results;
  private final CallErrors errors;
  private final long totalLimit;
  private int rowsToPoll = ROWS_PER_POLL;
  private @Nullable StateBudget budget;

  /** What was the time of the statement that the budget is for: a new object for each. */
  private @Nullable Object statement;

  SessionAggregate(
      SessionLocal session,
      SessionProbe probe,
      BoundFunction function,
      Function<FunctionDefinition, ScalarCall> binder) {
    this.session = session;
    this.probe = probe;
    this.call =
        new AggregateCall(function.definition(), function.options().maxStateBytes(), binder);
    this.rows = new SessionCall(session, probe, call.rows());
    this.results = new SessionCall(session, probe, call.results());
    this.errors = CallErrors.ofFunction(function.definition().name());
    this.totalLimit = function.options().maxTotalStateBytes();
  }

  @Override
  public SessionLocal session() {
    return session;
  }

  CallErrors errors() {
    return errors;
  }

  /** Returns what counts the states of the statement that runs now. */
  @SuppressWarnings("ReferenceEquality") // the object says which statement it is
  StateBudget budget() {
    Object now = session.currentTimestamp();
    StateBudget present = budget;
    if (present == null || statement != now) {
      statement = now;
      present = new StateBudget(totalLimit);
      budget = present;
    }
    return present;
  }

  /** Returns the state of a group without rows; nobody may change the array. */
  byte[] initial() throws SQLException {
    probe.begin();
    try {
      return call.initial();
    } catch (RuntimeException | Error e) {
      call.close();
      throw AliasErrors.defect(call.definition().name(), e);
    }
  }

  /**
   * Returns the state after one more row.
   *
   * @param arguments as H2 gives them to an aggregate in Java: an object, or an array of several
   */
  byte[] next(byte[] state, @Nullable Object arguments) throws SQLException {
    poll();
    rows.begin();
    rows.withState(state);
    if (call.definition().parameters().size() == 1) {
      rows.with(value(arguments));
    } else if (arguments instanceof Object[] several) {
      for (Object argument : several) {
        rows.with(value(argument));
      }
    }
    return call.next(rows.run(Value.VARBINARY), state);
  }

  private void poll() throws SQLException {
    if (--rowsToPoll > 0) {
      return;
    }
    rowsToPoll = ROWS_PER_POLL;
    probe.begin();
    State state = probe.state();
    if (state != State.RUNNING) {
      throw errors.of(new Outcome.Cancelled(state == State.TIMED_OUT, 0));
    }
  }

  private Value value(@Nullable Object argument) {
    return argument == null
        ? ValueNull.INSTANCE
        : ValueToObjectConverter.objectToValue(session, argument, Value.UNKNOWN);
  }

  /** Returns a group's result, null for NULL. */
  @Nullable Object result(byte[] state) throws SQLException {
    results.begin();
    results.withState(state);
    return results.value();
  }

  @Override
  public void close() {
    call.close();
  }
}
