package dev.insitu.sandbox.recording;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The bytes of one record that are still to be read; nothing is allocated for what is not there.
 */
final class Payload {
  private final String place;
  private final byte[] bytes;
  private int position;

  /**
   * @param place what messages call the record
   */
  Payload(String place, byte[] bytes) {
    this.place = place;
    this.bytes = bytes;
  }

  RecordingRefused damaged(String what) {
    return new RecordingRefused("recording is damaged at " + place + ": " + what);
  }

  int u8(String field) throws RecordingRefused {
    return (int) number(field, 1);
  }

  boolean flag(String field) throws RecordingRefused {
    int value = u8(field);
    if (value > 1) {
      throw damaged(field + " is " + value + ", not 0 or 1");
    }
    return value == 1;
  }

  int i32(String field) throws RecordingRefused {
    return (int) number(field, Integer.BYTES);
  }

  /** Reads an i32 that is not negative. */
  int size(String field) throws RecordingRefused {
    return (int) between(i32(field), 0, Integer.MAX_VALUE, field);
  }

  long i64(String field) throws RecordingRefused {
    return number(field, Long.BYTES);
  }

  /** Reads an i64 that is at least this. */
  long atLeast(long least, String field) throws RecordingRefused {
    return between(i64(field), least, Long.MAX_VALUE, field);
  }

  long between(long value, long least, long most, String field) throws RecordingRefused {
    if (value < least || value > most) {
      throw damaged(field + " is " + value + ", not between " + least + " and " + most);
    }
    return value;
  }

  private long number(String field, int size) throws RecordingRefused {
    require(size, field);
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (bytes[position++] & 0xFFL) << (8 * i);
    }
    return value;
  }

  private void require(long size, String field) throws RecordingRefused {
    if (size > left()) {
      throw damaged(field + " needs " + size + " bytes, " + left() + " are left");
    }
  }

  int left() {
    return bytes.length - position;
  }

  byte[] raw(int count, String field) throws RecordingRefused {
    require(count, field);
    byte[] copy = new byte[count];
    System.arraycopy(bytes, position, copy, 0, count);
    position += count;
    return copy;
  }

  String text(String field) throws RecordingRefused {
    int length = size(field);
    require(length, field);
    ByteBuffer utf8 = ByteBuffer.wrap(bytes, position, length);
    position += length;
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw damaged(field + " is not UTF-8");
    }
  }

  List<String> texts(String field) throws RecordingRefused {
    int count = count(Integer.BYTES, field);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text(field));
    }
    return texts;
  }

  /** Reads how many things of at least this size follow. */
  int count(int size, String field) throws RecordingRefused {
    int count = size(field);
    require((long) count * size, field);
    return count;
  }

  long[] values(String field) throws RecordingRefused {
    long[] values = new long[count(Long.BYTES, field)];
    for (int i = 0; i < values.length; i++) {
      values[i] = i64(field);
    }
    return values;
  }

  <T> T choice(List<T> all, String field) throws RecordingRefused {
    int number = u8(field);
    between(number, 1, all.size(), field);
    return all.get(number - 1);
  }

  String sha256(String field) throws RecordingRefused {
    return HexFormat.of().formatHex(raw(ByteDigest.SHA_BYTES, field));
  }

  ByteDigest digest(String field) throws RecordingRefused {
    return new ByteDigest(atLeast(0, field), i32(field), sha256(field));
  }

  /** Requires that all has been read. */
  void end() throws RecordingRefused {
    if (left() > 0) {
      throw damaged(left() + " bytes are left over");
    }
  }
}
