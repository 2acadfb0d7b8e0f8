package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.TrapException;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.UnlinkableException;
import java.util.List;

/** Turns whatever leaves the engine into an outcome. */
final class EngineTraps {
  private EngineTraps() {}

  /** Returns how a call ended that threw this. */
  static Outcome outcome(Throwable end, FlatMemory memory) {
    long used = memory.fuelUsed();
    return switch (end) {
      case GuestStop stop -> stopped(stop, memory);
      case Throwable e when isJavaStack(e) ->
          new Outcome.Faulted("the calling thread has too little stack left for a guest", used);
      case OutOfMemoryError e ->
          new Outcome.Exhausted(Limits.Kind.MEMORY, memory.pages(), memory.maximumPages(), used);
      case ChicoryException e -> trapped(e, memory);
      default -> new Outcome.Faulted(end.getClass().getSimpleName(), used);
    };
  }

  /** Returns whether the Java stack ended, which is no doing of the guest's. */
  static boolean isJavaStack(Throwable end) {
    return end instanceof StackOverflowError || end.getCause() instanceof StackOverflowError;
  }

  /** Returns how building an instance ended that threw this before it had a memory. */
  static Outcome unbuilt(Throwable end) {
    return end instanceof ChicoryException trap && !(end instanceof UnlinkableException)
        ? trapped(trap, 0)
        : new Outcome.Faulted(end.getClass().getSimpleName(), 0);
  }

  private static Outcome stopped(GuestStop stop, FlatMemory memory) {
    long used = memory.fuelUsed();
    return switch (stop.why()) {
      case FUEL -> new Outcome.Exhausted(Limits.Kind.FUEL, used, memory.fuelLimit(), used);
      case STACK_DEPTH ->
          new Outcome.Exhausted(Limits.Kind.STACK_DEPTH, stop.used(), memory.depthLimit(), used);
      case STOPPED -> new Outcome.Cancelled(!memory.cancellation().isCancelled(), used);
      case EXITED ->
          stop.code() == 0 ? new Outcome.Completed(used) : new Outcome.Exited(stop.code(), used);
      case RAISED -> new Outcome.Raised(stop.state(), stop.text(), used);
      case OUTPUT_BYTES ->
          new Outcome.Exhausted(
              Limits.Kind.OUTPUT_BYTES, stop.used(), memory.outputBytesLimit(), used);
      case HOST_POINTER ->
          new Outcome.Trapped(
              Outcome.TrapKind.HOST_POINTER,
              "pointer or length outside the memory given to a host function",
              List.of(),
              used);
    };
  }

  private static Outcome trapped(ChicoryException trap, FlatMemory memory) {
    if (trap.getCause() instanceof GuestStop stop) {
      return stopped(stop, memory);
    }
    return trapped(trap, memory.fuelUsed());
  }

  private static Outcome trapped(ChicoryException trap, long used) {
    String message = String.valueOf(trap.getMessage());
    return new Outcome.Trapped(kind(trap, message), message, List.of(), used);
  }

  private static Outcome.TrapKind kind(ChicoryException trap, String message) {
    if (message.contains("divide by zero")) {
      return Outcome.TrapKind.DIVIDE_BY_ZERO;
    }
    if (message.contains("integer overflow")) {
      return Outcome.TrapKind.INTEGER_OVERFLOW;
    }
    if (message.contains("invalid conversion")) {
      return Outcome.TrapKind.INVALID_CONVERSION;
    }
    if (message.contains("memory access")) {
      return Outcome.TrapKind.MEMORY_BOUNDS;
    }
    if (message.contains("indirect call") || message.contains("element")) {
      return Outcome.TrapKind.INDIRECT_CALL;
    }
    if (message.contains("table")) {
      return Outcome.TrapKind.TABLE_BOUNDS;
    }
    if (trap instanceof TrapException || message.contains("unreachable")) {
      return Outcome.TrapKind.UNREACHABLE;
    }
    return trap instanceof WasmRuntimeException
        ? Outcome.TrapKind.MEMORY_BOUNDS
        : Outcome.TrapKind.OTHER;
  }
}
