package dev.insitu.sandbox.wasi;

/** Sees the bytes that the guest reads from or writes to a channel, in order, on its thread. */
@FunctionalInterface
public interface Tap {
  /**
   * Takes bytes, which stay the channel's.
   *
   * @param fuelUsed what the guest has spent so far, those bytes paid for or not
   */
  void bytes(byte[] source, int offset, int length, long fuelUsed);
}
