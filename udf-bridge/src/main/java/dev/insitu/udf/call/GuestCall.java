package dev.insitu.udf.call;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.GuestEnd;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.SandboxInstance;
import dev.insitu.sandbox.recording.CallRecording;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import java.lang.ref.WeakReference;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An instance that one export is called on, with the memory that its text arguments lie in. */
final class GuestCall implements AutoCloseable {
  private static final List<WeakReference<GuestCall>> OPEN = new ArrayList<>();

  private final SandboxInstance instance;
  private final RawHandle handle;
  private final long arena;
  private final long capacity;
  private final @Nullable CallRecording recording;

  /** The thread that has called last; null while the instance is parked. */
  private @Nullable Thread user;

  private GuestCall(
      SandboxInstance instance,
      RawHandle handle,
      long arena,
      long capacity,
      @Nullable CallRecording recording) {
    this.instance = instance;
    this.handle = handle;
    this.arena = arena;
    this.capacity = capacity;
    this.recording = recording;
    synchronized (OPEN) {
      OPEN.removeIf(call -> call.refersTo(null));
      OPEN.add(new WeakReference<>(this));
    }
  }

  /**
   * Starts an instance in the state that every call starts from, or makes that state.
   *
   * @param start what sessions share of it
   * @param capacity bytes of text that calls can take, 0 for none
   * @param recording where this is recorded; null for nowhere
   */
  static GuestCall open(
      GuestModule module,
      String export,
      Limits limits,
      Cancellation cancellation,
      CallStart start,
      long capacity,
      @Nullable CallRecording recording,
      CallErrors errors)
      throws SQLException {
    // A recording has to hold how its instance came to be, so it shares no other's.
    CallStart.Ready known = recording == null ? start.find(limits, capacity) : null;
    if (known != null) {
      SandboxInstance copy = known.snapshot().instantiate(cancellation);
      return new GuestCall(
          copy, RawHandle.of(copy.function(export)), known.arena(), capacity, null);
    }
    SandboxInstance instance = module.instantiate(limits, cancellation);
    boolean ready = false;
    try {
      Outcome outcome = instance.initialize();
      if (recording != null) {
        recording.instance(CommandSpec.NOTHING, limits, outcome);
      }
      if (!(outcome instanceof Outcome.Completed)) {
        throw errors.of(outcome);
      }
      long arena =
          capacity == 0
              ? 0
              : ArgumentArena.allocate(instance, module.description(), capacity, recording, errors);
      instance.seal();
      if (recording == null) {
        start.keep(new CallStart.Ready(instance.snapshot(), limits, capacity, arena));
      } else {
        recording.sealed();
      }
      GuestCall call =
          new GuestCall(
              instance, RawHandle.of(instance.function(export)), arena, capacity, recording);
      ready = true;
      return call;
    } finally {
      if (!ready) {
        instance.close();
      }
    }
  }

  /** Returns how many are open and reachable, for tests that look for leaks. */
  static int open() {
    synchronized (OPEN) {
      OPEN.removeIf(call -> call.refersTo(null));
      return OPEN.size();
    }
  }

  /** Returns how many of them are parked. */
  static int parked() {
    synchronized (OPEN) {
      return (int)
          OPEN.stream()
              .map(WeakReference::get)
              .filter(call -> call != null && call.instance.isParked())
              .count();
    }
  }

  SandboxInstance instance() {
    return instance;
  }

  /** Returns the address that text arguments are written to. */
  long arena() {
    return arena;
  }

  /**
   * Returns whether the next call may use it, with this many bytes of text. A recording starts with
   * an instance of its own, and no instance outlives its recording.
   */
  @SuppressWarnings("ReferenceEquality") // a recording is nothing but itself
  boolean isFor(long wanted, @Nullable CallRecording target) {
    return capacity == wanted && recording == target && instance.isAlive();
  }

  /** Writes text arguments into a restored instance; false when they do not fit. */
  boolean write(byte[] bytes, int length) {
    if (recording != null) {
      recording.wrote(arena, bytes, length);
    }
    return instance.memory().write(arena, bytes, 0, length);
  }

  /**
   * Checks where a result lies.
   *
   * @throws SQLException with {@code BAD_POINTER} when it is not inside the memory
   */
  void requireRange(String what, long address, long length, CallErrors errors) throws SQLException {
    if (!instance.memory().contains(address, length)) {
      throw errors.error(
          ErrorCode.BAD_POINTER,
          "returned "
              + what
              + " of "
              + length
              + " bytes at "
              + address
              + ", which is outside its memory of "
              + instance.memory().sizeBytes()
              + " bytes");
    }
  }

  /** Reads a range of a result, which lies inside the memory. */
  void read(long address, byte[] target, int length) {
    instance.memory().read(address, target, 0, length);
    if (recording != null) {
      recording.read(address, target, length);
    }
  }

  /** Returns whether this thread was the last one to call, and the instance is not parked. */
  @SuppressWarnings("ReferenceEquality") // A thread is nothing but itself.
  boolean isUsedHere() {
    return user == Thread.currentThread();
  }

  /** Says that the present thread calls from now on. */
  void useHere() {
    user = Thread.currentThread();
  }

  /**
   * Gives the memory back until the next call, which finds the same state. Only the thread that
   * called last can do it, because nobody else knows that no call runs.
   *
   * @return whether it has no memory any more
   */
  boolean park() {
    if (!instance.isAlive()) {
      return true;
    }
    if (!isUsedHere()) {
      return user == null;
    }
    instance.park();
    if (!instance.isParked()) {
      return false;
    }
    user = null;
    return true;
  }

  /**
   * Calls the export with raw values, as {@code GuestFunction.call} does.
   *
   * @throws GuestEnd when it ends in another way than by returning
   */
  long call(long[] raw) {
    return recording == null ? handle.call(raw) : call(raw, recording);
  }

  private long call(long[] raw, CallRecording target) {
    long[] result = new long[handle.isVoid() ? 0 : 1];
    Outcome outcome = new Outcome.Faulted("the call did not end", 0);
    try {
      long value = handle.call(raw);
      if (result.length > 0) {
        result[0] = value;
      }
      outcome = new Outcome.Completed(instance.fuelUsed());
      return value;
    } catch (GuestEnd end) {
      outcome = end.outcome();
      throw end;
    } finally {
      boolean completed = outcome instanceof Outcome.Completed;
      target.called(
          raw.clone(),
          outcome,
          completed && instance.returnedNull(),
          result,
          instance.memory().sizeBytes());
    }
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    instance.close();
    synchronized (OPEN) {
      OPEN.removeIf(call -> call.refersTo(this));
    }
  }
}
