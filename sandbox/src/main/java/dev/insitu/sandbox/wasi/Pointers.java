package dev.insitu.sandbox.wasi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/*
 * Ranges are checked before anything happens, in 64 bits, so that no sum can overflow. A list of
 * buffers is copied before the first buffer is touched: what a buffer does to the list while it is
 * filled changes nothing.
 */
/**
 * The guest's memory as the host functions see it: every pointer, length and count that a guest
 * gives is checked here and nowhere else.
 */
final class Pointers {
  /** Most buffers of one call, as in POSIX. */
  static final int IOVECS_MAX = 1_024;

  static final long U32_MAX = 0xFFFF_FFFFL;

  private static final int IOVEC_BYTES = 8;
  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle LONGS = view(long[].class);

  private final WasiGuest guest;
  private final byte[] scratch = new byte[Long.BYTES];
  private byte[] list = new byte[IOVEC_BYTES * 4];

  Pointers(WasiGuest guest) {
    this.guest = guest;
  }

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the guest whose memory it is. */
  WasiGuest guest() {
    return guest;
  }

  /** Fails with {@code EFAULT} unless the range lies inside the memory. */
  void require(long address, long length) {
    if (!guest.contains(address, length)) {
      throw new WasiFailure(Errno.FAULT);
    }
  }

  int u8(long address) {
    fetch(address, Byte.BYTES);
    return scratch[0] & 0xFF;
  }

  int u16(long address) {
    fetch(address, Short.BYTES);
    return Short.toUnsignedInt((short) SHORTS.get(scratch, 0));
  }

  long u32(long address) {
    fetch(address, Integer.BYTES);
    return Integer.toUnsignedLong((int) INTS.get(scratch, 0));
  }

  long u64(long address) {
    fetch(address, Long.BYTES);
    return (long) LONGS.get(scratch, 0);
  }

  void putU32(long address, long value) {
    INTS.set(scratch, 0, (int) value);
    put(address, scratch, Integer.BYTES);
  }

  void putU64(long address, long value) {
    LONGS.set(scratch, 0, value);
    put(address, scratch, Long.BYTES);
  }

  /** Writes the first bytes of an array. */
  void put(long address, byte[] bytes, int length) {
    if (!guest.write(address, bytes, 0, length)) {
      throw new WasiFailure(Errno.FAULT);
    }
  }

  private void fetch(long address, int length) {
    if (!guest.read(address, scratch, 0, length)) {
      throw new WasiFailure(Errno.FAULT);
    }
  }

  /**
   * Checks a list of buffers, charges for it and keeps it; returns the sum of their lengths. Fails
   * with {@code EINVAL} for more than {@value #IOVECS_MAX} buffers or a sum above 2^32-1, with
   * {@code EFAULT} when any of them is not inside the memory.
   */
  long takeBuffers(long address, long count) {
    if (count > IOVECS_MAX) {
      throw new WasiFailure(Errno.INVAL);
    }
    guest.charge(count * Costs.IOVEC);
    int size = (int) count * IOVEC_BYTES;
    if (list.length < size) {
      list = new byte[size];
    }
    if (!guest.read(address, list, 0, size)) {
      throw new WasiFailure(Errno.FAULT);
    }
    long total = 0;
    for (int i = 0; i < count; i++) {
      require(bufferAddress(i), bufferLength(i));
      total += bufferLength(i);
    }
    if (total > U32_MAX) {
      throw new WasiFailure(Errno.INVAL);
    }
    return total;
  }

  /** Returns where a buffer of the list taken last begins. */
  long bufferAddress(int index) {
    return Integer.toUnsignedLong((int) INTS.get(list, index * IOVEC_BYTES));
  }

  /** Returns the length of a buffer of the list taken last. */
  long bufferLength(int index) {
    return Integer.toUnsignedLong((int) INTS.get(list, index * IOVEC_BYTES + Integer.BYTES));
  }
}
