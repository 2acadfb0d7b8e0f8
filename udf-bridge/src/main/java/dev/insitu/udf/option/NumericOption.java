package dev.insitu.udf.option;

import dev.insitu.sandbox.Limits;
import dev.insitu.udf.ParameterStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of WITH that are numbers, each a field of {@link Limits}; session and server have the
 * same. This table is the one that docs/sql.md prints.
 */
public enum NumericOption {
  /** Units of the cost table that one call may spend: a row, or a partition under STREAM. */
  FUEL(
      "fuel",
      Unit.COUNT,
      1,
      10_000_000_000L,
      1_000_000_000_000_000L,
      false,
      "Units of the cost table that one call may spend: a row, or a partition under STREAM."),
  /** Bytes that the memory may grow to, in whole pages of 64 KiB. */
  MEMORY(
      "memory",
      Unit.BYTES,
      64L << 10,
      64L << 20,
      1L << 30,
      false,
      "Bytes that the memory may grow to, in whole pages of 64 KiB."),
  /** Wall clock that one call may take; 0 for no limit of its own. */
  TIMEOUT(
      "timeout",
      Unit.MILLISECONDS,
      0,
      0,
      3_600_000,
      false,
      "Wall clock that one call may take; 0 for no limit of its own."),
  /** Units of call depth, which can only be lowered. */
  STACK_DEPTH(
      "stack_depth",
      Unit.COUNT,
      1,
      60_000,
      60_000,
      false,
      "Units of call depth that one call may take."),
  /** Entries that each table may grow to, which can only be lowered. */
  TABLE_ENTRIES(
      "table_entries",
      Unit.COUNT,
      0,
      1_000_000,
      1_000_000,
      false,
      "Entries that each table of a module may grow to."),
  /** Rows that one call may give, all partitions together. */
  MAX_OUTPUT_ROWS(
      "max_output_rows",
      Unit.COUNT,
      0,
      1_000_000_000L,
      1_000_000_000_000L,
      /* streams= */ true,
      "Rows that one call may give, all partitions together."),
  /** Bytes that one call may give, all partitions together. */
  MAX_OUTPUT_BYTES(
      "max_output_bytes",
      Unit.BYTES,
      0,
      1L << 30,
      1L << 40,
      /* streams= */ true,
      "Bytes that one call may give, all partitions together."),
  /** Bytes of standard error that are kept for the error message, the last ones. */
  MAX_STDERR_BYTES(
      "max_stderr_bytes",
      Unit.BYTES,
      0,
      4_096,
      1L << 20,
      /* streams= */ true,
      "Bytes of standard error that are kept for the error message, the last ones.");

  private static final long PAGE_BYTES = 64L << 10;
  private static final Pattern NUMBER = Pattern.compile("([0-9]{1,18})\\s*([A-Za-z]*)");

  private final String key;
  private final Unit unit;
  private final long minimum;
  private final long defaultValue;
  private final long maximum;
  private final boolean streams;
  private final String description;

  NumericOption(
      String key,
      Unit unit,
      long minimum,
      long defaultValue,
      long maximum,
      boolean streams,
      String description) {
    this.key = key;
    this.unit = unit;
    this.minimum = minimum;
    this.defaultValue = defaultValue;
    this.maximum = maximum;
    this.streams = streams;
    this.description = description;
  }

  /** What a number counts, and the suffixes that multiply it. */
  public enum Unit {
    /** A plain number. */
    COUNT(""),
    /** Bytes; KB, MB, GB and TB are powers of 1,024. */
    BYTES("KB, MB, GB, TB"),
    /** Milliseconds; ms, s, min and h. */
    MILLISECONDS("ms, s, min, h");

    private static final Map<String, Long> FACTORS =
        Map.of(
            "KB",
            1L << 10,
            "MB",
            1L << 20,
            "GB",
            1L << 30,
            "TB",
            1L << 40,
            "MS",
            1L,
            "S",
            1_000L,
            "MIN",
            60_000L,
            "H",
            3_600_000L);

    private final String suffixes;

    Unit(String suffixes) {
      this.suffixes = suffixes;
    }

    private List<String> suffixes() {
      return suffixes.isEmpty() ? List.of() : List.of(suffixes.split(", "));
    }

    private OptionalLong factor(String suffix) {
      if (suffix.isEmpty()) {
        return OptionalLong.of(1);
      }
      boolean known = suffixes().stream().anyMatch(suffix::equalsIgnoreCase);
      Long factor = known ? FACTORS.get(suffix.toUpperCase(Locale.ROOT)) : null;
      return factor == null ? OptionalLong.empty() : OptionalLong.of(factor);
    }

    /** Reads a value; empty when it is none or out of bounds. */
    OptionalLong read(String text, long least, long most) {
      Matcher matcher = NUMBER.matcher(text.strip());
      if (!matcher.matches()) {
        return OptionalLong.empty();
      }
      OptionalLong factor = factor(matcher.group(2));
      long number = Long.parseLong(matcher.group(1));
      if (factor.isEmpty() || number > most / factor.getAsLong()) {
        return OptionalLong.empty();
      }
      long value = number * factor.getAsLong();
      return value < least ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Returns what may be written between these bounds. */
    String allowed(long least, long most) {
      String with = suffixes.isEmpty() ? "" : ", with " + suffixes + " or none";
      return "a number from " + shown(least) + " to " + shown(most) + with;
    }

    /** Writes a value with the largest suffix that keeps it whole. */
    private String shown(long value) {
      List<String> all = suffixes();
      for (int i = all.size() - 1; i >= 0; i--) {
        long factor = factor(all.get(i)).orElseThrow();
        if (value > 0 && value % factor == 0) {
          return "'" + value / factor + all.get(i) + "'";
        }
      }
      return String.valueOf(value);
    }
  }

  /** Returns the option of this name, which is in lower case. */
  public static Optional<NumericOption> of(String key) {
    return Arrays.stream(values()).filter(o -> o.key.equals(key)).findFirst();
  }

  /** Returns the option's name in SQL. */
  public String key() {
    return key;
  }

  /** Returns what its number counts. */
  public Unit unit() {
    return unit;
  }

  /** Returns the smallest value. */
  public long minimum() {
    return minimum;
  }

  /** Returns the value that holds when WITH does not name the option. */
  public long defaultValue() {
    return defaultValue;
  }

  /** Returns the largest value. */
  public long maximum() {
    return maximum;
  }

  /** Returns what it limits, in one sentence. */
  public String description() {
    return description;
  }

  /** Returns whether functions of this style have the option. */
  public boolean isFor(ParameterStyle style) {
    return !streams || style == ParameterStyle.STREAM;
  }

  /** Returns the system property of whoever runs the process, which holds it down for everybody. */
  public String serverProperty() {
    return "insitu.max." + (key.startsWith("max_") ? key.substring("max_".length()) : key);
  }

  /** Returns this field of limits, in the option's unit. */
  public long of(Limits limits) {
    return switch (this) {
      case FUEL -> limits.fuel();
      case MEMORY -> (long) limits.memoryPages() * PAGE_BYTES;
      case TIMEOUT -> limits.wallMillis();
      case STACK_DEPTH -> limits.stackDepth();
      case TABLE_ENTRIES -> limits.tableEntries();
      case MAX_OUTPUT_ROWS -> limits.outputRows();
      case MAX_OUTPUT_BYTES -> limits.outputBytes();
      case MAX_STDERR_BYTES -> limits.stderrBytes();
    };
  }

  /** Returns limits in which this field has another value, in the option's unit. */
  public Limits in(Limits limits, long value) {
    return new Limits(
        this == FUEL ? value : limits.fuel(),
        this == MEMORY ? (int) (value / PAGE_BYTES) : limits.memoryPages(),
        this == STACK_DEPTH ? (int) value : limits.stackDepth(),
        this == TABLE_ENTRIES ? (int) value : limits.tableEntries(),
        this == TIMEOUT ? value : limits.wallMillis(),
        this == MAX_OUTPUT_BYTES ? value : limits.outputBytes(),
        this == MAX_OUTPUT_ROWS ? value : limits.outputRows(),
        this == MAX_STDERR_BYTES ? (int) value : limits.stderrBytes());
  }

  /** Reads a value in the option's unit; empty when it is none or out of bounds. */
  OptionalLong read(String text) {
    return read(text, maximum);
  }

  /** Reads a value that is at most this, which is at most the largest of all. */
  OptionalLong read(String text, long most) {
    return unit.read(text, minimum, most);
  }

  /** Returns what may be written, such as {@code from '64KB' to '1GB'}. */
  String allowed() {
    return allowed(maximum);
  }

  /** Returns what may be written up to this value. */
  String allowed(long most) {
    return unit.allowed(minimum, most);
  }
}
