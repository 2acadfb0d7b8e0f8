package dev.insitu.udf.stream;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times as H2 writes them, {@code 2026-11-24 12:30:00+05}, or as ISO 8601 has them:
 * {@code 2026-11-24T12:30:00+05:00}.
 */
final class TemporalText {
  /** Bytes of the longest text. */
  static final int BYTES = 48;

  private static final int YEAR_DIGITS = 4;

  private final byte[] bytes;
  private final boolean iso;
  private int at;

  private TemporalText(byte[] bytes, int at, boolean iso) {
    this.bytes = bytes;
    this.at = at;
    this.iso = iso;
  }

  /**
   * Writes a value into a buffer that has {@link #BYTES} of room.
   *
   * @return where it ends; -1 when it is no date or time
   */
  static int write(@Nullable Object value, byte[] bytes, int at) {
    return new TemporalText(bytes, at, /* iso= */ false).write(value);
  }

  /** Writes a value as {@link #write} does, in the form of ISO 8601. */
  static int writeIso(@Nullable Object value, byte[] bytes, int at) {
    return new TemporalText(bytes, at, /* iso= */ true).write(value);
  }

  private int write(@Nullable Object value) {
    switch (value) {
      case LocalDate date -> date(date);
      case LocalTime time -> time(time);
      case LocalDateTime both -> dateTime(both);
      case OffsetDateTime both -> {
        dateTime(both.toLocalDateTime());
        offset(both.getOffset());
      }
      case null, default -> {
        return -1;
      }
    }
    return at;
  }

  private void dateTime(LocalDateTime value) {
    date(value.toLocalDate());
    put(iso ? 'T' : ' ');
    time(value.toLocalTime());
  }

  private void date(LocalDate date) {
    int year = date.getYear();
    if (year < 0) {
      put('-');
      year = -year;
    }
    int digits = YEAR_DIGITS;
    for (long most = 10_000; year >= most; most *= 10) {
      digits++;
    }
    number(year, digits);
    put('-');
    number(date.getMonthValue(), 2);
    put('-');
    number(date.getDayOfMonth(), 2);
  }

  private void time(LocalTime time) {
    number(time.getHour(), 2);
    put(':');
    number(time.getMinute(), 2);
    put(':');
    number(time.getSecond(), 2);
    int nanos = time.getNano();
    if (nanos != 0) {
      int digits = 9;
      while (nanos % 10 == 0) {
        nanos /= 10;
        digits--;
      }
      put('.');
      number(nanos, digits);
    }
  }

  private void offset(ZoneOffset offset) {
    int seconds = Math.abs(offset.getTotalSeconds());
    if (iso && seconds == 0) {
      put('Z');
      return;
    }
    put(offset.getTotalSeconds() < 0 ? '-' : '+');
    number(seconds / 3600, 2);
    if (iso || seconds % 3600 != 0) {
      put(':');
      number(seconds / 60 % 60, 2);
      if (seconds % 60 != 0) {
        put(':');
        number(seconds % 60, 2);
      }
    }
  }

  private void put(char c) {
    bytes[at++] = (byte) c;
  }

  private void number(int value, int digits) {
    int rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    at += digits;
  }
}
