package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.runtime.StackFrame;
import com.dylibso.chicory.wasm.types.FunctionType;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * The engine's interpreter asks for the thread's interrupt status, so it runs on threads of ours
 * only, which nobody interrupts.
 */
/** The interpreted tier: the four metering functions are the meter's own, as in compiled code. */
final class EngineInterpreter extends InterpreterMachine {
  /** Charge, check, enter, leave; what follows them is plain code. */
  private static final int METERING_FUNCTIONS = 4;

  private final int charge;
  private final List<Integer> left = new ArrayList<>();

  EngineInterpreter(Instance instance, int charge, EngineChecks checks) {
    super(instance);
    this.charge = charge;
    checks.bind(instance);
  }

  /** Returns the functions that the last end has left, innermost first. */
  List<Integer> left() {
    return List.copyOf(left);
  }

  @Override
  public long @Nullable [] call(int function, long[] arguments) {
    left.clear();
    return super.call(function, arguments);
  }

  @Override
  protected long @Nullable [] call(
      MStack stack,
      Instance instance,
      Deque<StackFrame> callStack,
      int function,
      long[] arguments,
      @Nullable FunctionType type,
      boolean popResults) {
    int metering = function - charge;
    if (metering < 0 || metering >= METERING_FUNCTIONS) {
      try {
        return super.call(stack, instance, callStack, function, arguments, type, popResults);
      } catch (RuntimeException e) {
        left.add(function);
        throw e;
      }
    }
    FlatMemory memory = (FlatMemory) instance.memory();
    int units = (int) arguments[0];
    switch (metering) {
      case 0 -> memory.take(units);
      case 1 -> memory.takeAndCheck(units);
      case 2 -> {
        if (memory.enter(units, (int) arguments[1])) {
          throw new IllegalStateException("the interpreter runs on threads of the sandbox");
        }
      }
      default -> memory.leave(units);
    }
    return null;
  }
}
