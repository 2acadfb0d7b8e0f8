package dev.insitu.sandbox.verify;

import dev.insitu.sandbox.binary.Instruction;
import dev.insitu.sandbox.binary.ModuleBinary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Which functions may change the instance: they store, grow, set a global or touch a table, call
 * the host's WASI functions, or call a function that does. An indirect call may reach every
 * function whose reference the module takes. What is left is proven to leave no trace, so that
 * nothing has to be restored after it.
 */
final class Effects {
  private final int anyReferenced;
  private final List<BitSet> callers = new ArrayList<>();
  private final BitSet referenced = new BitSet();
  private final BitSet writers = new BitSet();

  Effects(ModuleBinary module) {
    this.anyReferenced = module.functionTypes().size();
    this.referenced.or(module.referencedFunctions());
    for (int i = 0; i <= anyReferenced; i++) {
      callers.add(new BitSet(0));
    }
    for (int i = 0; i < module.imports().size(); i++) {
      // The functions of the ABI set a flag of the host's or end the call.
      writers.set(i, !module.imports().get(i).module().equals(AllowedImports.ABI));
    }
  }

  /** Notes one instruction of a function. */
  void add(int function, Instruction instruction) {
    int opcode = instruction.opcode();
    if (opcode == Instruction.CALL) {
      callers.get((int) instruction.immediate()).set(function);
    } else if (opcode == Instruction.CALL_INDIRECT) {
      callers.get(anyReferenced).set(function);
    } else if (opcode == Instruction.REF_FUNC) {
      referenced.set((int) instruction.immediate());
    } else if (writes(opcode)) {
      writers.set(function);
    }
  }

  private static boolean writes(int opcode) {
    return switch (opcode) {
      case Instruction.GLOBAL_SET,
          Instruction.TABLE_SET,
          Instruction.MEMORY_GROW,
          Instruction.MEMORY_INIT,
          Instruction.DATA_DROP,
          Instruction.MEMORY_COPY,
          Instruction.MEMORY_FILL,
          Instruction.TABLE_INIT,
          Instruction.ELEM_DROP,
          Instruction.TABLE_COPY,
          Instruction.TABLE_GROW,
          Instruction.TABLE_FILL ->
          true;
      default -> opcode >= Instruction.FIRST_STORE && opcode <= Instruction.LAST_STORE;
    };
  }

  /** Returns the functions that may change the instance. */
  BitSet writers() {
    Deque<Integer> todo = new ArrayDeque<>();
    writers.stream().forEach(todo::push);
    while (!todo.isEmpty()) {
      int writer = todo.pop();
      spread(callers.get(writer), todo);
      if (writer < anyReferenced && referenced.get(writer)) {
        spread(callers.get(anyReferenced), todo);
      }
    }
    return writers;
  }

  private void spread(BitSet functions, Deque<Integer> todo) {
    functions.stream()
        .filter(caller -> !writers.get(caller))
        .forEach(caller -> {
          writers.set(caller);
          todo.push(caller);
        });
  }
}
