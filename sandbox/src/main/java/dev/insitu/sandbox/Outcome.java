package dev.insitu.sandbox;

import java.util.List;

/** How a call ended. Expected ends are values; only misuse of the sandbox's API throws. */
public sealed interface Outcome {
  /** Returns the units of fuel that the call spent, the same on every tier and machine. */
  long fuelUsed();

  /** The function returned. */
  record Completed(long fuelUsed) implements Outcome {}

  /**
   * The guest broke a rule of WebAssembly, such as a division by zero.
   *
   * @param message what happened, in one line of plain text
   * @param backtrace the guest's functions, innermost first, at most 16
   */
  record Trapped(TrapKind kind, String message, List<String> backtrace, long fuelUsed)
      implements Outcome {
    /** Copies the backtrace. */
    public Trapped {
      backtrace = List.copyOf(backtrace);
    }
  }

  /** The guest reached a limit: what it would have used, and what it was allowed. */
  record Exhausted(Limits.Kind limit, long used, long allowed, long fuelUsed) implements Outcome {}

  /**
   * The host stopped the guest. Not deterministic.
   *
   * @param timeout whether the wall clock did it, and not somebody's cancel
   */
  record Cancelled(boolean timeout, long fuelUsed) implements Outcome {}

  /**
   * The guest called {@code proc_exit} with a code other than 0, or with 0 in a function that owes
   * a result.
   */
  record Exited(int code, long fuelUsed) implements Outcome {}

  /** The guest raised an error of its own through {@code insitu.raise}. */
  record Raised(String code, String message, long fuelUsed) implements Outcome {}

  /** The engine failed in a way that no guest should be able to cause. */
  record Faulted(String message, long fuelUsed) implements Outcome {}

  /** Kinds of traps. */
  enum TrapKind {
    UNREACHABLE,
    DIVIDE_BY_ZERO,
    INTEGER_OVERFLOW,
    INVALID_CONVERSION,
    MEMORY_BOUNDS,
    TABLE_BOUNDS,
    INDIRECT_CALL,
    /** The guest gave a host function a pointer or a length outside its memory. */
    HOST_POINTER,
    OTHER
  }
}
