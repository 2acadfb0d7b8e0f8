package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleRejected;

/** Compiles for one caller alone. */
final class OneCaller {
  private OneCaller() {}

  /** Runs a task within a budget, as {@link CompileWork} does. */
  static <T> T run(CompileThreads.Task<T> task, int millis, Cancellation cancellation)
      throws ModuleRejected {
    CompileWork<T> work = new CompileWork<>(task, millis, CompileThreads.COMPILING);
    work.join();
    return work.await(cancellation);
  }
}
