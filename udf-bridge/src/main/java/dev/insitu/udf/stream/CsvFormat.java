package dev.insitu.udf.stream;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;

/**
 * How rows are written as CSV, both ways.
 *
 * @param header whether the first line names the columns
 * @param nullText the unquoted field that stands for NULL; quoted, the same text is a value
 */
record CsvFormat(boolean header, String nullText) {
  /** Returns the bytes of the field that stands for NULL. */
  byte[] nullBytes() {
    return nullText.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a value as a field, before quotes; numbers are the shortest text of the same bits. */
  static String text(Object value) {
    return switch (value) {
      case Boolean b -> b ? "true" : "false";
      case Integer i -> Integer.toString(i);
      case Long l -> Long.toString(l);
      case Float f -> Float.toString(f);
      case Double d -> Double.toString(d);
      case String s -> s;
      case BigDecimal d -> d.toPlainString();
      case UUID u -> u.toString();
      case byte[] b -> HexFormat.of().formatHex(b);
      default -> temporal(value);
    };
  }

  private static String temporal(Object value) {
    byte[] bytes = new byte[TemporalText.BYTES];
    int length = TemporalText.write(value, bytes, 0);
    if (length < 0) {
      throw new IllegalArgumentException("no value of a SQL type: " + value.getClass());
    }
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }
}
