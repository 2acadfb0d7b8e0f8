package dev.insitu.sandbox.meter;

import dev.insitu.sandbox.binary.FunctionBody;
import dev.insitu.sandbox.binary.Instruction;
import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.binary.TypedCode;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ValueType;
import java.util.List;

/*
 * The engine builds a function's Java code and all frames of it before it finds that the JVM takes
 * no method of that size. A few bytes of a module can ask for much: a branch drops all operands one
 * by one, a call unpacks its results, a branch table carries all locals to each of its targets. So
 * both are counted beforehand, in the order of a lower bound, and held against caps.
 */
/** What the metered form of one function will cost the engine and the JVM. */
final class JavaSize {
  /** The most bytes of code that the JVM takes in one method. */
  static final int METHOD_MAX = 65_535;

  /**
   * The most bytes of a method whose jumps all fit 16 bits; the engine writes larger ones twice.
   */
  private static final int NEAR_MAX = 32_767;

  private static final int WRITTEN_TWICE = 2;

  /** What the engine does to drop an operand, beside what it does to carry one. */
  private static final int DROP = 8;

  /** What the meter of a loop takes. */
  private static final int LOOP = 40;

  private static final int INVOKE = 3;
  private static final int JUMP = 3;

  private final ModuleBinary module;
  private final int[] localSlots;
  private final int frameSlots;

  /** Bytes that put the memory and the instance on the stack. */
  private final int memory;

  private final int instance;
  private final int[] seen;
  private int tables;
  private long bytes;
  private long slots;
  private int constants;

  JavaSize(ModuleBinary module, FunctionBody body, int deepest) {
    this.module = module;
    this.localSlots = new int[body.locals().size()];
    this.seen = new int[deepest + 2];
    int parameters = body.type().parameters().size();
    int slot = 0;
    for (int i = 0; i < localSlots.length; i++) {
      if (i == parameters) {
        slot += 2;
      }
      localSlots[i] = slot;
      slot += CostTable.slots(body.locals().get(i));
    }
    int own = parameters < localSlots.length ? localSlots[parameters] - 2 : slot;
    memory = access(own);
    instance = access(own + 1);
    frameSlots = slot + (parameters < localSlots.length ? 0 : 2);
    for (int i = parameters; i < localSlots.length; i++) {
      // Each local begins with a value.
      bytes += 2 + access(localSlots[i]);
    }
  }

  /** Returns a lower bound of the bytes of the function's method. */
  long bytes() {
    return bytes;
  }

  /**
   * Returns how many locals and operands are carried to all places that branches reach, and what
   * takes as long as that.
   */
  long slots() {
    return bytes > NEAR_MAX ? slots + WRITTEN_TWICE * bytes : slots;
  }

  /** Returns how many entries the function's constants may take in its class's pool. */
  int constants() {
    return constants;
  }

  /** Counts a value that is kept in a local, or taken from one, behind all locals. */
  void spill() {
    bytes += access(frameSlots);
  }

  /** Counts a constant. */
  void constant(long value) {
    constants++;
    bytes += constantBytes(value);
  }

  /** Counts a call of a metering function; its arguments are counted by themselves. */
  void call() {
    bytes += INVOKE + memory + instance + INVOKE;
  }

  /** Counts the present instruction, before it is applied. */
  void add(TypedCode in) {
    if (!in.isReachable()) {
      return;
    }
    Instruction instruction = in.current();
    int frame = frameSlots + in.operandSlots();
    switch (instruction.opcode()) {
      case Instruction.BLOCK -> slots += in.operandSlots();
      case Instruction.LOOP -> slots += LOOP + in.operandSlots();
      case Instruction.IF -> {
        bytes += JUMP;
        slots += 2L * frame + in.operandSlots();
      }
      case Instruction.ELSE -> {
        bytes += JUMP;
        slots += frame;
      }
      case Instruction.END -> slots += frame;
      case Instruction.BR -> {
        bytes += JUMP;
        branch(in, (int) instruction.immediate(), 0);
        slots += frame;
      }
      case Instruction.BR_IF -> {
        bytes += JUMP;
        branch(in, (int) instruction.immediate(), 1);
        slots += 2L * frame;
      }
      case Instruction.BR_TABLE -> {
        bytes += 13 + 4L * (instruction.targets() - 1);
        slots += (long) frame * instruction.targets();
        tables++;
        for (int i = 0; i < instruction.targets(); i++) {
          int label = instruction.target(i);
          if (seen[label] != tables) {
            seen[label] = tables;
            branch(in, label, 1);
          }
        }
      }
      case Instruction.CALL -> {
        call();
        results(module.functionType((int) instruction.immediate()));
      }
      case Instruction.CALL_INDIRECT -> {
        bytes += 1 + memory + instance + INVOKE;
        results(module.types().get((int) instruction.immediate()));
      }
      default -> {
        constants += constants(instruction.opcode());
        bytes += plain(instruction);
      }
    }
  }

  private static int constants(int opcode) {
    return switch (opcode) {
      // i32.const, f32.const; i64.const, f64.const
      case 0x41, 0x43 -> 1;
      case 0x42, 0x44 -> 2;
      default -> opcode >= Instruction.FIRST_LOAD && opcode <= Instruction.LAST_STORE ? 1 : 0;
    };
  }

  /** Counts what a branch does to operands that its target does not take. */
  private void branch(TypedCode in, int label, int conditions) {
    int dropped = in.dropped(label) - conditions;
    if (dropped > 0) {
      int kept = in.kept(label);
      bytes += dropped + 2L * kept * access(frameSlots);
      slots += (long) DROP * (dropped + kept);
    }
  }

  private void results(FunctionType type) {
    List<ValueType> types = type.results();
    if (types.size() > 1) {
      bytes += access(frameSlots) + (long) types.size() * (access(frameSlots) + 2);
      for (ValueType result : types) {
        bytes += result == ValueType.F32 || result == ValueType.F64 ? INVOKE : 0;
      }
    }
  }

  private int plain(Instruction instruction) {
    int opcode = instruction.opcode();
    long immediate = instruction.immediate();
    if (opcode >= Instruction.FIRST_LOAD && opcode <= Instruction.LAST_STORE) {
      return constantBytes(immediate) + memory + INVOKE;
    }
    return switch (opcode) {
      case Instruction.NOP -> 0;
      case 0x41, 0x42 -> constantBytes(immediate);
      case 0x43, 0x44, Instruction.DROP, Instruction.RETURN -> 1;
      case Instruction.SELECT, Instruction.SELECT_TYPED -> 5;
      case Instruction.LOCAL_GET, Instruction.LOCAL_SET -> access(localSlots[(int) immediate]);
      case Instruction.LOCAL_TEE -> 1 + access(localSlots[(int) immediate]);
      case Instruction.GLOBAL_GET, Instruction.GLOBAL_SET ->
          constantBytes(immediate) + instance + INVOKE;
      case Instruction.MEMORY_SIZE, Instruction.MEMORY_GROW -> memory + INVOKE;
      // i32 and i64: add, sub, mul, and, or, xor, shifts
      case 0x6A, 0x6B, 0x6C, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76 -> 1;
      case 0x7C, 0x7D, 0x7E, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88 -> 1;
      // f32 and f64: neg, add, sub, mul, div
      case 0x8C, 0x92, 0x93, 0x94, 0x95, 0x9A, 0xA0, 0xA1, 0xA2, 0xA3 -> 1;
      // wrap, extend, demote, promote; references are numbers
      case 0xA7, 0xAC, 0xB6, 0xBB, 0xD0, Instruction.REF_FUNC -> 1;
      default -> INVOKE;
    };
  }

  private static int constantBytes(long value) {
    if (value >= -1 && value <= 5) {
      return 1;
    }
    return value >= Byte.MIN_VALUE && value <= Byte.MAX_VALUE ? 2 : 3;
  }

  /** Returns the bytes of an access of a local. */
  private static int access(int slot) {
    return slot < 4 ? 1 : slot < 256 ? 2 : 4;
  }
}
