package dev.insitu.udf.stream;

/** Writes values as text: what the formats of text have in common. */
abstract sealed class TextEncoder extends RowEncoder permits CsvEncoder, JsonlEncoder {
  /** How many bytes a row may have, in either direction: 16 MiB. */
  static final int ROW_BYTES = 16 << 20;

  private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

  TextEncoder() {
    super(32 * 1024);
  }

  /** Writes whole numbers, and doubles that are soon written; false when the value is neither. */
  final boolean number(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      integer(((Number) value).longValue());
      return true;
    }
    return value instanceof Double number && decimals(number);
  }

  private void integer(long value) {
    reserve(20);
    // Negative numbers reach one further than positive ones.
    long rest = value < 0 ? value : -value;
    if (value < 0) {
      bytes[end++] = '-';
    }
    int digits = 1;
    for (long r = rest / 10; r != 0; r /= 10) {
      digits++;
    }
    end += digits;
    for (int at = end - 1; digits > 0; digits--, at--) {
      long quotient = rest / 10;
      bytes[at] = (byte) ('0' + (quotient * 10 - rest));
      rest = quotient;
    }
  }

  /**
   * Writes a number of at most six decimals as {@link Double#toString} would; false when it is
   * none. At most 13 digits: no other decimal of so few reads back to the same double, so this one
   * is the shortest.
   */
  private boolean decimals(double value) {
    double size = Math.abs(value);
    if (!(size >= 1e-3 && size < 1e7)) {
      return false;
    }
    long digits = (long) (size * 1e6 + 0.5);
    if (digits / 1e6 != size) {
      return false;
    }
    int decimals = 6;
    while (decimals > 1 && digits % 10 == 0) {
      digits /= 10;
      decimals--;
    }
    long power = POWERS[decimals];
    reserve(24);
    if (value < 0) {
      bytes[end++] = '-';
    }
    integer(digits / power);
    bytes[end++] = '.';
    long rest = digits % power;
    for (int at = end + decimals - 1; at >= end; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    end += decimals;
    return true;
  }

  /** Writes text of ASCII alone. */
  final void ascii(String text) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      bytes[end++] = (byte) text.charAt(i);
    }
  }
}
