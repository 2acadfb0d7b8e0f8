package dev.insitu.sandbox.recording;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Bytes of a record on their way into a file, little endian. */
final class PayloadWriter {
  private byte[] bytes = new byte[256];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  PayloadWriter clear() {
    length = 0;
    return this;
  }

  PayloadWriter u8(int value) {
    return number(value, 1);
  }

  PayloadWriter flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  PayloadWriter i32(int value) {
    return number(value, Integer.BYTES);
  }

  PayloadWriter i64(long value) {
    return number(value, Long.BYTES);
  }

  private PayloadWriter number(long value, int size) {
    reserve(size);
    for (int i = 0; i < size; i++) {
      bytes[length++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  PayloadWriter raw(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    return this;
  }

  PayloadWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return i32(utf8.length).raw(utf8, 0, utf8.length);
  }

  PayloadWriter texts(List<String> texts) {
    i32(texts.size());
    texts.forEach(this::text);
    return this;
  }

  PayloadWriter values(long[] values) {
    i32(values.length);
    for (long value : values) {
      i64(value);
    }
    return this;
  }

  PayloadWriter sha256(String hex) {
    byte[] digest = HexFormat.of().parseHex(hex);
    return raw(digest, 0, digest.length);
  }

  PayloadWriter digest(ByteDigest digest) {
    return i64(digest.bytes()).i32(digest.crc32c()).sha256(digest.sha256());
  }

  private void reserve(int more) {
    int wanted = Math.addExact(length, more);
    if (wanted > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * wanted));
    }
  }
}
