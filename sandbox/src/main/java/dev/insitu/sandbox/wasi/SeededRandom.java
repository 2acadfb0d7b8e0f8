package dev.insitu.sandbox.wasi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The guest's random numbers: SplitMix64 (Steele, Lea, Flood 2014), its state starting at the seed.
 * Each call takes whole outputs of eight bytes, little endian, and drops what is left of the last
 * one. Good enough for hash seeds and sampling; nothing of it is secret.
 */
final class SeededRandom {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PIECE = 1 << 12;

  private long state;

  SeededRandom(long seed) {
    state = seed;
  }

  long state() {
    return state;
  }

  void state(long value) {
    state = value;
  }

  private long next() {
    state += 0x9E37_79B9_7F4A_7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }

  int fill(Pointers memory, long address, long length) {
    memory.require(address, length);
    WasiGuest guest = memory.guest();
    guest.charge(Costs.bytes(length));
    byte[] piece = new byte[(int) Math.min(PIECE, (length + 7) & ~7L)];
    for (long done = 0; done < length; ) {
      int count = (int) Math.min(length - done, piece.length);
      for (int i = 0; i < count; i += Long.BYTES) {
        LONGS.set(piece, i, next());
      }
      memory.put(address + done, piece, count);
      done += count;
      if ((done & 0xF_FFFF) == 0) {
        guest.checkStop();
      }
    }
    return Errno.SUCCESS;
  }
}
