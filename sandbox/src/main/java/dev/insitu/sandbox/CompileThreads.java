package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import dev.insitu.sandbox.wasi.Signal;
import org.jspecify.annotations.Nullable;

/*
 * The engine cannot be stopped inside one function. So the caller goes on as soon as it is cancelled
 * or the budget is spent, and the thread, which looks between functions and classes whether somebody
 * still wants its result, ends soon after. What one function can cost is bounded by the caps. No
 * more than two such threads run at a time, and no more than one for whoever shares a cancellation,
 * which is a session; whoever waits for one waits on its own budget.
 *
 * The budget is one of processor time, so that a server under load refuses nothing that it takes
 * when it is idle. Collecting garbage and compiling the compiler are the JVM's own threads' work and
 * not counted, and a thread may get no processor at all, so there is a bound on the wall clock too.
 */
/** The threads that modules are verified and compiled on, for the whole process. */
final class CompileThreads {
  /** The wall clock's share of the budget. */
  static final int WALL_FACTOR = 6;

  private static final int AT_ONCE = 2;

  /** Modules that may wait, whoever sends them. */
  static final int WAITING = 64;

  private static final long STACK_BYTES = 16L << 20;
  private static final long LOOK_NANOS = 20_000_000;
  private static final CompileQueue QUEUE = new CompileQueue(AT_ONCE, WAITING);

  private CompileThreads() {}

  /** Something that may refuse a module. */
  @FunctionalInterface
  interface Task<T> {
    /** Does the work. */
    T run() throws ModuleRejected;
  }

  /**
   * Runs a task within a budget.
   *
   * @param millis processor time; the wall clock may take {@link #WALL_FACTOR} times as much
   * @throws ModuleRejected what the task throws, or that time or memory did not suffice, or that
   *     the caller was stopped
   */
  static <T> T run(Task<T> task, int millis, Cancellation cancellation) throws ModuleRejected {
    CompileQueue.Turn turn = QUEUE.join(cancellation);
    if (turn == null) {
      throw new ModuleRejected(
          Reason.COMPILE_BUDGET,
          "module: " + WAITING + " modules wait to be compiled already; try again later");
    }
    Work<T> work = new Work<>(task, turn);
    WorkThread thread = new WorkThread(work);
    long start = HostClock.nanoTime();
    boolean started = false;
    try {
      while (!work.ended) {
        if (cancellation.isStopped()) {
          throw stopped(cancellation);
        }
        if (!started && turn.tryBegin()) {
          thread.start();
          started = true;
        }
        if (HostClock.processorNanos(thread) >= millis * 1_000_000L
            || HostClock.nanoTime() - start >= (long) WALL_FACTOR * millis * 1_000_000) {
          throw new ModuleRejected(
              Reason.COMPILE_BUDGET,
              started
                  ? "module: compiling takes longer than the allowed " + millis + " ms"
                  : "module: others that came before are still compiled; try again later");
        }
        work.signal.await(() -> work.ended, LOOK_NANOS);
      }
      return work.result();
    } catch (OutOfMemoryError e) {
      // What the compiler took, this thread missed.
      throw new ModuleRejected(
          Reason.COMPILE_BUDGET, "module: compiling takes more memory than there is");
    } finally {
      work.unwanted = true;
      if (!started) {
        turn.end();
      }
    }
  }

  /** Ends the present thread's work if it is compiling something that nobody waits for any more. */
  static void endIfUnwanted() {
    if (Thread.currentThread() instanceof WorkThread thread && thread.work.unwanted) {
      throw new Unwanted();
    }
  }

  private static ModuleRejected stopped(Cancellation cancellation) {
    boolean cancelled = cancellation.isCancelled();
    return new ModuleRejected(
        cancelled ? Reason.CANCELLED : Reason.TIMED_OUT,
        "module: " + (cancelled ? "cancelled" : "time ran out") + " while it was compiled");
  }

  /** Ends work that nobody waits for. */
  private static final class Unwanted extends Error {
    private static final long serialVersionUID = 1;

    Unwanted() {
      super(null, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    }
  }

  /** A thread that knows what it does. */
  private static final class WorkThread extends Thread {
    final Work<?> work;

    WorkThread(Work<?> work) {
      super(null, work, "insitu-compile", STACK_BYTES, false);
      this.work = work;
      setDaemon(true);
      setContextClassLoader(null);
    }
  }

  /** A task and what became of it. */
  private static final class Work<T> implements Runnable {
    final Signal signal = new Signal();
    volatile boolean ended;
    volatile boolean unwanted;
    private final Task<T> task;
    private final CompileQueue.Turn turn;
    private @Nullable T result;
    private @Nullable ModuleRejected refusal;
    private @Nullable Throwable failure;

    Work(Task<T> task, CompileQueue.Turn turn) {
      this.task = task;
      this.turn = turn;
    }

    @Override
    public void run() {
      try {
        result = task.run();
      } catch (ModuleRejected e) {
        refusal = e;
      } catch (OutOfMemoryError e) {
        refusal =
            new ModuleRejected(
                Reason.COMPILE_BUDGET, "module: compiling takes more memory than there is");
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        turn.end();
        ended = true;
        signal.wake();
      }
    }

    T result() throws ModuleRejected {
      if (refusal != null) {
        throw new ModuleRejected(refusal.reason(), String.valueOf(refusal.getMessage()));
      }
      if (result == null) {
        throw new IllegalStateException("the engine cannot compile a module", failure);
      }
      return result;
    }
  }
}
