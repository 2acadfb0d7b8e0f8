package dev.insitu.sandbox.wasi;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/*
 * The waiting thread first says that it waits and then looks once more; whoever changes something
 * changes it first and then looks whether somebody waits. All four are volatile accesses, so one of
 * the two always sees the other. Nobody is interrupted; a thread that comes here interrupted stays
 * so and spins instead of sleeping.
 */
/** Where one thread waits for another, for a while at most. */
public final class Signal {
  private volatile @Nullable Thread waiting;

  /** Waits until it is woken or the time is up, unless it is ready; may return early. */
  public void await(BooleanSupplier ready, long nanos) {
    waiting = Thread.currentThread();
    if (!ready.getAsBoolean()) {
      LockSupport.parkNanos(this, nanos);
    }
    waiting = null;
  }

  /** Wakes the thread that waits, if one does. */
  public void wake() {
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
