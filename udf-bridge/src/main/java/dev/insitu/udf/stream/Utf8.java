package dev.insitu.udf.stream;

/** Text as strict UTF-8, in arrays that belong to somebody else. */
final class Utf8 {
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private Utf8() {}

  /**
   * Writes a text where three bytes for each of its chars have room.
   *
   * @return where it ends; -1 when a surrogate is unpaired
   */
  static int encode(String text, byte[] bytes, int offset) {
    int length = text.length();
    int at = offset;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[at++] = (byte) c;
      } else {
        int point = text.codePointAt(i);
        at = put(point, bytes, at);
        if (at < 0) {
          return -1;
        }
        i += Character.charCount(point) - 1;
      }
    }
    return at;
  }

  /**
   * Writes a character that is not ASCII.
   *
   * @return where it ends; -1 when it is a surrogate without its other half
   */
  static int put(int point, byte[] bytes, int at) {
    if (point < 0x800) {
      bytes[at] = (byte) (0xC0 | (point >> 6));
      bytes[at + 1] = tail(point);
      return at + 2;
    }
    if (point < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
      if (Character.isSurrogate((char) point)) {
        return -1;
      }
      bytes[at] = (byte) (0xE0 | (point >> 12));
      bytes[at + 1] = tail(point >> 6);
      bytes[at + 2] = tail(point);
      return at + 3;
    }
    bytes[at] = (byte) (0xF0 | (point >> 18));
    bytes[at + 1] = tail(point >> 12);
    bytes[at + 2] = tail(point >> 6);
    bytes[at + 3] = tail(point);
    return at + 4;
  }

  /** Returns a byte behind the first of a character: six bits. */
  private static byte tail(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  /** Returns whether all bytes are ASCII. */
  static boolean isAscii(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - 8; at += 8) {
      if (((long) FrameFormat.LONG.get(bytes, at) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; at < to; at++) {
      if (bytes[at] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the first byte that belongs to no character; -1 when all do (Unicode, table 3-7). */
  static int malformedAt(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int first = bytes[at];
      if (first >= 0) {
        at++;
        continue;
      }
      int length = first >= (byte) 0xF0 ? 4 : first >= (byte) 0xE0 ? 3 : 2;
      int second = at + 1 < to ? bytes[at + 1] & 0xFF : 0;
      boolean good =
          switch (first & 0xFF) {
            case 0xC0, 0xC1, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF ->
                false;
            case 0xE0 -> second >= 0xA0 && second <= 0xBF;
            case 0xED -> second >= 0x80 && second <= 0x9F;
            case 0xF0 -> second >= 0x90 && second <= 0xBF;
            case 0xF4 -> second >= 0x80 && second <= 0x8F;
            default -> first >= (byte) 0xC2 && second >= 0x80 && second <= 0xBF;
          };
      if (!good || at + length > to) {
        return at;
      }
      for (int i = 2; i < length; i++) {
        if ((bytes[at + i] & 0xC0) != 0x80) {
          return at;
        }
      }
      at += length;
    }
    return -1;
  }

  /** Returns how many characters valid text has: bytes that begin one. */
  static int characters(byte[] bytes, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += (bytes[i] & 0xC0) != 0x80 ? 1 : 0;
    }
    return count;
  }
}
