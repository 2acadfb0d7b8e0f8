package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
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

  /**
   * Refuses columns that no field holds.
   *
   * @param channel what messages call where they come from
   */
  static void requireFields(String channel, List<Column> columns, CallErrors errors)
      throws SQLException {
    for (Column column : columns) {
      if (column.type() instanceof SqlType.Array) {
        throw errors.error(
            ErrorCode.NOT_SUPPORTED,
            channel
                + ", column "
                + GuestText.escape(column.name())
                + ": CSV has no "
                + column.type()
                + "; declare WITH (format = 'jsonl') or WITH (format = 'insitu')");
      }
    }
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
