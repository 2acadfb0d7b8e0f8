package dev.insitu.sandbox;

/**
 * A trap that the sandbox finds itself; its stack trace tells which of the guest's functions ran.
 */
final class GuestTrap extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Outcome.TrapKind kind;

  GuestTrap(Outcome.TrapKind kind, String message) {
    super(message, null, /* enableSuppression= */ false, /* writableStackTrace= */ true);
    this.kind = kind;
  }

  /** An access of so many bytes at an address, in a memory of a size. */
  static GuestTrap memory(long address, long length, long size) {
    return new GuestTrap(
        Outcome.TrapKind.MEMORY_BOUNDS,
        "out of bounds memory access: "
            + length
            + (length == 1 ? " byte at " : " bytes at ")
            + address
            + ", memory has "
            + size);
  }

  /** An access whose constant offset alone is larger than any memory. */
  static GuestTrap memory(long size) {
    return new GuestTrap(
        Outcome.TrapKind.MEMORY_BOUNDS,
        "out of bounds memory access: the offset is larger than any memory, memory has " + size);
  }

  /** A read of so many bytes from a place in a data segment. */
  static GuestTrap segment(long offset, long length, long size) {
    return new GuestTrap(
        Outcome.TrapKind.MEMORY_BOUNDS,
        "out of bounds memory access: "
            + length
            + " bytes at "
            + offset
            + " of a data segment, segment has "
            + size);
  }

  /** An access of so many entries from an index on. */
  static GuestTrap table(String what, long index, long count, long size) {
    return new GuestTrap(
        Outcome.TrapKind.TABLE_BOUNDS,
        "out of bounds table access: "
            + count
            + (count == 1 ? " entry at " : " entries at ")
            + index
            + ", "
            + what
            + " has "
            + size);
  }

  /** A call through a table entry that is not there or is empty. */
  static GuestTrap indirect(String why) {
    return new GuestTrap(Outcome.TrapKind.INDIRECT_CALL, why);
  }

  Outcome.TrapKind kind() {
    return kind;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
