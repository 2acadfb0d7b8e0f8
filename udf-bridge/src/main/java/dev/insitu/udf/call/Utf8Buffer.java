package dev.insitu.udf.call;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes of text on their way into or out of a guest. The array is kept from call to call, so that
 * arguments cost no allocation; UTF-8 is strict in both directions, nothing is replaced.
 */
final class Utf8Buffer {
  private static final int KEPT_BYTES = 1 << 20;
  private static final int CHUNK = 256;

  private final char[] chunk = new char[CHUNK];
  private byte[] bytes = new byte[256];
  private int length;

  /** Forgets the content, and an array that is larger than usual. */
  void clear() {
    length = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[256];
    }
  }

  /** Returns the bytes; those behind {@link #length()} mean nothing. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns how many bytes there are. */
  int length() {
    return length;
  }

  /** Makes room for a text of this many bytes, which the caller writes. */
  byte[] replace(int size) {
    if (bytes.length < size) {
      bytes = new byte[size];
    }
    length = size;
    return bytes;
  }

  /**
   * Appends a text.
   *
   * @return -1, or the index of an unpaired surrogate
   * @throws OutOfMemoryError when all texts together are too large for an array
   */
  int append(String text) {
    int chars = text.length();
    reserve(chars);
    for (int from = 0; from < chars; from += CHUNK) {
      int size = Math.min(CHUNK, chars - from);
      text.getChars(from, from + size, chunk, 0);
      if (!appendAscii(size)) {
        return appendRest(text, from);
      }
    }
    return -1;
  }

  /**
   * Appends bytes as they are.
   *
   * @throws OutOfMemoryError when all arguments together are too large for an array
   */
  void append(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  /** Appends the chunk if all of it is ASCII; written so that the compiler makes it wide. */
  private boolean appendAscii(int size) {
    char[] source = chunk;
    byte[] target = bytes;
    int at = length;
    int all = 0;
    for (int i = 0; i < size; i++) {
      all |= source[i];
      target[at + i] = (byte) source[i];
    }
    length = all < 0x80 ? at + size : at;
    return all < 0x80;
  }

  private int appendRest(String text, int from) {
    int chars = text.length();
    reserve(3L * (chars - from));
    byte[] target = bytes;
    int at = length;
    for (int i = from; i < chars; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        target[at++] = (byte) c;
      } else if (c < 0x800) {
        target[at++] = (byte) (0xC0 | (c >> 6));
        target[at++] = tail(c);
      } else if (!Character.isSurrogate(c)) {
        target[at++] = (byte) (0xE0 | (c >> 12));
        target[at++] = tail(c >> 6);
        target[at++] = tail(c);
      } else {
        if (Character.isLowSurrogate(c)
            || i + 1 == chars
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return i;
        }
        int point = Character.toCodePoint(c, text.charAt(++i));
        target[at++] = (byte) (0xF0 | (point >> 18));
        target[at++] = tail(point >> 12);
        target[at++] = tail(point >> 6);
        target[at++] = tail(point);
      }
    }
    length = at;
    return -1;
  }

  private static byte tail(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  private void reserve(long more) {
    long wanted = length + more;
    if (wanted > bytes.length) {
      if (wanted > Integer.MAX_VALUE - 8) {
        throw new OutOfMemoryError("text of " + wanted + " bytes");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, 2 * wanted));
    }
  }

  /** Returns the content as text; where it is no UTF-8, a U+FFFD stands. */
  String text() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** Returns the offset of the first byte that is no UTF-8; -1 when all are. */
  int malformedAt() {
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
    CharBuffer out = CharBuffer.allocate(length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    return result.isError() ? in.position() : -1;
  }
}
