package dev.insitu.sandbox.binary;

/**
 * One decoded instruction; an {@link InstructionReader} fills the same object again and again.
 * Opcodes behind the prefix 0xFC are {@code 0xFC00 | code}.
 */
public final class Instruction {
  public static final int UNREACHABLE = 0x00;
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
  public static final int GLOBAL_SET = 0x24;
  public static final int TABLE_SET = 0x26;
  public static final int FIRST_STORE = 0x36;
  public static final int LAST_STORE = 0x3E;
  public static final int MEMORY_GROW = 0x40;
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

  int opcode;
  int start;
  int end;
  long immediate;

  Instruction() {}

  /** Returns the opcode. */
  public int opcode() {
    return opcode;
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
}
