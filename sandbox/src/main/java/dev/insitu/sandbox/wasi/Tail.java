package dev.insitu.sandbox.wasi;

import dev.insitu.sandbox.module.SafeText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Standard error: its last bytes are kept, the others counted and dropped, and the guest never
 * notices. Written on the guest's thread, read on any.
 */
public final class Tail {
  private static final int PIECE = 1 << 16;

  private final int most;
  private final CRC32C crc = new CRC32C();
  private byte[] ring = new byte[0];
  private byte[] piece = new byte[0];
  private long bytes;
  private @Nullable Tap tap;

  /** Creates an empty tail of at most this many bytes. */
  public Tail(int most) {
    this.most = most;
  }

  /** Lets somebody see the bytes; before the guest starts. */
  public void tap(Tap viewer) {
    tap = viewer;
  }

  /** Takes bytes of the guest's memory. */
  void write(WasiGuest guest, long address, long length) {
    for (long done = 0; done < length; ) {
      int count = (int) Math.min(length - done, PIECE);
      take(guest, address + done, count);
      if (tap != null) {
        tap.bytes(piece, 0, count, guest.fuelUsed());
      }
      done += count;
      if (done < length) {
        guest.checkStop();
      }
    }
  }

  private synchronized void take(WasiGuest guest, long address, int count) {
    if (piece.length < count) {
      piece = new byte[count];
    }
    guest.read(address, piece, 0, count);
    crc.update(piece, 0, count);
    int room = (int) Math.min(most, bytes + count);
    if (ring.length < room) {
      ring = Arrays.copyOf(ring, Math.min(most, Math.max(room, 2 * ring.length)));
    }
    int from = Math.max(0, count - most);
    bytes += from;
    while (from < count) {
      int index = (int) (bytes % most);
      int run = Math.min(count - from, most - index);
      System.arraycopy(piece, from, ring, index, run);
      bytes += run;
      from += run;
    }
  }

  /** Forgets everything. */
  synchronized void clear() {
    bytes = 0;
    crc.reset();
  }

  /** Returns how many bytes were written, kept or not. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Returns the CRC32C of the bytes that were written, kept or not. */
  public synchronized int crc32c() {
    return (int) crc.getValue();
  }

  /**
   * Returns the kept bytes as text that is safe to show on one line: U+FFFD for what is no UTF-8;
   * the rest of a character that was cut off is left out.
   */
  public synchronized String text() {
    if (bytes <= most) {
      return text(ring, 0, (int) bytes);
    }
    byte[] ordered = new byte[most];
    int index = most == 0 ? 0 : (int) (bytes % most);
    System.arraycopy(ring, index, ordered, 0, most - index);
    System.arraycopy(ring, 0, ordered, most - index, index);
    int start = 0;
    while (start < Math.min(3, most) && (ordered[start] & 0xC0) == 0x80) {
      start++;
    }
    return text(ordered, start, most - start);
  }

  private static String text(byte[] source, int offset, int length) {
    return SafeText.escape(new String(source, offset, length, StandardCharsets.UTF_8));
  }
}
