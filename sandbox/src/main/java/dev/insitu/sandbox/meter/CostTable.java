package dev.insitu.sandbox.meter;

import dev.insitu.sandbox.binary.Instruction;
import dev.insitu.sandbox.module.ValueType;

/**
 * What each instruction costs in fuel. The table is part of every result that names fuel, so a
 * change is a new version.
 *
 * <p>Structure costs 0, a call 2, an indirect call 4, an integer division 4, everything else 1.
 * Before they run, bulk memory instructions cost one more unit per 16 bytes, bulk table
 * instructions one per entry, {@code table.grow} one per entry that is there or added, because it
 * copies the table, and {@code memory.grow} of more than nothing 1,024 per page that is there or
 * added (of the latter at most 65,536), because it copies the memory. An instance costs the same
 * before anything of it runs: for its first pages, for the bytes of its data segments, for the
 * first entries of its tables and the entries of its element segments. What calls of the host cost
 * is said with them.
 *
 * <p>In call depth, a frame takes 16 units and one for each local and for the most operands that
 * are there at once, two where they have 64 bits; a host function takes 200.
 */
public final class CostTable {
  /** The version of this table. */
  public static final int VERSION = 5;

  static final int BYTES_SHIFT = 4;
  static final int PAGE_SHIFT = 10;
  static final int PAGES_MAX = 65_536;

  /** Units of call depth of a frame by itself. */
  static final int FRAME_SLOTS = 16;

  /** Units of call depth that a host function may need. */
  static final int HOST_SLOTS = 200;

  private CostTable() {}

  /**
   * Returns what an instance costs before anything of it runs.
   *
   * @param pages pages that its memory starts with
   * @param dataBytes bytes of its data segments
   * @param entries entries that its tables start with, and entries of its element segments
   */
  public static long instance(long pages, long dataBytes, long entries) {
    return (pages << PAGE_SHIFT) + (dataBytes >>> BYTES_SHIFT) + entries;
  }

  /** Returns the units of call depth that a local or an operand takes. */
  static int slots(ValueType type) {
    return type == ValueType.I64 || type == ValueType.F64 ? 2 : 1;
  }

  /** Returns the fixed cost of an instruction. */
  static int weight(int opcode) {
    return switch (opcode) {
      case Instruction.UNREACHABLE, 0x01, Instruction.BLOCK, Instruction.LOOP, Instruction.IF -> 0;
      case Instruction.ELSE, Instruction.END -> 0;
      case Instruction.CALL -> 2;
      case Instruction.CALL_INDIRECT -> 4;
      case 0x6D, 0x6E, 0x6F, 0x70, 0x7F, 0x80, 0x81, 0x82 -> 4;
      default -> 1;
    };
  }
}
