package dev.insitu.udf.option;

import dev.insitu.sandbox.Limits;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * What the options of WITH say, with the default of each that is not named.
 *
 * @param limits what one call may use
 * @param format how rows are written in input and output; of STREAM
 * @param header whether the first record of input and output names the columns; of CSV
 * @param nullText how NULL is written in input and output; of CSV
 * @param maxStateBytes what the state of one group of an aggregate may have
 * @param maxTotalStateBytes what the states of all groups may have together
 */
public record FunctionOptions(
    Limits limits,
    Format format,
    boolean header,
    String nullText,
    long maxStateBytes,
    long maxTotalStateBytes) {
  /** How rows are written. */
  public enum Format {
    /** Text in lines, for any program. */
    CSV,
    /** An object of JSON on each line, for programs that read JSON. */
    JSONL,
    /** Frames of columns. */
    INSITU
  }

  /** Characters of the NULL text at most. */
  public static final int NULL_TEXT_MAX = 32;

  private static final List<String> TEXT_OPTIONS =
      List.of("format", "header", "null", "partitions");
  private static final List<String> CSV_OPTIONS = List.of("header", "null");

  /**
   * Reads a definition's options.
   *
   * @throws SQLException with {@code OPTION} when one is unknown or out of its bounds
   */
  public static FunctionOptions of(FunctionDefinition function) throws SQLException {
    return of(function.name(), function.style(), function.options());
  }

  /**
   * Reads options.
   *
   * @param function the function's name, for messages
   * @param options names in lower case, values as text without quotes
   * @throws SQLException with {@code OPTION} when one is unknown or out of its bounds
   */
  public static FunctionOptions of(
      String function, ParameterStyle style, Map<String, String> options) throws SQLException {
    CallErrors errors = CallErrors.ofFunction(function);
    for (String key : new TreeSet<>(options.keySet())) {
      boolean own =
          switch (style) {
            case DIRECT, BATCH, PROCEDURE -> false;
            case AGGREGATE -> StateOption.of(key).isPresent();
            case STREAM -> TEXT_OPTIONS.contains(key);
          };
      if (!own && NumericOption.of(key).filter(o -> o.isFor(style)).isEmpty()) {
        throw unknown(errors, key, style);
      }
    }
    partitions(errors, options.getOrDefault("partitions", "isolated"));
    Format format = format(errors, options.getOrDefault("format", "csv"));
    if (format != Format.CSV && CSV_OPTIONS.stream().anyMatch(options::containsKey)) {
      String key = CSV_OPTIONS.stream().filter(options::containsKey).findFirst().orElseThrow();
      throw errors.error(
          ErrorCode.OPTION, "option " + key + " belongs to format 'csv'; leave it out");
    }
    return new FunctionOptions(
        limits(errors, options),
        format,
        flag(errors, "header", options.getOrDefault("header", "true")),
        nullText(errors, options.getOrDefault("null", "")),
        bytes(errors, options, StateOption.MAX_STATE_BYTES),
        bytes(errors, options, StateOption.MAX_TOTAL_STATE_BYTES));
  }

  private static Format format(CallErrors errors, String value) throws SQLException {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "csv" -> Format.CSV;
      case "jsonl" -> Format.JSONL;
      case "insitu" -> Format.INSITU;
      default -> throw bad(errors, "format", value, "'csv', 'jsonl' and 'insitu'");
    };
  }

  private static void partitions(CallErrors errors, String value) throws SQLException {
    if (!value.equalsIgnoreCase("isolated") && !value.equalsIgnoreCase("shared")) {
      throw bad(errors, "partitions", value, "'isolated' and 'shared'");
    }
  }

  private static boolean flag(CallErrors errors, String key, String value) throws SQLException {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(errors, key, value, "true and false");
    };
  }

  private static String nullText(CallErrors errors, String value) throws SQLException {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c < ' ' || c == 0x7f);
    if (!plain || value.length() > NULL_TEXT_MAX) {
      throw bad(
          errors,
          "null",
          value,
          "a text of at most "
              + NULL_TEXT_MAX
              + " characters without commas, quotes and control characters");
    }
    return value;
  }

  private static SQLException bad(CallErrors errors, String key, String value, String allowed) {
    return errors.error(
        ErrorCode.OPTION,
        "option " + key + " is " + GuestText.quote(value) + "; allowed is " + allowed);
  }

  private static SQLException unknown(CallErrors errors, String key, ParameterStyle style) {
    StringJoiner known = new StringJoiner(", ");
    for (NumericOption option : NumericOption.values()) {
      if (option.isFor(style)) {
        known.add(option.key());
      }
    }
    if (style == ParameterStyle.STREAM) {
      TEXT_OPTIONS.forEach(known::add);
    }
    if (style == ParameterStyle.AGGREGATE) {
      Arrays.stream(StateOption.values()).map(StateOption::key).forEach(known::add);
    }
    return errors.error(
        ErrorCode.OPTION,
        "style " + style + " has no option " + GuestText.escape(key) + "; it has " + known);
  }

  private static Limits limits(CallErrors errors, Map<String, String> options) throws SQLException {
    Limits limits = Limits.DEFAULT;
    for (NumericOption option : NumericOption.values()) {
      String text = options.get(option.key());
      if (text != null) {
        OptionalLong value = option.read(text);
        if (value.isEmpty()) {
          throw bad(errors, option.key(), text, option.allowed());
        }
        limits = option.in(limits, value.getAsLong());
      }
    }
    return limits;
  }

  private static long bytes(CallErrors errors, Map<String, String> options, StateOption option)
      throws SQLException {
    String text = options.get(option.key());
    if (text == null) {
      return option.defaultValue();
    }
    return option.read(text).orElseThrow(() -> bad(errors, option.key(), text, option.allowed()));
  }
}
