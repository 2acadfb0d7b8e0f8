package dev.insitu.udf.stream;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.error.SqlErrors;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a function of style STREAM writes rows as CSV, both ways.
 *
 * @param header whether the first line names the columns
 * @param nullText the unquoted field that stands for NULL; quoted, the same text is a value
 */
public record CsvFormat(boolean header, String nullText) {
  /** The options of WITH that this class reads, in lower case. */
  public static final Set<String> OPTIONS = Set.of("format", "header", "null");

  /** How many bytes a row may have, in either direction: 16 MiB. */
  static final int ROW_BYTES = 16 << 20;

  private static final int NULL_TEXT_CHARACTERS = 32;

  /**
   * Reads the options {@code format}, {@code header} and {@code null} of a function; others are
   * left alone.
   *
   * @throws SQLException {@link ErrorCode#OPTION} when a value is not allowed
   */
  public static CsvFormat of(Map<String, String> options) throws SQLException {
    String format = options.getOrDefault("format", "csv");
    if (!format.toLowerCase(Locale.ROOT).equals("csv")) {
      throw option("format", format, "'csv'");
    }
    String header = options.getOrDefault("header", "true").toLowerCase(Locale.ROOT);
    if (!header.equals("true") && !header.equals("false")) {
      throw option("header", header, "true or false");
    }
    String nullText = options.getOrDefault("null", "");
    if (nullText.length() > NULL_TEXT_CHARACTERS || !nullText.chars().allMatch(CsvFormat::plain)) {
      throw option(
          "null",
          nullText,
          "at most "
              + NULL_TEXT_CHARACTERS
              + " printable ASCII characters without quotes and commas");
    }
    return new CsvFormat(header.equals("true"), nullText);
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

  private static boolean plain(int c) {
    return c >= ' ' && c <= '~' && c != '"' && c != ',';
  }

  private static SQLException option(String name, String found, String allowed) {
    return SqlErrors.of(
        ErrorCode.OPTION,
        "option " + name + ": found " + GuestText.quote(found) + ", allowed: " + allowed);
  }
}
