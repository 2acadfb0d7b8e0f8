package dev.insitu.udf.call;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.type.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** Dates, times and decimals as the one number that carries them in style DIRECT. */
final class DirectValues {
  private static final int MICRO_DIGITS = 6;
  private static final long MICROS = 1_000_000;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long DAY_NANOS = 86_400_000_000_000L;
  private static final long[] POWERS = new long[SqlType.SECOND_DIGITS + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private DirectValues() {}

  /**
   * Returns an argument's number.
   *
   * @param argument what messages call it
   * @throws SQLException when the number, or the type, cannot hold the value exactly
   */
  static long raw(SqlType type, Object value, CallErrors errors, String argument)
      throws SQLException {
    return switch (type) {
      case SqlType.Decimal t -> unscaled(t, (BigDecimal) value, errors, argument);
      case SqlType.Date t -> days((LocalDate) value, errors, argument);
      case SqlType.Time t -> {
        LocalTime time = (LocalTime) value;
        checkFine(time.toNanoOfDay(), t.precision(), t, value, errors, argument);
        yield time.toNanoOfDay();
      }
      case SqlType.Timestamp t -> micros(t, (LocalDateTime) value, errors, argument);
      default -> throw new IllegalArgumentException("no number carries " + type);
    };
  }

  private static long unscaled(
      SqlType.Decimal type, BigDecimal value, CallErrors errors, String argument)
      throws SQLException {
    // Exponents may be as large as integers are, which nobody should write out as digits.
    long whole = (long) value.precision() - value.scale();
    if (whole < -type.scale()) {
      return 0;
    }
    if (whole <= type.precision() - type.scale()) {
      BigDecimal rounded = value.setScale(type.scale(), RoundingMode.HALF_UP);
      if (rounded.precision() <= type.precision()) {
        return rounded.unscaledValue().longValueExact();
      }
    }
    throw errors.error(ErrorCode.NUMBER_RANGE, argument + " is out of the range of " + type);
  }

  private static long days(LocalDate date, CallErrors errors, String argument) throws SQLException {
    long days = date.toEpochDay();
    if (days != (int) days) {
      throw errors.error(
          ErrorCode.DATETIME_RANGE,
          argument + " is " + date + ", which 32 bits of days do not reach");
    }
    return days;
  }

  private static long micros(
      SqlType.Timestamp type, LocalDateTime value, CallErrors errors, String argument)
      throws SQLException {
    checkFine(
        value.toLocalTime().toNanoOfDay(),
        Math.min(type.precision(), MICRO_DIGITS),
        type,
        value,
        errors,
        argument);
    try {
      return Math.addExact(
          Math.multiplyExact(value.toEpochSecond(ZoneOffset.UTC), MICROS),
          value.toLocalTime().toNanoOfDay() % SECOND_NANOS / 1_000);
    } catch (ArithmeticException e) {
      throw errors.error(
          ErrorCode.DATETIME_RANGE,
          argument + " is " + value + ", which 64 bits of microseconds do not reach");
    }
  }

  private static void checkFine(
      long nanos, int digits, SqlType type, Object value, CallErrors errors, String argument)
      throws SQLException {
    if (nanos % POWERS[SqlType.SECOND_DIGITS - digits] != 0) {
      throw errors.error(
          ErrorCode.DATETIME_RANGE,
          argument
              + " is "
              + value
              + ", finer than the "
              + digits
              + " digits of seconds that "
              + type
              + " has in style DIRECT");
    }
  }

  /**
   * Returns a result's value.
   *
   * @throws SQLException when the number is none of the type
   */
  static Object value(SqlType type, long raw, CallErrors errors) throws SQLException {
    return switch (type) {
      case SqlType.Decimal t -> {
        BigDecimal value = new BigDecimal(BigInteger.valueOf(raw), t.scale());
        if (value.precision() > t.precision()) {
          throw errors.error(
              ErrorCode.NUMBER_RANGE, "returned " + value + ", which is out of the range of " + t);
        }
        yield value;
      }
      case SqlType.Date t -> LocalDate.ofEpochDay(raw);
      case SqlType.Time t -> {
        if (raw < 0 || raw >= DAY_NANOS) {
          throw errors.error(
              ErrorCode.DATETIME_RANGE,
              "returned " + raw + ", which is no time of day in nanoseconds");
        }
        yield fine(LocalTime.ofNanoOfDay(raw), raw, t.precision(), t, errors);
      }
      case SqlType.Timestamp t -> {
        long seconds = Math.floorDiv(raw, MICROS);
        int nanos = (int) Math.floorMod(raw, MICROS) * 1_000;
        LocalDateTime value = LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
        yield fine(value, nanos, t.precision(), t, errors);
      }
      default -> throw new IllegalArgumentException("no number carries " + type);
    };
  }

  private static Object fine(Object value, long nanos, int digits, SqlType type, CallErrors errors)
      throws SQLException {
    if (nanos % POWERS[SqlType.SECOND_DIGITS - digits] != 0) {
      throw errors.error(
          ErrorCode.DATETIME_RANGE, "returned " + value + ", which is finer than " + type);
    }
    return value;
  }
}
