package dev.insitu.sandbox.binary;

/**
 * One decoded instruction; an {@link InstructionReader} fills the same object again and again.
 * Opcodes behind the prefix 0xFC are {@code 0xFC00 | code}.
 */
public final class Instruction {
  public static final int UNREACHABLE = 0x00;
  public static final int NOP = 0x01;
  public static final int BLOCK = 0x02;
  public static final int LOOP = 0x03;
  public static final int IF = 0x04;
  public static final int ELSE = 0x05;
  public static final int END = 0x0B;
  public static final int BR = 0x0C;
  public static final int BR_IF = 0x0D;
  public static final int BR_TABLE = 0x0E;
  public static final int RETURN = 0x0F;
  public static final int CALL = 0x10;
  public static final int CALL_INDIRECT = 0x11;
  public static final int DROP = 0x1A;
  public static final int SELECT = 0x1B;
  public static final int SELECT_TYPED = 0x1C;
  public static final int LOCAL_GET = 0x20;
  public static final int LOCAL_SET = 0x21;
  public static final int LOCAL_TEE = 0x22;
  public static final int GLOBAL_GET = 0x23;
  public static final int GLOBAL_SET = 0x24;
  public static final int TABLE_SET = 0x26;
  public static final int FIRST_LOAD = 0x28;
  static final int F32_LOAD = 0x2A;
  static final int F64_LOAD = 0x2B;
  public static final int FIRST_STORE = 0x36;
  public static final int LAST_STORE = 0x3E;
  public static final int MEMORY_SIZE = 0x3F;
  public static final int MEMORY_GROW = 0x40;
  public static final int F32_STORE = 0x38;
  public static final int F64_STORE = 0x39;
  static final int F32_CONST = 0x43;
  static final int F64_CONST = 0x44;
  public static final int F32_ABS = 0x8B;
  public static final int F32_NEG = 0x8C;
  public static final int F32_COPYSIGN = 0x98;
  public static final int F64_ABS = 0x99;
  public static final int F64_NEG = 0x9A;
  public static final int F64_COPYSIGN = 0xA6;
  public static final int I32_REINTERPRET_F32 = 0xBC;
  public static final int I64_REINTERPRET_F64 = 0xBD;
  static final int F32_REINTERPRET_I32 = 0xBE;
  static final int F64_REINTERPRET_I64 = 0xBF;
  static final int REF_NULL = 0xD0;
  public static final int REF_FUNC = 0xD2;
  public static final int MEMORY_INIT = 0xFC08;
  public static final int DATA_DROP = 0xFC09;
  public static final int MEMORY_COPY = 0xFC0A;
  public static final int MEMORY_FILL = 0xFC0B;
  public static final int TABLE_INIT = 0xFC0C;
  public static final int ELEM_DROP = 0xFC0D;
  public static final int TABLE_COPY = 0xFC0E;
  public static final int TABLE_GROW = 0xFC0F;
  public static final int TABLE_SIZE = 0xFC10;
  public static final int TABLE_FILL = 0xFC11;

  /** The natural alignment of each memory access from i32.load on, as a power of two. */
  private static final int[] ALIGNMENTS = {
    2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2
  };

  /** The block type of a block that neither takes nor gives anything. */
  static final long NO_RESULT = -64;

  int opcode;
  int start;
  int end;
  long immediate;
  int[] targets = new int[8];
  int targetCount;

  Instruction() {}

  /** Returns the opcode. */
  public int opcode() {
    return opcode;
  }

  /** Returns whether it is a block, a loop or an if, whose immediate is its type. */
  public boolean opensBlock() {
    return opcode == BLOCK || opcode == LOOP || opcode == IF;
  }

  /** Returns the offset of the instruction's first byte. */
  public int start() {
    return start;
  }

  /** Returns the offset behind its last byte. */
  public int end() {
    return end;
  }

  /** Returns the first immediate: a block type, an index, a label depth or a constant. */
  public long immediate() {
    return immediate;
  }

  /** Returns how many labels a br_table names, the default included. */
  public int targets() {
    return targetCount;
  }

  /** Returns a label of a br_table; the default is the last. */
  public int target(int index) {
    return targets[index];
  }

  /** Returns the natural alignment of a memory access, as a power of two. */
  static int alignment(int opcode) {
    return ALIGNMENTS[opcode - FIRST_LOAD];
  }

  /** Returns whether the result of a float operation may be a NaN whose bits are arbitrary. */
  static boolean makesNan(int opcode) {
    return switch (opcode) {
      // f32: ceil, floor, trunc, nearest, sqrt, add, sub, mul, div, min, max
      case 0x8D, 0x8E, 0x8F, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97 -> true;
      // f64: the same
      case 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5 -> true;
      // f32.demote_f64, f64.promote_f32
      case 0xB6, 0xBB -> true;
      default -> false;
    };
  }
}
