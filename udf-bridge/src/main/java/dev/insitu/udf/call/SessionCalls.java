package dev.insitu.udf.call;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.recording.CallRecording;
import dev.insitu.sandbox.recording.RecordingMode;
import dev.insitu.udf.CallLimits;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.recording.RecordingFolder;
import dev.insitu.udf.recording.StatementRecordings;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all calls on one session share: what stops and limits them, what they have cost, and where
 * they are recorded. One thread, except that {@link Scope#cancel()}, {@link #close()} and {@link
 * #state()} may come from anywhere.
 */
public final class SessionCalls {
  private final Deque<Scope> open = new ArrayDeque<>();
  private final TreeMap<String, Cost> costs = new TreeMap<>();
  private final List<Supplier<List<Cost>>> sources = new ArrayList<>();
  private final List<GuestCall> used = new ArrayList<>();
  private final Cancellation cancellation = Cancellation.polling(this::state);
  private volatile Cancellation current = Cancellation.create();
  private volatile boolean closed;
  private volatile CallLimits limits = CallLimits.NONE;
  private @Nullable RecordingFolder folder;
  private @Nullable RecordingMode recording;

  /** Starts with no statement and no cost. */
  public SessionCalls() {}

  /** What one function has cost; see {@link #costs()}. */
  public record Cost(String schema, String function, long calls, long rows, long fuel) {}

  /** Returns what every call of the session polls; the same object for the session's life. */
  public Cancellation cancellation() {
    return cancellation;
  }

  /** Returns what has become of the statement that runs now. */
  public Cancellation.State state() {
    Cancellation statement = current;
    if (closed || statement.isCancelled()) {
      return Cancellation.State.CANCELLED;
    }
    return statement.isTimedOut() ? Cancellation.State.TIMED_OUT : Cancellation.State.RUNNING;
  }

  /**
   * Begins a statement: until it is closed, or another begins, its cancel and its time limit reach
   * every call of the session.
   *
   * @param timeoutMillis 0 for none
   */
  public Scope begin(long timeoutMillis) {
    Scope scope = new Scope(Cancellation.after(timeoutMillis));
    open.push(scope);
    current = scope.cancellation;
    return scope;
  }

  /**
   * Chooses whether the statements that begin from now on are recorded.
   *
   * @param mode null for not at all
   */
  public void record(@Nullable RecordingFolder target, @Nullable RecordingMode mode) {
    folder = target;
    recording = mode;
  }

  /** Returns how the statements that begin from now on are recorded; null for not at all. */
  public @Nullable RecordingMode recordingMode() {
    return folder == null ? null : recording;
  }

  /** Returns what session and server allow the next call. */
  public CallLimits limits() {
    return limits;
  }

  /** Sets what session and server allow calls from now on. */
  public void setLimits(CallLimits others) {
    limits = others;
  }

  /** Returns where the next call of a scalar function is recorded; null for nowhere. */
  public @Nullable CallRecording recording(FunctionDefinition function, GuestModule module)
      throws SQLException {
    Scope scope = open.peek();
    return scope == null || scope.recordings == null
        ? null
        : scope.recordings.calls(function, module);
  }

  private @Nullable StatementRecordings newRecordings() {
    return folder == null || recording == null ? null : new StatementRecordings(folder, recording);
  }

  /** Adds what a function has cost since it was last added. */
  public void add(String schema, String function, long calls, long rows, long fuel) {
    add(costs, new Cost(schema, function, calls, rows, fuel));
  }

  /** Takes further costs from elsewhere whenever {@link #costs()} is asked. */
  public void addSource(Supplier<List<Cost>> source) {
    sources.add(source);
  }

  /** Returns what each function has cost so far, by schema and name. */
  public Collection<Cost> costs() {
    Map<String, Cost> all = new TreeMap<>(costs);
    sources.stream().flatMap(s -> s.get().stream()).forEach(c -> add(all, c));
    return List.copyOf(all.values());
  }

  /** Notes a guest that is to be parked when no statement runs any more. */
  void used(GuestCall call) {
    synchronized (used) {
      used.removeIf(known -> known == call || !known.instance().isAlive());
      used.add(call);
    }
  }

  private void park() {
    synchronized (used) {
      used.removeIf(GuestCall::park);
    }
  }

  private static void add(Map<String, Cost> all, Cost cost) {
    all.merge(
        cost.schema + "\0" + cost.function,
        cost,
        (a, b) ->
            new Cost(a.schema, a.function, a.calls + b.calls, a.rows + b.rows, a.fuel + b.fuel));
  }

  /** Stops every call of the session, for good. */
  public void close() {
    closed = true;
  }

  /** One running statement. */
  public final class Scope implements AutoCloseable {
    private final Cancellation cancellation;
    private final @Nullable StatementRecordings recordings = SessionCalls.this.newRecordings();

    private Scope(Cancellation cancellation) {
      this.cancellation = cancellation;
    }

    /** Returns what stops this statement's calls. */
    public Cancellation cancellation() {
      return cancellation;
    }

    /** Returns where the statement is recorded; null for nowhere. */
    public @Nullable StatementRecordings recordings() {
      return recordings;
    }

    /** Stops every call of the statement; safe from any thread. */
    public void cancel() {
      cancellation.cancel();
    }

    /** Ends the statement. */
    @Override
    public void close() {
      if (recordings != null) {
        recordings.close();
      }
      open.remove(this);
      Scope outer = open.peek();
      current = outer == null ? Cancellation.create() : outer.cancellation;
      if (outer == null) {
        park();
      }
    }
  }
}
