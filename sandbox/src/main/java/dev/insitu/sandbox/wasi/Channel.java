package dev.insitu.sandbox.wasi;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/*
 * A ring with one thread at each end. Each end alone moves its own counter; both only grow. Waking
 * a thread costs far more than copying a line of text, so an end wakes the other only when it can
 * do something worth while: see the two subclasses.
 */
/**
 * Ordered bytes from one thread to another, at most {@value #CAPACITY} on their way. Count and
 * CRC32C are those of the bytes that the guest has read or written, which no timing changes.
 */
public abstract sealed class Channel permits InputChannel, OutputChannel {
  /** Bytes that fit, a power of two. */
  public static final int CAPACITY = 1 << 16;

  static final int HALF = CAPACITY / 2;

  /** How often a guest that waits looks whether it has to stop. */
  static final long LOOK_NANOS = 20_000_000;

  final byte[] ring = new byte[CAPACITY];
  final Signal guestSide;
  final Signal hostSide;
  private volatile long written;
  private volatile long taken;
  private final CRC32C crc = new CRC32C();
  private long counted;
  private @Nullable Tap tap;

  Channel(Signal guestSide, Signal hostSide) {
    this.guestSide = guestSide;
    this.hostSide = hostSide;
  }

  final long written() {
    return written;
  }

  final long taken() {
    return taken;
  }

  final int size() {
    return (int) (written - taken);
  }

  final int free() {
    return CAPACITY - size();
  }

  static int index(long count) {
    return (int) count & (CAPACITY - 1);
  }

  /** Returns how many bytes, at most those wanted, follow a place without wrapping around. */
  static int run(long count, long wanted) {
    return (int) Math.min(wanted, CAPACITY - index(count));
  }

  /** Moves the writing end; only its thread calls it. */
  final void wrote(int count) {
    long position = written;
    written = position + count;
  }

  /** Moves the reading end; only its thread calls it. */
  final void took(int count) {
    long position = taken;
    taken = position + count;
  }

  /** Lets somebody see the bytes; before the guest starts. */
  public final void tap(Tap viewer) {
    tap = viewer;
  }

  /** Counts bytes that stand in the ring; on the guest's thread. */
  final void count(WasiGuest guest, int start, int length) {
    crc.update(ring, start, length);
    counted += length;
    if (tap != null) {
      tap.bytes(ring, start, length, guest.fuelUsed());
    }
  }

  /** Returns how many bytes the guest has read or written; on its thread or after its end. */
  public final long bytes() {
    return counted;
  }

  /** Returns the CRC32C of the bytes that the guest has read or written. */
  public final int crc32c() {
    return (int) crc.getValue();
  }
}
