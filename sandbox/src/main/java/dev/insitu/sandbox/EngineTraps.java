package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.TrapException;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.UninstantiableException;
import com.dylibso.chicory.wasm.UnlinkableException;
import dev.insitu.sandbox.Outcome.TrapKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns whatever leaves the engine into an outcome. What it says is our own and the same on every
 * tier; the engine's messages only help to tell its traps apart.
 */
final class EngineTraps {
  private static final System.Logger LOG = System.getLogger(EngineTraps.class.getName());
  private static final int BACKTRACE = 16;
  private static final String FUNCTION = "func_";

  private EngineTraps() {}

  /** What a trap means, in our words. */
  private record Trap(TrapKind kind, String text) {}

  /**
   * Returns how a call ended that threw this.
   *
   * @param interpreted the functions that the interpreter left, innermost first; null when compiled
   *     code ran
   */
  static Outcome outcome(
      Throwable end, FlatMemory memory, Engine engine, @Nullable List<Integer> interpreted) {
    long used = memory.fuelUsed();
    if (end instanceof GuestStop stop && stop.why() != GuestStop.Cause.HOST_POINTER) {
      return stopped(stop, memory);
    }
    if (end instanceof OutOfMemoryError) {
      return new Outcome.Exhausted(Limits.Kind.MEMORY, memory.pages(), memory.maximumPages(), used);
    }
    if (isJavaStack(end)) {
      return new Outcome.Faulted("the calling thread has too little stack left for a guest", used);
    }
    Trap trap = trap(end);
    if (trap == null) {
      return unforeseen(end, used);
    }
    return memory.isOverspent()
        ? outOfFuel(memory)
        : new Outcome.Trapped(trap.kind(), trap.text(), backtrace(end, engine, interpreted), used);
  }

  /**
   * Returns the end of a guest that has spent more than it had since the last check, whatever else
   * ended it: so a call ends by itself exactly when its fuel suffices for that.
   */
  private static Outcome outOfFuel(FlatMemory memory) {
    long used = memory.fuelUsed();
    return new Outcome.Exhausted(Limits.Kind.FUEL, used, memory.fuelLimit(), used);
  }

  /** Returns the end of a guest for which the others have left no memory. */
  static Outcome noRoom(GuestStop stop, MemoryBudget budget, long fuelUsed) {
    return new Outcome.Exhausted(Limits.Kind.HOST_MEMORY, stop.used(), budget.allowed(), fuelUsed);
  }

  /** Returns how building an instance ended that threw this before it had a memory. */
  static Outcome unbuilt(Throwable end, MemoryBudget budget) {
    if (end instanceof GuestStop stop && stop.why() == GuestStop.Cause.HOST_MEMORY) {
      return noRoom(stop, budget, 0);
    }
    if (end instanceof UnlinkableException) {
      return new Outcome.Faulted("linking failed", 0);
    }
    Trap trap = trap(end);
    return trap == null
        ? unforeseen(end, 0)
        : new Outcome.Trapped(trap.kind(), trap.text(), List.of(), 0);
  }

  /** Returns whether the Java stack ended, which is no doing of the guest's. */
  static boolean isJavaStack(Throwable end) {
    return end instanceof StackOverflowError || end.getCause() instanceof StackOverflowError;
  }

  private static Outcome unforeseen(Throwable end, long used) {
    LOG.log(System.Logger.Level.ERROR, "a guest ended in an unforeseen way", end);
    return new Outcome.Faulted("the guest ended in an unforeseen way", used);
  }

  private static Outcome stopped(GuestStop stop, FlatMemory memory) {
    long used = memory.fuelUsed();
    return switch (stop.why()) {
      case FUEL -> outOfFuel(memory);
      case STACK_DEPTH ->
          memory.isOverspent()
              ? outOfFuel(memory)
              : new Outcome.Exhausted(
                  Limits.Kind.STACK_DEPTH, stop.used(), memory.depthLimit(), used);
      case STOPPED -> new Outcome.Cancelled(!memory.cancellation().isCancelled(), used);
      case EXITED ->
          stop.code() == 0 ? new Outcome.Completed(used) : new Outcome.Exited(stop.code(), used);
      case RAISED -> new Outcome.Raised(stop.state(), stop.text(), used);
      case OUTPUT_BYTES ->
          new Outcome.Exhausted(
              Limits.Kind.OUTPUT_BYTES, stop.used(), memory.outputBytesLimit(), used);
      case HOST_MEMORY -> noRoom(stop, memory.sharedBudget(), used);
      case HOST_POINTER -> throw new AssertionError("a host pointer is a trap");
    };
  }

  private static @Nullable Trap trap(Throwable end) {
    return switch (end) {
      case GuestTrap own -> new Trap(own.kind(), own.text());
      case GuestStop pointer when pointer.why() == GuestStop.Cause.HOST_POINTER ->
          new Trap(
              TrapKind.HOST_POINTER,
              "pointer or length outside the memory given to a host function");
      case TrapException unreachable -> new Trap(TrapKind.UNREACHABLE, "unreachable executed");
      case WasmRuntimeException number -> number(String.valueOf(number.getMessage()));
      case UninstantiableException segment ->
          new Trap(
              TrapKind.TABLE_BOUNDS,
              "out of bounds table access: an element segment does not fit its table");
      case ChicoryException other
          when String.valueOf(other.getMessage()).equals("indirect call type mismatch") ->
          new Trap(
              TrapKind.INDIRECT_CALL,
              "indirect call type mismatch: the table's entry is a function of another type");
      default -> null;
    };
  }

  /** Tells apart what the engine throws in its arithmetic. */
  private static @Nullable Trap number(String message) {
    return switch (message) {
      case "integer divide by zero" -> new Trap(TrapKind.DIVIDE_BY_ZERO, message);
      case "integer overflow" -> new Trap(TrapKind.INTEGER_OVERFLOW, message);
      case "invalid conversion to integer" -> new Trap(TrapKind.INVALID_CONVERSION, message);
      default -> null;
    };
  }

  private static List<String> backtrace(
      Throwable end, Engine engine, @Nullable List<Integer> interpreted) {
    List<Integer> functions = interpreted == null ? compiled(end) : interpreted;
    return functions.stream().limit(BACKTRACE).map(engine::nameOf).toList();
  }

  /** Returns the guest's functions on the stack of compiled code. */
  private static List<Integer> compiled(Throwable end) {
    List<Integer> functions = new ArrayList<>();
    for (StackTraceElement frame : end.getStackTrace()) {
      if (frame.getClassName().startsWith(EngineCompiler.CLASS_NAME)
          && frame.getMethodName().startsWith(FUNCTION)) {
        functions.add(Integer.parseInt(frame.getMethodName().substring(FUNCTION.length())));
      }
    }
    return functions;
  }
}
