package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.Memory;

/** A memory of one thread: what the engine asks for besides is refused. */
abstract sealed class UnsharedMemory extends Meter implements Memory permits FlatMemory {
  @Override
  public final boolean shared() {
    return false;
  }

  @Override
  @SuppressWarnings("removal")
  public final Object lock(int address) {
    throw new UnsupportedOperationException("threads are refused");
  }

  @Override
  @SuppressWarnings("removal")
  public final int waitOn(int address, int expected, long timeout) {
    throw new UnsupportedOperationException("threads are refused");
  }

  @Override
  @SuppressWarnings("removal")
  public final int waitOn(int address, long expected, long timeout) {
    throw new UnsupportedOperationException("threads are refused");
  }

  @Override
  @SuppressWarnings("removal")
  public final int notify(int address, int maxThreads) {
    throw new UnsupportedOperationException("threads are refused");
  }
}
