package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import dev.insitu.sandbox.module.ValueType;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/** Reads constant expressions: initial values, offsets of segments, elements. */
final class Constants {
  private final ModuleLimits limits;
  private final List<ValueType> globals;
  private final BitSet mutableGlobals;
  private final List<Integer> functionTypes;
  private final BitSet referenced;

  /**
   * Reads expressions that may use what is known so far of globals and functions.
   *
   * @param referenced receives the functions that expressions name
   */
  Constants(
      ModuleLimits limits,
      List<ValueType> globals,
      BitSet mutableGlobals,
      List<Integer> functionTypes,
      BitSet referenced) {
    this.limits = limits;
    this.globals = globals;
    this.mutableGlobals = mutableGlobals;
    this.functionTypes = functionTypes;
    this.referenced = referenced;
  }

  /** Reads one expression that has to give a value of this type. */
  void read(ByteReader reader, ValueType expected, int importedGlobals) throws ModuleRejected {
    Deque<ValueType> stack = new ArrayDeque<>();
    for (int i = 0; i <= limits.constantInstructions(); i++) {
      int at = reader.position();
      int op = reader.u8();
      switch (op) {
        case Instruction.END -> {
          if (stack.size() != 1 || stack.peek() != expected) {
            throw reader.malformedAt(
                at, "constant expression gives " + stack + ", must be [" + expected + "]");
          }
          return;
        }
        case 0x6A, 0x6B, 0x6C -> binary(reader, at, stack, ValueType.I32);
        case 0x7C, 0x7D, 0x7E -> binary(reader, at, stack, ValueType.I64);
        default -> stack.push(value(reader, at, op, importedGlobals));
      }
    }
    throw new ModuleRejected(
        Reason.LIMIT,
        reader.where(reader.position())
            + "constant expression is longer than the allowed "
            + limits.constantInstructions()
            + " instructions");
  }

  private ValueType value(ByteReader reader, int at, int op, int importedGlobals)
      throws ModuleRejected {
    return switch (op) {
      case 0x41 -> {
        reader.signed(32);
        yield ValueType.I32;
      }
      case 0x42 -> {
        reader.signed(64);
        yield ValueType.I64;
      }
      case 0x43 -> {
        reader.skip(4, "constant");
        yield ValueType.F32;
      }
      case 0x44 -> {
        reader.skip(8, "constant");
        yield ValueType.F64;
      }
      case Instruction.GLOBAL_GET -> {
        int global = reader.index("imported global", importedGlobals);
        if (mutableGlobals.get(global)) {
          throw reader.malformedAt(at, "constant expression reads mutable global " + global);
        }
        yield globals.get(global);
      }
      case Instruction.REF_NULL -> {
        ValueTypes.readReference(reader);
        yield ValueType.FUNCREF;
      }
      case Instruction.REF_FUNC -> {
        referenced.set(reader.index("function", functionTypes.size()));
        yield ValueType.FUNCREF;
      }
      default -> throw reader.feature(at, "constant expression: " + Features.refusal(op));
    };
  }

  private static void binary(ByteReader reader, int at, Deque<ValueType> stack, ValueType type)
      throws ModuleRejected {
    for (int i = 0; i < 2; i++) {
      if (stack.isEmpty() || stack.pop() != type) {
        throw reader.malformedAt(at, "constant expression lacks an operand of type " + type);
      }
    }
    stack.push(type);
  }
}
