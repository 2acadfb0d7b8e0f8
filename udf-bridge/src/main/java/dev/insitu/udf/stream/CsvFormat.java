package dev.insitu.udf.stream;

import java.nio.charset.StandardCharsets;

/**
 * How rows are written as CSV, both ways.
 *
 * @param header whether the first line names the columns
 * @param nullText the unquoted field that stands for NULL; quoted, the same text is a value
 */
record CsvFormat(boolean header, String nullText) {
  /** How many bytes a row may have, in either direction: 16 MiB. */
  static final int ROW_BYTES = 16 << 20;

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
      default -> throw new IllegalArgumentException("no value of a SQL type: " + value.getClass());
    };
  }
}
