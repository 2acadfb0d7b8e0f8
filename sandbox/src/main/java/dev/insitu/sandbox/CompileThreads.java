package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import dev.insitu.sandbox.wasi.Signal;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/*
 * The engine cannot be stopped in the middle, so a module that takes too long is compiled to its end
 * on its thread, and the caller goes on. The caps on modules bound that end, and no more than two
 * such threads run at a time; whoever waits for one waits on its own budget.
 */
/** The threads that modules are compiled on, for the whole process. */
final class CompileThreads {
  private static final int AT_ONCE = 2;
  private static final long STACK_BYTES = 16L << 20;
  private static final long LOOK_NANOS = 20_000_000;
  private static final Semaphore PLACES = new Semaphore(AT_ONCE);

  private CompileThreads() {}

  /** Something that may refuse a module. */
  @FunctionalInterface
  interface Task<T> {
    /** Does the work. */
    T run() throws ModuleRejected;
  }

  /**
   * Runs a task within a budget of wall clock.
   *
   * @throws ModuleRejected what the task throws, or that time or memory did not suffice
   */
  static <T> T run(Task<T> task, int millis) throws ModuleRejected {
    Work<T> work = new Work<>(task);
    long deadline = HostClock.nanoTime() + millis * 1_000_000L;
    boolean started = false;
    while (!work.ended) {
      if (!started && PLACES.tryAcquire()) {
        started = true;
        Thread thread = new Thread(null, work, "insitu-compile", STACK_BYTES, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
      }
      if (HostClock.nanoTime() - deadline >= 0) {
        throw new ModuleRejected(
            Reason.COMPILE_BUDGET,
            "module: compiling takes longer than the allowed " + millis + " ms");
      }
      work.signal.await(() -> work.ended, LOOK_NANOS);
    }
    return work.result();
  }

  /** A task and what became of it. */
  private static final class Work<T> implements Runnable {
    final Signal signal = new Signal();
    volatile boolean ended;
    private final Task<T> task;
    private @Nullable T result;
    private @Nullable ModuleRejected refusal;
    private @Nullable Throwable failure;

    Work(Task<T> task) {
      this.task = task;
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
        PLACES.release();
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
