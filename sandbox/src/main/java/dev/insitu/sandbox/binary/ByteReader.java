package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A cursor over a module's bytes that never passes its end; each refusal names the byte. */
final class ByteReader {
  private final byte[] bytes;
  private final int end;
  private int position;
  private String place;

  ByteReader(byte[] bytes, int start, int end, String place) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
    this.place = place;
  }

  int position() {
    return position;
  }

  boolean hasMore() {
    return position < end;
  }

  /** Names the section or function that refusals speak of from here on. */
  void enter(String newPlace) {
    place = newPlace;
  }

  int u8() throws ModuleRejected {
    if (position >= end) {
      throw malformed("the " + place + " ends in the middle of a value");
    }
    return bytes[position++] & 0xFF;
  }

  /** Reads an unsigned number of at most 32 bits. */
  long u32() throws ModuleRejected {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        if (value > 0xFFFF_FFFFL) {
          throw malformed("number does not fit 32 bits");
        }
        return value;
      }
    }
    throw malformed("number is longer than 5 bytes");
  }

  /** Reads an unsigned number that counts or indexes something, at most {@code allowed}. */
  int count(String what, int allowed) throws ModuleRejected {
    int at = position;
    long value = u32();
    if (value > allowed) {
      throw new ModuleRejected(
          Reason.LIMIT, where(at) + value + " " + what + ", allowed " + allowed);
    }
    return (int) value;
  }

  /** Reads an index into something that has {@code size} members. */
  int index(String what, int size) throws ModuleRejected {
    int at = position;
    long value = u32();
    if (value >= size) {
      throw new ModuleRejected(
          Reason.MALFORMED, where(at) + what + " " + value + " does not exist, there are " + size);
    }
    return (int) value;
  }

  /** Reads a signed number of at most {@code bits} bits. */
  long signed(int bits) throws ModuleRejected {
    long value = 0;
    int shift = 0;
    int b;
    do {
      if (shift >= bits) {
        throw malformed("number is longer than " + bits + " bits");
      }
      b = u8();
      value |= (long) (b & 0x7F) << shift;
      shift += 7;
    } while (b >= 0x80);
    if (shift > 64 && b != 0 && b != 0x7F) {
      throw malformed("number does not fit 64 bits");
    }
    if (shift < 64 && (b & 0x40) != 0) {
      value |= -1L << shift;
    }
    if (bits < 64 && (value < -(1L << (bits - 1)) || value >= 1L << (bits - 1))) {
      throw malformed("number does not fit " + bits + " bits");
    }
    return value;
  }

  void skip(long length, String what) throws ModuleRejected {
    if (length > end - position) {
      throw malformed(
          what + " of " + length + " bytes does not fit, " + (end - position) + " are left");
    }
    position += (int) length;
  }

  String name(int maxBytes) throws ModuleRejected {
    int length = count("bytes of a name", maxBytes);
    int start = position;
    skip(length, "name");
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed("name is not UTF-8");
    }
  }

  ModuleRejected malformed(String why) {
    return malformedAt(position, why);
  }

  ModuleRejected malformedAt(int at, String why) {
    return new ModuleRejected(Reason.MALFORMED, where(at) + why);
  }

  /** Returns the beginning of a refusal: the byte, and the section or function. */
  String where(int at) {
    return "byte " + at + ", " + place + ": ";
  }

  ModuleRejected feature(int at, String why) {
    return new ModuleRejected(Reason.FEATURE, where(at) + why);
  }
}
