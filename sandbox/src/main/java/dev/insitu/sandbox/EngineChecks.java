package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.ExecutionListener;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.Value;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each instruction before the interpreter runs it. It makes the traps that compiled code
 * makes in {@link GuestRuntime}: same kind, same text; the interpreter's own say less and overflow.
 * And it corrects the operations that the engine gets wrong.
 */
final class EngineChecks implements ExecutionListener {
  private @Nullable Instance instance;
  private boolean corrects;
  private long correct;

  /** Names the instance that runs. */
  void bind(Instance present) {
    instance = present;
  }

  @Override
  public void onExecution(Instruction instruction, MStack stack) {
    if (instance == null) {
      return;
    }
    if (corrects) {
      stack.array()[stack.size() - 1] = correct;
      corrects = false;
    }
    switch (instruction.opcode()) {
      // The interpreter leaves the upper half of a product behind, and branches on it.
      case I32_MUL -> {
        int product = top(stack, 1) * top(stack, 0);
        correct(product);
      }
      case F32_CONVERT_I64_U ->
          correct(Value.floatToLong(GuestRuntime.convertToFloat(whole(stack, 0))));
      case F64_CONVERT_I64_U ->
          correct(Value.doubleToLong(GuestRuntime.convertToDouble(whole(stack, 0))));
      case F32_COPYSIGN ->
          correct(
              Value.floatToLong(
                  GuestRuntime.copySign(
                      Value.longToFloat(whole(stack, 1)), Value.longToFloat(whole(stack, 0)))));
      case I32_LOAD8_S, I32_LOAD8_U, I64_LOAD8_S, I64_LOAD8_U ->
          access(instruction, top(stack, 0), 1);
      case I32_LOAD16_S, I32_LOAD16_U, I64_LOAD16_S, I64_LOAD16_U ->
          access(instruction, top(stack, 0), 2);
      case I32_LOAD, F32_LOAD, I64_LOAD32_S, I64_LOAD32_U -> access(instruction, top(stack, 0), 4);
      case I64_LOAD, F64_LOAD -> access(instruction, top(stack, 0), 8);
      case I32_STORE8, I64_STORE8 -> access(instruction, top(stack, 1), 1);
      case I32_STORE16, I64_STORE16 -> access(instruction, top(stack, 1), 2);
      case I32_STORE, F32_STORE, I64_STORE32 -> access(instruction, top(stack, 1), 4);
      case I64_STORE, F64_STORE -> access(instruction, top(stack, 1), 8);
      case TABLE_GET -> EngineTable.require(instance, operand(instruction, 0), top(stack, 0), 1);
      case TABLE_SET -> EngineTable.require(instance, operand(instruction, 0), top(stack, 1), 1);
      case TABLE_FILL ->
          EngineTable.require(instance, operand(instruction, 0), top(stack, 2), top(stack, 0));
      case TABLE_COPY -> {
        EngineTable.require(instance, operand(instruction, 1), top(stack, 1), top(stack, 0));
        EngineTable.require(instance, operand(instruction, 0), top(stack, 2), top(stack, 0));
      }
      case TABLE_INIT -> {
        EngineTable.requireElements(
            instance, operand(instruction, 0), top(stack, 1), top(stack, 0));
        EngineTable.require(instance, operand(instruction, 1), top(stack, 2), top(stack, 0));
      }
      default -> {}
    }
  }

  /** Notes what the instruction has to leave, to be put there before the next one. */
  private void correct(long result) {
    corrects = true;
    correct = result;
  }

  private static long whole(MStack stack, int fromTop) {
    return stack.array()[stack.size() - 1 - fromTop];
  }

  private static int operand(Instruction instruction, int index) {
    return (int) instruction.operand(index);
  }

  private static int top(MStack stack, int fromTop) {
    return (int) whole(stack, fromTop);
  }

  private void access(Instruction instruction, int base, int length) {
    FlatMemory memory = (FlatMemory) Objects.requireNonNull(instance).memory();
    long offset = instruction.operand(1);
    if (offset < 0 || offset >= Integer.MAX_VALUE) {
      throw GuestTrap.memory(memory.sizeBytes());
    }
    long address = Integer.toUnsignedLong(base) + offset;
    if (address + length > memory.sizeBytes()) {
      throw GuestTrap.memory(address, length, memory.sizeBytes());
    }
  }
}
