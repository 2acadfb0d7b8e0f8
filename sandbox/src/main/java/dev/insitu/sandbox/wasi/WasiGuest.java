package dev.insitu.sandbox.wasi;

/**
 * The guest that calls: its memory, its meter and the ways to end it. Addresses and lengths are
 * unsigned 32-bit numbers in a {@code long}. Used on the guest's thread only.
 */
public interface WasiGuest {
  /** Returns whether {@code [address, address + length)} lies inside the memory. */
  boolean contains(long address, long length);

  /** Copies bytes out of the memory; false when the range does not fit. */
  boolean read(long address, byte[] target, int offset, int length);

  /** Copies bytes into the memory; false when the range does not fit. */
  boolean write(long address, byte[] source, int offset, int length);

  /** Takes fuel; ends the guest by an exception when none is left or it has to stop. */
  void charge(long units);

  /** Returns the fuel that has been spent. */
  long fuelUsed();

  /** Ends the guest by an exception when somebody cancelled it or its time is up. */
  void checkStop();

  /** Returns the exception that ends a guest that asked for it. */
  RuntimeException exited(int code);

  /** Returns the exception that ends a guest that wrote more than it may. */
  RuntimeException outputExhausted(long used);
}
