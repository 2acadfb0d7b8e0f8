package dev.insitu.udf.stream;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/** Reads fields as values of their columns' types; a field that is no such value is an error. */
final class FieldReader {
  /** The types as numbers that a switch jumps by. */
  private enum Kind {
    BOOLEAN,
    SMALLINT,
    INTEGER,
    BIGINT,
    REAL,
    DOUBLE,
    VARCHAR;

    static Kind of(SqlType type) {
      return switch (type) {
        case SqlType.Bool t -> BOOLEAN;
        case SqlType.SmallInt t -> SMALLINT;
        case SqlType.Int t -> INTEGER;
        case SqlType.BigInt t -> BIGINT;
        case SqlType.Real t -> REAL;
        case SqlType.DoublePrecision t -> DOUBLE;
        case SqlType.Varchar t -> VARCHAR;
      };
    }
  }

  private final SqlType[] types;
  private final Kind[] kinds;
  private final Place place;
  private final DecimalText decimal = new DecimalText();

  FieldReader(List<Column> columns, Place place) {
    this.types = columns.stream().map(Column::type).toArray(SqlType[]::new);
    this.kinds = columns.stream().map(c -> Kind.of(c.type())).toArray(Kind[]::new);
    this.place = place;
  }

  /** Returns the value of a field that is not NULL. */
  Object read(int column, byte[] bytes, int offset, int length) throws SQLException {
    return switch (kinds[column]) {
      case BOOLEAN -> bool(column, bytes, offset, length);
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
      case VARCHAR -> {
        String text = text(bytes, offset, length);
        int most = ((SqlType.Varchar) types[column]).length();
        if (most > 0 && text.length() > most && text.codePointCount(0, text.length()) > most) {
          throw place.atColumn(
              ErrorCode.TEXT_LENGTH,
              text.codePointCount(0, text.length())
                  + " characters, "
                  + types[column]
                  + " allows "
                  + most);
        }
        yield text;
      }
    };
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
