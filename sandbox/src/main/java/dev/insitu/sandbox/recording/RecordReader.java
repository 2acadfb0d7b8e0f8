package dev.insitu.sandbox.recording;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording's entries one after the other and believes nothing: lengths are bounded, memory
 * grows with the bytes that are really there, each record has its CRC32C, the whole its SHA-256.
 */
final class RecordReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final MessageDigest sha = ByteDigest.newSha256();
  private final CRC32C crc = new CRC32C();
  private RecordingMode mode = RecordingMode.FULL;
  private long offset;
  private long record;
  private String place = "its beginning";
  private boolean ended;

  /** Opens a recording and reads its first bytes. */
  RecordReader(RecordingSource source) throws IOException, RecordingRefused {
    in = new BufferedInputStream(source.open(), BUFFER_BYTES);
    boolean opened = false;
    try {
      readVersion();
      opened = true;
    } finally {
      if (!opened) {
        in.close();
      }
    }
  }

  private void readVersion() throws IOException, RecordingRefused {
    byte[] head = in.readNBytes(RecordWriter.MAGIC.length());
    if (!Arrays.equals(head, RecordWriter.MAGIC.getBytes(StandardCharsets.US_ASCII))) {
      throw new RecordingRefused("not a recording: it does not start with " + RecordWriter.MAGIC);
    }
    byte[] number = in.readNBytes(Integer.BYTES);
    if (number.length < Integer.BYTES) {
      throw incomplete("the file ends there");
    }
    int version = new Payload(place, number).i32("version");
    if (version != RecordWriter.VERSION) {
      throw new RecordingRefused(
          "recording has format version "
              + Integer.toUnsignedString(version)
              + ", this insitu reads version "
              + RecordWriter.VERSION);
    }
    sha.update(head);
    sha.update(number);
    offset = (long) head.length + number.length;
  }

  /** Returns the next entry; null at the end. */
  @Nullable Entry next() throws IOException, RecordingRefused {
    if (ended) {
      return null;
    }
    place = "byte " + offset + ", record " + record;
    byte[] head = in.readNBytes(RecordWriter.HEAD_BYTES);
    if (head.length < RecordWriter.HEAD_BYTES) {
      throw incomplete("the file ends there");
    }
    Payload fields = new Payload(place, head);
    int length = fields.i32("length");
    if (length < 0 || length > RecordWriter.PAYLOAD_MAX) {
      throw damaged(
          "its length is "
              + Integer.toUnsignedString(length)
              + ", at most "
              + RecordWriter.PAYLOAD_MAX);
    }
    int number = fields.u8("kind");
    Kind kind = Kind.of(number);
    if (kind == null) {
      throw damaged("its kind is " + number + ", not between 1 and " + Kind.values().length);
    }
    place += " (" + kind + ")";
    byte[] payload = in.readNBytes(length);
    byte[] tail = in.readNBytes(RecordWriter.TAIL_BYTES);
    if (payload.length < length || tail.length < RecordWriter.TAIL_BYTES) {
      throw incomplete("the file ends inside it");
    }
    crc.reset();
    crc.update(head);
    crc.update(payload);
    int said = new Payload(place, tail).i32("CRC32C");
    if (said != (int) crc.getValue()) {
      throw damaged(
          ByteDigest.shown(said)
              + " stands there, its bytes give "
              + ByteDigest.shown((int) crc.getValue()));
    }
    record++;
    offset += (long) RecordWriter.HEAD_BYTES + length + RecordWriter.TAIL_BYTES;
    if (kind == Kind.SHA256) {
      end(payload);
      return null;
    }
    sha.update(head);
    sha.update(payload);
    sha.update(tail);
    Entry entry = EntryDecoder.decode(kind, new Payload(place, payload), mode);
    if (entry instanceof Entry.Header header) {
      mode = header.mode();
    }
    return entry;
  }

  private void end(byte[] payload) throws IOException, RecordingRefused {
    ended = true;
    byte[] digest = sha.digest();
    if (!Arrays.equals(payload, digest)) {
      throw damaged(
          "SHA-256 "
              + HexFormat.of().formatHex(payload, 0, Math.min(payload.length, digest.length))
              + " stands there, the bytes before give "
              + HexFormat.of().formatHex(digest));
    }
    if (in.read() >= 0) {
      throw damaged("bytes follow it");
    }
  }

  /** Returns the refusal of a file that was not written to its end, as on a full disk. */
  private RecordingRefused incomplete(String what) {
    return new RecordingRefused("recording is incomplete at " + place + ": " + what);
  }

  /** Returns the refusal of the present record. */
  RecordingRefused damaged(String what) {
    return new Payload(place, new byte[0]).damaged(what);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
