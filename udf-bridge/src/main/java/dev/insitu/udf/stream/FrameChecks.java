package dev.insitu.udf.stream;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.stream.FrameFormat.Layout;
import dev.insitu.udf.type.SqlType;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/*
 * All values of a block are looked at before the first is given out, in loops over one array: what
 * a query does not read is checked too, so that whether it fails does not depend on what is read.
 */
/** Holds the values of one column against its type, in every block that a program writes. */
final class FrameChecks {
  private static final long DAY_NANOS = 86_400_000_000_000L;
  private static final int SECOND_NANOS = 1_000_000_000;
  private static final int OFFSET_SECONDS = 18 * 3600;

  /** One year less than Java's dates have, so that no offset leaves them. */
  private static final int YEARS = 999_999_998;

  private static final long FIRST_SECOND =
      LocalDateTime.of(-YEARS, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
  private static final long LAST_SECOND =
      LocalDateTime.of(YEARS + 1, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC) - 1;

  private final int column;
  private final SqlType type;
  private final Layout layout;
  private final int length;
  private final FramePlace place;

  /** Seconds have a multiple of this many nanoseconds. */
  private final int fineness;

  /** No DECIMAL is as large as this. */
  private final BigInteger bound;

  private final long longBound;

  FrameChecks(int column, SqlType type, FramePlace place) {
    this.column = column;
    this.type = type;
    this.layout = Layout.of(type);
    this.length = FrameFormat.length(type);
    this.place = place;
    this.fineness = FrameFormat.fineness(type);
    this.bound = BigInteger.TEN.pow(FrameFormat.precision(type));
    this.longBound = bound.longValue();
  }

  /**
   * Checks all values of fixed width.
   *
   * @param validity where the bitmap is; -1 for none
   */
  void fixed(byte[] bytes, int validity, int values, int rows) throws SQLException {
    switch (layout) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE, UUID -> {
        // Every bit pattern is a value.
      }
      default -> {
        int width = layout.width();
        for (int row = 0; row < rows; row++) {
          if (validity < 0 || isThere(bytes, validity, row)) {
            check(bytes, values + row * width, row);
          }
        }
      }
    }
  }

  static boolean isThere(byte[] bytes, int validity, int row) {
    return (bytes[validity + (row >> 3)] >> (row & 7) & 1) != 0;
  }

  private void check(byte[] bytes, int at, int row) throws SQLException {
    switch (layout) {
      case BOOLEAN -> {
        if ((bytes[at] & ~1) != 0) {
          throw place.atValue(
              ErrorCode.BAD_FRAME, row, column, "a BOOLEAN is 0 or 1, not " + (bytes[at] & 0xFF));
        }
      }
      case DECIMAL -> {
        long value = (long) FrameFormat.LONG.get(bytes, at);
        if (value >= longBound || value <= -longBound) {
          throw tooLarge(row);
        }
      }
      case WIDE_DECIMAL -> {
        long high = (long) FrameFormat.LONG.get(bytes, at + 8);
        boolean small = high == (long) FrameFormat.LONG.get(bytes, at) >> 63;
        if (!small && wide(bytes, at).abs().compareTo(bound) >= 0) {
          throw tooLarge(row);
        }
      }
      case TIME -> {
        long nanos = (long) FrameFormat.LONG.get(bytes, at);
        if (nanos < 0 || nanos >= DAY_NANOS) {
          throw place.atValue(
              ErrorCode.DATETIME_RANGE, row, column, nanos + " nanoseconds are no time of day");
        }
        checkFine(nanos, row);
      }
      case TIMESTAMP -> {
        if (fineness > 1_000) {
          long micros = (long) FrameFormat.LONG.get(bytes, at);
          checkFine(micros % 1_000_000 * 1_000, row);
        }
      }
      case FINE_TIMESTAMP -> {
        checkTime(bytes, at, row);
        if ((int) FrameFormat.INT.get(bytes, at + 12) != 0) {
          throw place.atValue(
              ErrorCode.BAD_FRAME, row, column, "the last four bytes of a TIMESTAMP are not 0");
        }
      }
      case ZONED_TIMESTAMP -> {
        checkTime(bytes, at, row);
        int offset = (int) FrameFormat.INT.get(bytes, at + 12);
        if (offset < -OFFSET_SECONDS || offset > OFFSET_SECONDS) {
          throw place.atValue(
              ErrorCode.DATETIME_RANGE,
              row,
              column,
              "an offset of " + offset + " seconds is more than 18 hours");
        }
      }
      default -> throw new IllegalStateException(layout.toString());
    }
  }

  private void checkTime(byte[] bytes, int at, int row) throws SQLException {
    long seconds = (long) FrameFormat.LONG.get(bytes, at);
    int nanos = (int) FrameFormat.INT.get(bytes, at + 8);
    if (nanos < 0 || nanos >= SECOND_NANOS) {
      throw place.atValue(
          ErrorCode.BAD_FRAME,
          row,
          column,
          Integer.toUnsignedString(nanos) + " nanoseconds are more than a second");
    }
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
      throw place.atValue(
          ErrorCode.DATETIME_RANGE,
          row,
          column,
          seconds + " seconds are out of the range of " + type);
    }
    checkFine(nanos, row);
  }

  private void checkFine(long nanos, int row) throws SQLException {
    if (nanos % fineness != 0) {
      throw place.atValue(ErrorCode.DATETIME_RANGE, row, column, "the time is finer than " + type);
    }
  }

  private SQLException tooLarge(int row) {
    return place.atValue(
        ErrorCode.NUMBER_RANGE, row, column, "the number is out of the range of " + type);
  }

  /** Returns sixteen bytes as a number. */
  static BigInteger wide(byte[] bytes, int at) {
    byte[] big = new byte[16];
    for (int i = 0; i < big.length; i++) {
      big[i] = bytes[at + 15 - i];
    }
    return new BigInteger(big);
  }

  /**
   * Checks that offsets go up from 0 and stay inside.
   *
   * @param most the bytes that the block has for values
   * @return the last offset: how many bytes the values have
   */
  int offsets(byte[] bytes, int offsets, int rows, int most) throws SQLException {
    int last = (int) FrameFormat.INT.get(bytes, offsets);
    if (last != 0) {
      throw place.atColumn(
          column, "the first offset is " + Integer.toUnsignedString(last) + ", not 0");
    }
    for (int row = 1; row <= rows; row++) {
      int next = (int) FrameFormat.INT.get(bytes, offsets + 4 * row);
      if (next < last || next > most) {
        throw place.atColumn(
            column,
            "offset "
                + row
                + " is "
                + Integer.toUnsignedString(next)
                + ", not between "
                + last
                + " and "
                + most);
      }
      last = next;
    }
    return last;
  }

  /** Checks that the arrays between these offsets are whole, and lie where their values may. */
  void aligned(byte[] bytes, int offsets, int rows) throws SQLException {
    for (int row = 1; row <= rows; row++) {
      int offset = (int) FrameFormat.INT.get(bytes, offsets + 4 * row);
      if ((offset & 7) != 0) {
        throw place.atColumn(
            column, "offset " + row + " is " + offset + ", which is no multiple of 8");
      }
    }
  }

  /** Checks how many elements the array has that is looked at. */
  void elements(long count) throws SQLException {
    if (count > length) {
      throw place.atArray(
          ErrorCode.TEXT_LENGTH, column, count + " elements, " + type + " allows " + length);
    }
  }

  /**
   * Checks the lengths of all values, and that text is text.
   *
   * @return whether all bytes are ASCII
   */
  boolean variable(byte[] bytes, int validity, int offsets, int rows, int values)
      throws SQLException {
    int size = (int) FrameFormat.INT.get(bytes, offsets + 4 * rows);
    boolean isText = layout == Layout.CHAR || layout == Layout.VARCHAR;
    boolean ascii = isText && Utf8.isAscii(bytes, values, values + size);
    if (length == 0 && (ascii || !isText)) {
      return ascii;
    }
    int from = values;
    for (int row = 0; row < rows; row++) {
      int to = values + (int) FrameFormat.INT.get(bytes, offsets + 4 * (row + 1));
      if (validity < 0 || isThere(bytes, validity, row)) {
        checkLength(bytes, from, to, row, isText && !ascii);
      }
      from = to;
    }
    return ascii;
  }

  private void checkLength(byte[] bytes, int from, int to, int row, boolean unicode)
      throws SQLException {
    int malformed = unicode ? Utf8.malformedAt(bytes, from, to) : -1;
    if (malformed >= 0) {
      throw place.atValue(
          ErrorCode.BAD_TEXT,
          row,
          column,
          "not UTF-8 at byte " + (malformed - from) + " of the value");
    }
    if (length == 0 || to - from <= length) {
      return;
    }
    int found = unicode ? Utf8.characters(bytes, from, to) : to - from;
    if (found > length) {
      boolean isText = layout == Layout.CHAR || layout == Layout.VARCHAR;
      throw place.atValue(
          ErrorCode.TEXT_LENGTH,
          row,
          column,
          found + (isText ? " characters, " : " bytes, ") + type + " allows " + length);
    }
  }
}
