package dev.insitu.udf.stream;

import dev.insitu.udf.type.SqlType;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Reads dates and times as people and programs write them: {@code 2026-11-24T12:30:00.25Z} too. Any
 * value of type TIMESTAMP WITH TIME ZONE names its offset.
 */
final class TemporalScanner {
  private static final int YEAR_DIGITS = 9;

  private byte[] bytes = {};
  private int at;
  private int end;

  /** Digits behind the point of seconds up to the last that is not 0. */
  private int fraction;

  /** Returns the value of a field, null when it is none of that type. */
  @Nullable Object read(SqlType type, byte[] field, int offset, int length) {
    bytes = field;
    at = offset;
    end = offset + length;
    fraction = 0;
    try {
      Object value = value(type);
      return at == end ? value : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Returns how many digits the seconds of the last value need behind their point. */
  int fraction() {
    return fraction;
  }

  private @Nullable Object value(SqlType type) {
    if (type instanceof SqlType.Time) {
      return time();
    }
    LocalDate date = date();
    if (date == null || type instanceof SqlType.Date) {
      return date;
    }
    if (!take(' ') && !take('T')) {
      return null;
    }
    LocalTime time = time();
    if (time == null || type instanceof SqlType.Timestamp) {
      return time == null ? null : LocalDateTime.of(date, time);
    }
    take(' ');
    ZoneOffset zone = zone();
    return zone == null ? null : OffsetDateTime.of(date, time, zone);
  }

  private @Nullable LocalDate date() {
    boolean negative = take('-');
    if (!negative) {
      take('+');
    }
    int year = number(1, YEAR_DIGITS);
    if (year < 0 || !take('-')) {
      return null;
    }
    int month = number(1, 2);
    int day = month < 0 || !take('-') ? -1 : number(1, 2);
    return day < 0 ? null : LocalDate.of(negative ? -year : year, month, day);
  }

  private @Nullable LocalTime time() {
    int hour = number(1, 2);
    int minute = hour < 0 || !take(':') ? -1 : number(1, 2);
    if (minute < 0) {
      return null;
    }
    if (!take(':')) {
      return LocalTime.of(hour, minute);
    }
    int second = number(1, 2);
    if (second < 0) {
      return null;
    }
    int nanos = 0;
    if (take('.')) {
      nanos = nanos();
      if (nanos < 0) {
        return null;
      }
    }
    return LocalTime.of(hour, minute, second, nanos);
  }

  private int nanos() {
    int nanos = 0;
    int digits = 0;
    for (; at < end && isDigit(); at++) {
      digits++;
      int digit = bytes[at] - '0';
      if (digits <= SqlType.SECOND_DIGITS) {
        nanos = nanos * 10 + digit;
      }
      fraction = digit == 0 ? fraction : digits;
    }
    if (digits == 0) {
      return -1;
    }
    for (; digits < SqlType.SECOND_DIGITS; digits++) {
      nanos *= 10;
    }
    return nanos;
  }

  private @Nullable ZoneOffset zone() {
    if (take('Z')) {
      return ZoneOffset.UTC;
    }
    int sign = take('-') ? -1 : 1;
    if (sign == 1 && !take('+')) {
      return null;
    }
    int hours = number(1, 2);
    int minutes = hours < 0 || at == end ? 0 : part();
    int seconds = hours < 0 || at == end ? 0 : part();
    return hours < 0 || minutes < 0 || seconds < 0
        ? null
        : ZoneOffset.ofHoursMinutesSeconds(sign * hours, sign * minutes, sign * seconds);
  }

  private int part() {
    take(':');
    return number(2, 2);
  }

  /** Returns a number of so many digits; -1 when none is there. */
  private int number(int least, int most) {
    int value = 0;
    int digits = 0;
    for (; at < end && digits < most && isDigit(); at++) {
      value = value * 10 + (bytes[at] - '0');
      digits++;
    }
    return digits < least ? -1 : value;
  }

  private boolean isDigit() {
    return bytes[at] >= '0' && bytes[at] <= '9';
  }

  private boolean take(char c) {
    boolean found = at < end && bytes[at] == c;
    at += found ? 1 : 0;
    return found;
  }
}
