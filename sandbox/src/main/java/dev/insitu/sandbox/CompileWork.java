package dev.insitu.sandbox;

import dev.insitu.sandbox.binary.Unwanted;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import dev.insitu.sandbox.wasi.Signal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * The budget is one of processor time, so that a server under load refuses nothing that it takes
 * when it is idle. Collecting garbage and compiling the compiler are the JVM's own threads' work and
 * not counted, and a thread may get no processor at all, so there is a bound on the wall clock too.
 *
 * Until the work begins, each caller has a place of its own in the queue, and whose turn comes first
 * begins it for all. So nobody waits for what another session has given up and still keeps a place.
 */
/** A task on a thread of its own, and all who wait for its result. */
final class CompileWork<T> {
  private static final long STACK_BYTES = 16L << 20;
  private static final long LOOK_NANOS = 20_000_000;

  private final CompileThreads.Task<T> task;
  private final int millis;
  private final CompileQueue places;

  /** How many want the result, and how many of these have a place in the queue. */
  private int callers;

  private int turns;
  private final List<Signal> waiting = new ArrayList<>();
  private volatile @Nullable WorkThread thread;
  private volatile boolean ended;
  private volatile boolean unwanted;
  private @Nullable T result;
  private @Nullable ModuleRejected refusal;
  private boolean outOfMemory;
  private @Nullable Throwable failure;

  /**
   * Makes work that nobody waits for yet.
   *
   * @param millis processor time that it may take; the wall clock may take {@link
   *     CompileThreads#WALL_FACTOR} times as much, for each caller
   * @param places where it waits until it may begin
   */
  CompileWork(CompileThreads.Task<T> task, int millis, CompileQueue places) {
    this.task = task;
    this.millis = millis;
    this.places = places;
  }

  /**
   * Says that one caller more will {@link #await} the result.
   *
   * @return false when all others have gone before there was one
   */
  synchronized boolean join() {
    if (unwanted && result == null) {
      return false;
    }
    callers++;
    return true;
  }

  /** Returns whether there is a result, or will be none. */
  boolean isOver() {
    return ended || unwanted;
  }

  /** Returns whether it failed for something that is not the task's doing. */
  synchronized boolean wasOutOfMemory() {
    return outOfMemory;
  }

  /**
   * Waits for the result; once for each {@link #join}. The last caller that goes without it stops
   * the work.
   *
   * @throws ModuleRejected what the task throws, or that time or memory did not suffice, or that
   *     this caller was stopped
   */
  T await(Cancellation cancellation) throws ModuleRejected {
    Signal signal = new Signal();
    Place place = new Place(cancellation);
    long start = HostClock.nanoTime();
    synchronized (this) {
      waiting.add(signal);
    }
    try {
      while (!ended) {
        if (cancellation.isStopped()) {
          throw stopped(cancellation);
        }
        place.tryBegin();
        requireTime(start);
        signal.await(() -> ended, LOOK_NANOS);
      }
      return result();
    } catch (OutOfMemoryError e) {
      // What the compiler took, this thread missed.
      throw tooMuchMemory();
    } finally {
      place.leave();
      leave(signal);
    }
  }

  private void requireTime(long start) throws ModuleRejected {
    WorkThread present = thread;
    long allowed = millis * 1_000_000L;
    if ((present != null && HostClock.processorNanos(present) >= allowed)
        || HostClock.nanoTime() - start >= CompileThreads.WALL_FACTOR * allowed) {
      throw new ModuleRejected(
          Reason.COMPILE_BUDGET,
          present != null
              ? "module: compiling takes longer than the allowed " + millis + " ms"
              : "module: others that came before are still compiled; try again later");
    }
  }

  private synchronized void leave(Signal signal) {
    waiting.remove(signal);
    callers--;
    unwanted |= callers == 0;
  }

  private static ModuleRejected stopped(Cancellation cancellation) {
    boolean cancelled = cancellation.isCancelled();
    return new ModuleRejected(
        cancelled ? Reason.CANCELLED : Reason.TIMED_OUT,
        "module: " + (cancelled ? "cancelled" : "time ran out") + " while it was compiled");
  }

  private static ModuleRejected tooMuchMemory() {
    return new ModuleRejected(
        Reason.COMPILE_BUDGET, "module: compiling takes more memory than there is");
  }

  private synchronized T result() throws ModuleRejected {
    if (refusal != null) {
      throw new ModuleRejected(refusal.reason(), String.valueOf(refusal.getMessage()));
    }
    if (result == null) {
      throw new IllegalStateException("the engine cannot compile a module", failure);
    }
    return result;
  }

  private void run(CompileQueue.Turn turn) {
    T found = null;
    ModuleRejected refused = null;
    Throwable failed = null;
    try {
      found = task.run();
    } catch (ModuleRejected e) {
      refused = e;
    } catch (RuntimeException | Error e) {
      failed = e;
    } finally {
      turn.end();
    }
    synchronized (this) {
      result = found;
      outOfMemory = failed instanceof OutOfMemoryError;
      refusal = outOfMemory ? tooMuchMemory() : refused;
      failure = failed;
      ended = true;
      waiting.forEach(Signal::wake);
    }
  }

  /** One caller's place in the queue. */
  private final class Place {
    private final Cancellation owner;
    private CompileQueue.@Nullable Turn turn;

    Place(Cancellation owner) {
      this.owner = owner;
    }

    /** Begins the work if it is this caller's turn. */
    void tryBegin() throws ModuleRejected {
      synchronized (CompileWork.this) {
        if (thread != null) {
          leave();
          return;
        }
        if (turn == null && !join()) {
          return;
        }
        if (turn != null && turn.tryBegin()) {
          WorkThread worker = new WorkThread(CompileWork.this, turn);
          worker.start();
          thread = worker;
          turns--;
          turn = null;
        }
      }
    }

    private boolean join() throws ModuleRejected {
      turn = places.join(owner);
      if (turn != null) {
        turns++;
      } else if (turns == 0) {
        throw new ModuleRejected(
            Reason.COMPILE_BUDGET,
            "module: "
                + CompileThreads.WAITING
                + " modules wait to be compiled already; try again later");
      }
      return turn != null;
    }

    /** Leaves the queue. */
    void leave() {
      synchronized (CompileWork.this) {
        if (turn != null) {
          turn.end();
          turns--;
          turn = null;
        }
      }
    }
  }

  /** A thread that knows what it does. */
  private static final class WorkThread extends Thread implements Unwanted.Worker {
    private final CompileWork<?> work;

    WorkThread(CompileWork<?> work, CompileQueue.Turn turn) {
      super(null, () -> work.run(turn), "insitu-compile", STACK_BYTES, false);
      this.work = work;
      setDaemon(true);
      setContextClassLoader(null);
    }

    @Override
    public boolean isUnwanted() {
      return work.unwanted;
    }
  }
}
