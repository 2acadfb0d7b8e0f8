package dev.insitu.sandbox;

import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/*
 * A stack is address space until it is touched, so a large one costs nothing; threads are kept for a
 * moment, because starting one costs more than most commands, and no longer, so that a process in
 * which no command runs has none. They inherit nothing from whoever starts them.
 */
/** The threads that commands run on, for the whole process. */
final class GuestThreads {
  /** Room for {@link Limits#DEFAULT}'s depth many times over. */
  private static final long STACK_BYTES = 16L << 20;

  /** Most Java stack that a unit of depth takes, generously: 35 bytes were seen. */
  private static final long BYTES_PER_UNIT = 256;

  private static final long STACK_BYTES_MAX = 1L << 30;
  private static final long KEPT_MILLIS = 50;

  private static final ThreadPoolExecutor POOL =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          KEPT_MILLIS,
          TimeUnit.MILLISECONDS,
          new SynchronousQueue<>(),
          task -> thread(task, STACK_BYTES));

  private GuestThreads() {}

  /** Runs a task on a thread whose stack fits this depth. */
  static void run(Runnable task, int stackDepth) {
    long bytes = Math.min(stackDepth * BYTES_PER_UNIT, STACK_BYTES_MAX);
    if (bytes <= STACK_BYTES) {
      POOL.execute(task);
    } else {
      thread(task, bytes).start();
    }
  }

  /**
   * Calls a task on a thread whose stack fits this depth and waits for what it returns or throws;
   * on the present thread when that is such a thread already.
   */
  static <T> T call(Supplier<T> task, int stackDepth) {
    if (isCurrent()) {
      return task.get();
    }
    Call<T> call = new Call<>(task);
    run(call, stackDepth);
    return call.await();
  }

  /** Returns whether the present thread is one of these. */
  static boolean isCurrent() {
    return Thread.currentThread() instanceof GuestThread;
  }

  /** A task that somebody waits for. */
  private static final class Call<T> implements Runnable {
    private final Supplier<T> task;
    private final Semaphore done = new Semaphore(0);
    private Supplier<T> end =
        () -> {
          throw new IllegalStateException("the task has not ended");
        };

    Call(Supplier<T> task) {
      this.task = task;
    }

    @Override
    public void run() {
      try {
        T result = task.get();
        end = () -> result;
      } catch (RuntimeException e) {
        end =
            () -> {
              throw e;
            };
      } catch (Error e) {
        end =
            () -> {
              throw e;
            };
      } finally {
        done.release();
      }
    }

    T await() {
      done.acquireUninterruptibly();
      return end.get();
    }
  }

  /** A thread of this pool. */
  private static final class GuestThread extends Thread {
    GuestThread(Runnable task, long stackBytes) {
      super(null, task, "insitu-guest", stackBytes, false);
    }
  }

  private static Thread thread(Runnable task, long stackBytes) {
    Thread thread = new GuestThread(task, stackBytes);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }
}
