package dev.insitu.udf.stream;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Reads fields as values of their columns' types; a field that is no such value is an error. */
final class FieldReader {
  private static final int UUID_BYTES = 16;

  private final SqlType[] types;
  private final ColumnKind[] kinds;
  private final Place place;
  private final DecimalText decimal = new DecimalText();
  private final TemporalScanner temporal = new TemporalScanner();

  FieldReader(List<Column> columns, Place place) {
    this.types = columns.stream().map(Column::type).toArray(SqlType[]::new);
    this.kinds = ColumnKind.of(columns);
    this.place = place;
  }

  /** Returns the value of a field that is not NULL. */
  Object read(int column, byte[] bytes, int offset, int length) throws SQLException {
    return switch (kinds[column]) {
      case BOOLEAN -> bool(column, bytes, offset, length);
      case TINYINT -> (int) integer(column, bytes, offset, length, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SMALLINT ->
          (int) integer(column, bytes, offset, length, Short.MIN_VALUE, Short.MAX_VALUE);
      case INTEGER ->
          (int) integer(column, bytes, offset, length, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BIGINT -> integer(column, bytes, offset, length, Long.MIN_VALUE, Long.MAX_VALUE);
      case REAL -> {
        scan(column, bytes, offset, length);
        float value = decimal.floatValue(bytes, offset, length);
        if (Float.isInfinite(value) && decimal.isFinite()) {
          throw outOfRange(column, bytes, offset, length);
        }
        yield value;
      }
      case DOUBLE -> {
        scan(column, bytes, offset, length);
        double value = decimal.doubleValue(bytes, offset, length);
        if (Double.isInfinite(value) && decimal.isFinite()) {
          throw outOfRange(column, bytes, offset, length);
        }
        yield value;
      }
      case DECIMAL -> decimal(column, bytes, offset, length);
      case CHAR -> text(column, bytes, offset, length, ((SqlType.Char) types[column]).length());
      case VARCHAR ->
          text(column, bytes, offset, length, ((SqlType.Varchar) types[column]).length());
      case BINARY -> hex(column, bytes, offset, length, ((SqlType.Binary) types[column]).length());
      case VARBINARY ->
          hex(column, bytes, offset, length, ((SqlType.Varbinary) types[column]).length());
      case DATE -> temporal(column, bytes, offset, length, /* precision= */ 0);
      case TIME ->
          temporal(column, bytes, offset, length, ((SqlType.Time) types[column]).precision());
      case TIMESTAMP ->
          temporal(column, bytes, offset, length, ((SqlType.Timestamp) types[column]).precision());
      case TIMESTAMP_TZ ->
          temporal(
              column,
              bytes,
              offset,
              length,
              ((SqlType.TimestampWithTimeZone) types[column]).precision());
      case UUID -> uuid(column, bytes, offset, length);
      case ARRAY -> throw noValue(column, bytes, offset, length);
    };
  }

  /** Returns the value of a number in a column of integers, also when a point is written. */
  Object whole(int column, byte[] bytes, int offset, int length) throws SQLException {
    boolean plain = true;
    for (int i = offset; plain && i < offset + length; i++) {
      plain = bytes[i] == '-' || (bytes[i] >= '0' && bytes[i] <= '9');
    }
    if (plain) {
      return read(column, bytes, offset, length);
    }
    scan(column, bytes, offset, length);
    BigDecimal value = decimal.decimalValue(bytes, offset, length, /* scale= */ 0);
    if (value == null) {
      throw decimal.isTiny()
          ? noValue(column, bytes, offset, length)
          : outOfRange(column, bytes, offset, length);
    }
    byte[] digits = value.toPlainString().getBytes(StandardCharsets.US_ASCII);
    return read(column, digits, 0, digits.length);
  }

  private String text(int column, byte[] bytes, int offset, int length, int most)
      throws SQLException {
    String text = text(bytes, offset, length);
    if (most > 0 && text.length() > most && text.codePointCount(0, text.length()) > most) {
      throw tooLong(column, text.codePointCount(0, text.length()), "characters", most);
    }
    return text;
  }

  private byte[] hex(int column, byte[] bytes, int offset, int length, int most)
      throws SQLException {
    byte[] value = new byte[length / 2];
    if (length % 2 != 0 || !unhex(bytes, offset, value)) {
      throw noValue(column, bytes, offset, length);
    }
    if (most > 0 && value.length > most) {
      throw tooLong(column, value.length, "bytes", most);
    }
    return value;
  }

  private SQLException tooLong(int column, int found, String what, int most) {
    return place.atColumn(
        ErrorCode.TEXT_LENGTH, found + " " + what + ", " + types[column] + " allows " + most);
  }

  /** Reads two digits for each byte of the value; false when one is none. */
  private static boolean unhex(byte[] bytes, int offset, byte[] value) {
    for (int i = 0; i < value.length; i++) {
      int high = Character.digit(bytes[offset + 2 * i], 16);
      int low = Character.digit(bytes[offset + 2 * i + 1], 16);
      if (high < 0 || low < 0) {
        return false;
      }
      value[i] = (byte) (high << 4 | low);
    }
    return true;
  }

  /** Reads 32 digits, with dashes at the usual places or without any. */
  private UUID uuid(int column, byte[] bytes, int offset, int length) throws SQLException {
    byte[] digits = new byte[2 * UUID_BYTES];
    int count = 0;
    boolean fits = length == digits.length || length == digits.length + 4;
    for (int i = 0; fits && i < length; i++) {
      if (length > digits.length && (i == 8 || i == 13 || i == 18 || i == 23)) {
        fits = bytes[offset + i] == '-';
      } else {
        digits[count++] = bytes[offset + i];
      }
    }
    byte[] value = new byte[UUID_BYTES];
    if (!fits || !unhex(digits, 0, value)) {
      throw noValue(column, bytes, offset, length);
    }
    ByteBuffer both = ByteBuffer.wrap(value);
    return new UUID(both.getLong(), both.getLong());
  }

  private Object temporal(int column, byte[] bytes, int offset, int length, int precision)
      throws SQLException {
    Object value = temporal.read(types[column], bytes, offset, length);
    if (value == null) {
      throw noValue(column, bytes, offset, length);
    }
    if (temporal.fraction() > precision) {
      throw place.atColumn(
          ErrorCode.DATETIME_RANGE,
          GuestText.quote(bytes, offset, length) + " is finer than " + types[column]);
    }
    return value;
  }

  private BigDecimal decimal(int column, byte[] bytes, int offset, int length) throws SQLException {
    scan(column, bytes, offset, length);
    if (!decimal.isFinite()) {
      throw noValue(column, bytes, offset, length);
    }
    SqlType.Decimal type = (SqlType.Decimal) types[column];
    BigDecimal value = decimal.decimalValue(bytes, offset, length, type.scale());
    if (value != null && value.precision() > type.precision() && value.signum() != 0) {
      throw outOfRange(column, bytes, offset, length);
    }
    if (value == null) {
      throw decimal.isTiny()
          ? place.atColumn(
              ErrorCode.NUMBER_RANGE,
              GuestText.quote(bytes, offset, length)
                  + " has more than the "
                  + type.scale()
                  + " decimals of "
                  + type
                  + "; round it")
          : outOfRange(column, bytes, offset, length);
    }
    return value;
  }

  /** Returns bytes as text, which they must be. */
  String text(byte[] bytes, int offset, int length) throws SQLException {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    // A malformed byte has become U+FFFD; whether one was there before, a second look tells.
    if (text.indexOf('\uFFFD') >= 0) {
      CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
      ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
      if (strict.decode(in, CharBuffer.allocate(length), /* endOfInput= */ true).isError()) {
        throw place.atColumn(
            ErrorCode.BAD_TEXT, "not UTF-8 at byte " + (in.position() - offset) + " of the field");
      }
    }
    return text;
  }

  private boolean bool(int column, byte[] bytes, int offset, int length) throws SQLException {
    if (isWord("true", bytes, offset, length) || isWord("1", bytes, offset, length)) {
      return true;
    }
    if (isWord("false", bytes, offset, length) || isWord("0", bytes, offset, length)) {
      return false;
    }
    throw noValue(column, bytes, offset, length);
  }

  /** Returns whether bytes are this word, whose letters are lower case, in any case. */
  static boolean isWord(String word, byte[] bytes, int offset, int length) {
    if (word.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int c = bytes[offset + i];
      if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private long integer(int column, byte[] bytes, int offset, int length, long min, long max)
      throws SQLException {
    int end = offset + length;
    boolean negative = length > 0 && bytes[offset] == '-';
    int at = negative || (length > 0 && bytes[offset] == '+') ? offset + 1 : offset;
    if (at == end) {
      throw noValue(column, bytes, offset, length);
    }
    // Counted down, because negative numbers reach one further than positive ones.
    long value = 0;
    boolean fits = true;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        throw noValue(column, bytes, offset, length);
      }
      fits &= value >= Long.MIN_VALUE / 10 && value * 10 >= Long.MIN_VALUE + digit;
      value = value * 10 - digit;
    }
    fits &= negative ? value >= min : value >= -max;
    if (!fits) {
      throw outOfRange(column, bytes, offset, length);
    }
    return negative ? value : -value;
  }

  private void scan(int column, byte[] bytes, int offset, int length) throws SQLException {
    if (!decimal.scan(bytes, offset, length)) {
      throw noValue(column, bytes, offset, length);
    }
  }

  private SQLException noValue(int column, byte[] bytes, int offset, int length) {
    return place.atColumn(
        ErrorCode.BAD_VALUE, GuestText.quote(bytes, offset, length) + " is no " + types[column]);
  }

  private SQLException outOfRange(int column, byte[] bytes, int offset, int length) {
    return place.atColumn(
        ErrorCode.NUMBER_RANGE,
        GuestText.quote(bytes, offset, length) + " is out of the range of " + types[column]);
  }
}
