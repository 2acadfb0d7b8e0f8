package dev.insitu.sandbox.recording;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes records behind each other. Nothing that goes wrong is thrown, because a recording must not
 * change what it records: it stops instead, and says so at its end if that can still be written.
 */
final class RecordWriter {
  static final String MAGIC = "INSITU-R";
  static final int VERSION = 1;

  /** Length and kind before a payload. */
  static final int HEAD_BYTES = 5;

  /** CRC32C behind a payload. */
  static final int TAIL_BYTES = 4;

  /** Largest payload; texts of arguments are the only ones that may be this long. */
  static final int PAYLOAD_MAX = 1 << 24;

  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;
  private final long limit;
  private final MessageDigest sha = ByteDigest.newSha256();
  private final CRC32C crc = new CRC32C();
  private final PayloadWriter frame = new PayloadWriter();
  private long written;
  private boolean broken;
  private @Nullable String failure;

  /**
   * @param limit bytes that everything but the end may take
   */
  RecordWriter(OutputStream out, long limit) {
    this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    this.limit = limit;
    frame.raw(MAGIC.getBytes(StandardCharsets.US_ASCII), 0, MAGIC.length()).i32(VERSION);
    put(frame);
  }

  /** Returns why nothing more is recorded, null while it is. */
  @Nullable String failure() {
    return failure;
  }

  void fail(String why) {
    if (failure == null) {
      failure = why;
    }
  }

  void write(Kind kind, PayloadWriter payload) {
    if (failure != null) {
      return;
    }
    if (payload.length() > PAYLOAD_MAX) {
      fail("arguments of " + payload.length() + " bytes do not fit into a record");
    } else if (written + payload.length() + HEAD_BYTES + TAIL_BYTES > limit) {
      fail(String.format(Locale.ROOT, "it reached its limit of %,d bytes", limit));
    } else {
      record(kind, payload);
    }
  }

  /** Writes the last two records, and gives the stream back. */
  void end(PayloadWriter payload) {
    record(Kind.END, payload);
    byte[] digest = sha.digest();
    record(Kind.SHA256, payload.clear().raw(digest, 0, digest.length));
    try {
      out.close();
    } catch (IOException e) {
      broke(e);
    }
  }

  private void record(Kind kind, PayloadWriter payload) {
    frame.clear().i32(payload.length()).u8(kind.number()).raw(payload.bytes(), 0, payload.length());
    crc.reset();
    crc.update(frame.bytes(), 0, frame.length());
    put(frame.i32((int) crc.getValue()));
  }

  private void put(PayloadWriter bytes) {
    if (broken) {
      return;
    }
    try {
      out.write(bytes.bytes(), 0, bytes.length());
      sha.update(bytes.bytes(), 0, bytes.length());
      written += bytes.length();
    } catch (IOException e) {
      broke(e);
    }
  }

  private void broke(IOException why) {
    broken = true;
    fail("it could not be written: " + why.getMessage());
  }
}
