package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.Memory;

/**
 * A memory of one thread: what the engine asks for besides is refused, and its floats are the
 * integers of their bits.
 */
abstract sealed class UnsharedMemory extends Meter implements Memory permits FlatMemory {
  @Override
  public final boolean shared() {
    return false;
  }

  @Override
  @SuppressWarnings("removal")
  public final Object lock(int address) {
    throw new UnsupportedOperationException("threads are refused");
  }

  @Override
  @SuppressWarnings("removal")
  public final int waitOn(int address, int expected, long timeout) {
    throw new UnsupportedOperationException("threads are refused");
  }

  @Override
  @SuppressWarnings("removal")
  public final int waitOn(int address, long expected, long timeout) {
    throw new UnsupportedOperationException("threads are refused");
  }

  @Override
  @SuppressWarnings("removal")
  public final int notify(int address, int maxThreads) {
    throw new UnsupportedOperationException("threads are refused");
  }

  @Override
  public final long readU16(int address) {
    return Short.toUnsignedLong(readShort(address));
  }

  @Override
  public final void writeF32(int address, float data) {
    writeI32(address, Float.floatToRawIntBits(data));
  }

  @Override
  public final long readF32(int address) {
    return Integer.toUnsignedLong(readInt(address));
  }

  @Override
  public final float readFloat(int address) {
    return Float.intBitsToFloat(readInt(address));
  }

  @Override
  public final void writeF64(int address, double data) {
    writeLong(address, Double.doubleToRawLongBits(data));
  }

  @Override
  public final double readDouble(int address) {
    return Double.longBitsToDouble(readLong(address));
  }

  @Override
  public final long readF64(int address) {
    return readLong(address);
  }

  @Override
  public final void zero() {
    // The array is new and so is zero, or has an image's content.
  }
}
