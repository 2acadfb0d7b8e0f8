package dev.insitu.sandbox.wasi;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Standard error: its last bytes are kept, the others counted and dropped; the guest sees nothing
 * of it.
 */
public final class Tail {
  private static final int PIECE = 1 << 16;

  private final byte[] ring;
  private final CRC32C crc = new CRC32C();
  private byte[] piece = new byte[0];
  private long counted;

  /** Creates an empty tail of this many bytes. */
  public Tail(int bytes) {
    ring = new byte[bytes];
  }

  /** Takes bytes of the guest's memory. */
  synchronized void write(WasiGuest guest, long address, long length) {
    for (long done = 0; done < length; ) {
      int count = (int) Math.min(length - done, PIECE);
      if (piece.length < count) {
        piece = new byte[count];
      }
      guest.read(address + done, piece, 0, count);
      crc.update(piece, 0, count);
      keep(count);
      done += count;
      if (done < length) {
        guest.checkStop();
      }
    }
  }

  private void keep(int count) {
    int skipped = Math.max(0, count - ring.length);
    counted += skipped;
    for (int from = skipped; from < count; ) {
      int index = (int) (counted % ring.length);
      int run = Math.min(count - from, ring.length - index);
      System.arraycopy(piece, from, ring, index, run);
      counted += run;
      from += run;
    }
  }

  /** Forgets everything. */
  synchronized void clear() {
    counted = 0;
    crc.reset();
  }

  /** Returns what went through, kept or not. */
  public synchronized Channel.Traffic traffic() {
    return new Channel.Traffic(counted, (int) crc.getValue());
  }

  /** Returns the kept bytes as text that is safe to show on one line. */
  public synchronized String text() {
    if (counted <= ring.length) {
      return SafeText.of(new String(ring, 0, (int) counted, StandardCharsets.UTF_8));
    }
    if (ring.length == 0) {
      return "";
    }
    byte[] ordered = new byte[ring.length];
    int index = (int) (counted % ring.length);
    System.arraycopy(ring, index, ordered, 0, ring.length - index);
    System.arraycopy(ring, 0, ordered, ring.length - index, index);
    int start = 0;
    while (start < Math.min(3, ordered.length) && (ordered[start] & 0xC0) == 0x80) {
      start++;
    }
    return SafeText.of(new String(ordered, start, ordered.length - start, StandardCharsets.UTF_8));
  }
}
