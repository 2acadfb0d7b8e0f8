package dev.insitu.udf.stream;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A number in text, such as {@code -12.5e3}, {@code NaN} or {@code inf}, read into the nearest
 * float or double, or into the decimal itself.
 */
final class DecimalText {
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** The powers of ten that a float holds exactly, and the digits it does. */
  private static final int FLOAT_POWER = 10;

  private static final long FLOAT_EXACT = 1L << 24;
  private static final long DOUBLE_EXACT = 1L << 53;

  /** Digits of {@link #mantissa} at most: one more could overflow it. */
  private static final int DIGITS = 18;

  /** No exponent beyond this changes a result; counting on could overflow. */
  private static final int EXPONENT_MOST = 100_000_000;

  private static final long[] LONG_POWERS = {
    1L,
    10L,
    100L,
    1_000L,
    10_000L,
    100_000L,
    1_000_000L,
    10_000_000L,
    100_000_000L,
    1_000_000_000L,
    10_000_000_000L,
    100_000_000_000L,
    1_000_000_000_000L
  };

  /** Characters, and exponent, that the text of a DECIMAL has at most. */
  private static final int DECIMAL_BYTES = 1_000;

  private boolean negative;
  private boolean nan;
  private boolean infinite;

  /** The number is mantissa * 10^exponent, unless digits did not fit. */
  private long mantissa;

  private int exponent;
  private boolean whole;

  /** Takes a number apart; false when the text is none. */
  boolean scan(byte[] bytes, int offset, int length) {
    int end = offset + length;
    negative = length > 0 && bytes[offset] == '-';
    int start = negative || (length > 0 && bytes[offset] == '+') ? offset + 1 : offset;
    nan = FieldReader.isWord("nan", bytes, start, end - start);
    infinite =
        FieldReader.isWord("infinity", bytes, start, end - start)
            || FieldReader.isWord("inf", bytes, start, end - start);
    return nan || infinite || scanDigits(bytes, start, end);
  }

  private boolean scanDigits(byte[] bytes, int start, int end) {
    long digits = 0;
    int scale = 0;
    int kept = 0;
    int point = -1;
    int at = start;
    whole = true;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit >= 0 && digit <= 9) {
        if (kept == DIGITS) {
          whole = false;
        } else {
          digits = digits * 10 + digit;
          // Zeros in front do not count.
          kept += digits == 0 ? 0 : 1;
          scale -= point < 0 ? 0 : 1;
        }
      } else if (bytes[at] == '.' && point < 0) {
        point = at;
      } else {
        break;
      }
    }
    if (at - start == (point < 0 ? 0 : 1)) {
      return false;
    }
    mantissa = digits;
    exponent = scale;
    return at == end || scanExponent(bytes, at, end);
  }

  private boolean scanExponent(byte[] bytes, int start, int end) {
    if (bytes[start] != 'e' && bytes[start] != 'E') {
      return false;
    }
    int at = start + 1;
    boolean down = at < end && bytes[at] == '-';
    at += down || (at < end && bytes[at] == '+') ? 1 : 0;
    if (at == end) {
      return false;
    }
    int value = 0;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = Math.min(value * 10 + digit, EXPONENT_MOST);
    }
    exponent += down ? -value : value;
    return true;
  }

  /** Returns whether the text is a number of digits. */
  boolean isFinite() {
    return !nan && !infinite;
  }

  /** Returns the nearest double of the number that was scanned from these bytes. */
  double doubleValue(byte[] bytes, int offset, int length) {
    if (nan) {
      return Double.NaN;
    }
    if (infinite) {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    // One rounding of two exact numbers is the nearest (Clinger 1990).
    if (whole && mantissa <= DOUBLE_EXACT && Math.abs(exponent) < POWERS.length) {
      double value = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
      return negative ? -value : value;
    }
    return Double.parseDouble(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
  }

  /** Returns the nearest float of the number that was scanned from these bytes. */
  float floatValue(byte[] bytes, int offset, int length) {
    if (nan) {
      return Float.NaN;
    }
    if (infinite) {
      return negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    }
    if (whole && mantissa <= FLOAT_EXACT && Math.abs(exponent) <= FLOAT_POWER) {
      float power = (float) POWERS[Math.abs(exponent)];
      float value = exponent < 0 ? mantissa / power : mantissa * power;
      return negative ? -value : value;
    }
    return Float.parseFloat(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
  }

  /**
   * Returns the number that was scanned from these bytes with so many decimals; null when it needs
   * more, or is too large for any DECIMAL.
   */
  @Nullable BigDecimal decimalValue(byte[] bytes, int offset, int length, int scale) {
    int shift = exponent + scale;
    if (whole && (mantissa == 0 || (shift >= 0 && shift < LONG_POWERS.length))) {
      long power = mantissa == 0 ? 0 : LONG_POWERS[shift];
      if (Math.multiplyHigh(mantissa, power) == 0 && mantissa * power >= 0) {
        return BigDecimal.valueOf(negative ? -mantissa * power : mantissa * power, scale);
      }
    }
    if (length > DECIMAL_BYTES || Math.abs(exponent) > DECIMAL_BYTES) {
      return null;
    }
    try {
      return new BigDecimal(new String(bytes, offset, length, StandardCharsets.ISO_8859_1))
          .setScale(scale, RoundingMode.UNNECESSARY);
    } catch (ArithmeticException e) {
      return null;
    }
  }

  /** Returns whether {@link #decimalValue} finds the number too fine rather than too large. */
  boolean isTiny() {
    return exponent < 0;
  }
}
