package dev.insitu.sandbox;

/**
 * The linear memory of an instance as its host sees it. Addresses and lengths come from the guest
 * as unsigned 32-bit numbers in a {@code long}; each is checked here and nowhere else, and a range
 * that is not inside the memory answers false or -1 instead of throwing. One thread at a time.
 */
public interface GuestMemory {
  /** Returns the present size in bytes. */
  long sizeBytes();

  /** Returns whether {@code [address, address + length)} lies inside the memory. */
  boolean contains(long address, long length);

  /** Copies bytes in; false when the range does not fit. */
  boolean write(long address, byte[] source, int offset, int length);

  /** Copies bytes out; false when the range does not fit. */
  boolean read(long address, byte[] target, int offset, int length);

  /**
   * Adds pages of 64 KiB on behalf of the host; returns the address of the first, -1 if refused.
   */
  long growPages(int pages);
}
