package dev.insitu.udf.stream;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Dates and times as H2 writes them: {@code 2026-11-24 12:30:00.25+05:30}. */
final class TemporalText {
  /** Bytes of the longest text. */
  static final int BYTES = 48;

  private static final int YEAR_DIGITS = 4;

  private final byte[] bytes;
  private int at;

  private TemporalText(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  /**
   * Writes a value into a buffer that has {@link #BYTES} of room.
   *
   * @return where it ends; -1 when it is no date or time
   */
  static int write(@Nullable Object value, byte[] bytes, int at) {
    TemporalText text = new TemporalText(bytes, at);
    switch (value) {
      case LocalDate date -> text.date(date);
      case LocalTime time -> text.time(time);
      case LocalDateTime both -> text.dateTime(both);
      case OffsetDateTime both -> {
        text.dateTime(both.toLocalDateTime());
        text.offset(both.getOffset());
      }
      case null, default -> {
        return -1;
      }
    }
    return text.at;
  }

  private void dateTime(LocalDateTime value) {
    date(value.toLocalDate());
    put(' ');
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
    put(offset.getTotalSeconds() < 0 ? '-' : '+');
    number(seconds / 3600, 2);
    if (seconds % 3600 != 0) {
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
