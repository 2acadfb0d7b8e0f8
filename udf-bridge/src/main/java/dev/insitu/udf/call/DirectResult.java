package dev.insitu.udf.call;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.type.SqlType;
import java.sql.SQLException;

/** Makes values of the raw numbers that a guest gives in style DIRECT. */
final class DirectResult {
  private static final char REPLACEMENT = '\uFFFD';

  private final SqlType type;
  private final CallGuest guest;
  private final Utf8Buffer buffer;
  private final CallErrors errors;

  /**
   * Makes one for values of a type.
   *
   * @param guest in whose memory ranges lie
   * @param buffer what text is copied through
   */
  DirectResult(SqlType type, CallGuest guest, Utf8Buffer buffer, CallErrors errors) {
    this.type = type;
    this.guest = guest;
    this.buffer = buffer;
    this.errors = errors;
  }

  SqlType type() {
    return type;
  }

  /** Returns any value as the object that JDBC makes of it; LocalDate and its like for dates. */
  Object value(long raw) throws SQLException {
    return switch (type) {
      case SqlType.Bool t -> (int) raw != 0;
      case SqlType.TinyInt t -> (byte) integer(raw, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SqlType.SmallInt t -> (short) integer(raw, Short.MIN_VALUE, Short.MAX_VALUE);
      case SqlType.Int t -> (int) raw;
      case SqlType.BigInt t -> raw;
      case SqlType.Real t -> Float.intBitsToFloat((int) raw);
      case SqlType.DoublePrecision t -> Double.longBitsToDouble(raw);
      case SqlType.Varchar t -> text(raw);
      case SqlType.Varbinary t -> bytes(raw);
      default -> object(raw);
    };
  }

  int integer(long raw, int min, int max) throws SQLException {
    int number = (int) raw;
    if (number < min || number > max) {
      throw errors.error(
          ErrorCode.NUMBER_RANGE,
          "returned "
              + number
              + ", which is not between "
              + min
              + " and "
              + max
              + " as "
              + type
              + " is");
    }
    return number;
  }

  /** Returns a DECIMAL, DATE, TIME or TIMESTAMP. */
  Object object(long raw) throws SQLException {
    return DirectValues.value(type, raw, errors);
  }

  byte[] bytes(long raw) throws SQLException {
    GuestCall called = resultOf("bytes", raw);
    int length = (int) raw;
    int most = ((SqlType.Varbinary) type).length();
    if (most > 0 && length > most) {
      throw errors.error(
          ErrorCode.TEXT_LENGTH, "returned " + length + " bytes, " + type + " allows " + most);
    }
    try {
      byte[] value = new byte[length];
      called.read(raw >>> 32, value, length);
      return value;
    } catch (OutOfMemoryError e) {
      throw errors.error(
          ErrorCode.MEMORY, "returned " + length + " bytes, for which this process has no room");
    }
  }

  /** Returns the guest in whose memory the range of the result lies. */
  private GuestCall resultOf(String what, long raw) throws SQLException {
    GuestCall called = guest.present();
    called.requireRange(what, raw >>> 32, raw & 0xFFFF_FFFFL, errors);
    return called;
  }

  String text(long raw) throws SQLException {
    GuestCall called = resultOf("text", raw);
    String text = read(called, raw >>> 32, (int) raw);
    int most = ((SqlType.Varchar) type).length();
    if (most > 0 && isLonger(text, most)) {
      throw errors.error(
          ErrorCode.TEXT_LENGTH,
          "returned text of "
              + text.codePointCount(0, text.length())
              + " characters, VARCHAR("
              + most
              + ") allows "
              + most);
    }
    return text;
  }

  private String read(GuestCall called, long address, int length) throws SQLException {
    try {
      called.read(address, buffer.replace(length), length);
      String text = buffer.text();
      int malformed = text.indexOf(REPLACEMENT) < 0 ? -1 : buffer.malformedAt();
      if (malformed >= 0) {
        throw errors.error(
            ErrorCode.BAD_TEXT, "returned text that is not UTF-8 at byte " + malformed);
      }
      return text;
    } catch (OutOfMemoryError e) {
      throw errors.error(
          ErrorCode.MEMORY,
          "returned text of " + length + " bytes, for which this process has no room");
    }
  }

  /** Returns whether a text has more characters than that. */
  static boolean isLonger(String text, int most) {
    return text.length() > most && text.codePointCount(0, text.length()) > most;
  }
}
