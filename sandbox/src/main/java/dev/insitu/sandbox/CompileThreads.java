package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleRejected;

/*
 * The engine cannot be stopped inside one function. So a caller goes on as soon as it is cancelled
 * or the budget is spent, and the thread, which looks all the time while it verifies and meters, and
 * between two classes while the engine compiles, whether somebody still wants its result,
 * ends soon after. What one function can cost is bounded by the caps. No more than two such threads
 * compile at a time, and no more than one for whoever shares a cancellation, which is a session;
 * whoever waits for one waits on its own budget.
 */
/** The threads that modules are verified and compiled on, for the whole process. */
final class CompileThreads {
  /** The wall clock's share of the budget. */
  static final int WALL_FACTOR = 6;

  private static final int AT_ONCE = 2;

  /** Modules that may wait, whoever sends them. */
  static final int WAITING = 64;

  /** Where modules that have to be compiled wait. */
  static final CompileQueue COMPILING = new CompileQueue(AT_ONCE, WAITING);

  /** Where modules do not wait that were compiled before: nobody has two, that is all. */
  static final CompileQueue READING = new CompileQueue(Integer.MAX_VALUE, Integer.MAX_VALUE);

  private CompileThreads() {}

  /** Something that may refuse a module. */
  @FunctionalInterface
  interface Task<T> {
    /** Does the work. */
    T run() throws ModuleRejected;
  }
}
