package dev.insitu.udf.call;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestEnd;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.SandboxInstance;
import dev.insitu.udf.error.CallErrors;
import java.lang.ref.WeakReference;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** An instance that one export is called on, with the memory that its text arguments lie in. */
final class GuestCall implements AutoCloseable {
  private static final List<WeakReference<GuestCall>> OPEN = new ArrayList<>();

  private final SandboxInstance instance;
  private final RawHandle handle;
  private final long arena;
  private final long capacity;

  private GuestCall(SandboxInstance instance, RawHandle handle, long arena, long capacity) {
    this.instance = instance;
    this.handle = handle;
    this.arena = arena;
    this.capacity = capacity;
    synchronized (OPEN) {
      OPEN.removeIf(call -> call.refersTo(null));
      OPEN.add(new WeakReference<>(this));
    }
  }

  /**
   * Starts an instance and makes its present state the one that every call starts from.
   *
   * @param capacity bytes of text that calls can take, 0 for none
   */
  static GuestCall open(
      GuestModule module,
      String export,
      Limits limits,
      Cancellation cancellation,
      long capacity,
      CallErrors errors)
      throws SQLException {
    SandboxInstance instance = module.instantiate(limits, cancellation);
    boolean ready = false;
    try {
      Outcome outcome = instance.initialize();
      if (!(outcome instanceof Outcome.Completed)) {
        throw errors.of(outcome);
      }
      long arena =
          capacity == 0
              ? 0
              : ArgumentArena.allocate(instance, module.description(), capacity, errors);
      instance.seal();
      GuestCall call =
          new GuestCall(instance, RawHandle.of(instance.function(export)), arena, capacity);
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

  SandboxInstance instance() {
    return instance;
  }

  /** Returns the address that text arguments are written to. */
  long arena() {
    return arena;
  }

  /** Returns whether the next call may use it, with this many bytes of text. */
  boolean isFor(long wanted) {
    return capacity == wanted && instance.isAlive();
  }

  /**
   * Calls the export with raw values, as {@code GuestFunction.call} does.
   *
   * @throws GuestEnd when it ends in another way than by returning
   */
  long call(long[] raw) {
    return handle.call(raw);
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
