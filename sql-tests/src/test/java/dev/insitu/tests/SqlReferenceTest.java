package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.option.NumericOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Holds the tables of docs/sql.md against the options and the errors that there are. */
final class SqlReferenceTest {
  private static final Path REFERENCE = Repository.root().resolve("docs/sql.md");
  private static final Pattern CODE =
      Pattern.compile("/\\*\\* (.*) \\*/\\s+([A-Z_]+)\\(([0-9_]+), \"(.....)\"\\)");

  private static final Map<String, Long> SUFFIXES =
      Map.of(
          "KB",
          1L << 10,
          "MB",
          1L << 20,
          "GB",
          1L << 30,
          "TB",
          1L << 40,
          "ms",
          1L,
          "s",
          1_000L,
          "min",
          60_000L,
          "h",
          3_600_000L);

  @Test
  void everyNumericOptionStandsThereWithUnitAndBounds() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    rows("option").forEach(row -> rows.put(row.get(0).replace("`", ""), row));
    assertThat(rows.keySet())
        .containsExactlyElementsOf(
            Stream.concat(
                    Arrays.stream(NumericOption.values()).map(NumericOption::key),
                    Stream.of("format", "header", "null", "partitions"))
                .toList());
    for (NumericOption option : NumericOption.values()) {
      List<String> row = rows.get(option.key());
      assertThat(number(row.get(2)))
          .as("default of %s", option.key())
          .isEqualTo(option.defaultValue());
      assertThat(number(row.get(3))).as("least %s", option.key()).isEqualTo(option.minimum());
      assertThat(number(row.get(4))).as("most %s", option.key()).isEqualTo(option.maximum());
      String unit =
          switch (option.unit()) {
            case COUNT -> "units|rows";
            case BYTES -> "bytes";
            case MILLISECONDS -> "milliseconds";
          };
      assertThat(row.get(1)).as("unit of %s", option.key()).containsPattern("^(" + unit + ")\\b");
    }
  }

  /** Reads {@code 10,000}, {@code 10^15} or {@code '64MB'}. */
  private static long number(String text) {
    String plain = text.replaceAll("[`',]", "");
    if (plain.startsWith("10^")) {
      return Math.round(Math.pow(10, Integer.parseInt(plain.substring(3))));
    }
    Matcher matcher = Pattern.compile("([0-9]+)([A-Za-z]*)").matcher(plain);
    assertThat(matcher.matches()).as(text).isTrue();
    long factor = matcher.group(2).isEmpty() ? 1 : SUFFIXES.get(matcher.group(2));
    return Long.parseLong(matcher.group(1)) * factor;
  }

  @Test
  void everyErrorStandsThereWithItsStateAndItsMeaning() {
    String source =
        String.join(
            "\n",
            Repository.lines(
                Repository.root()
                    .resolve("udf-bridge/src/main/java/dev/insitu/udf/error/ErrorCode.java")));
    List<List<String>> expected = new ArrayList<>();
    Matcher codes = CODE.matcher(source);
    while (codes.find()) {
      ErrorCode code = ErrorCode.valueOf(codes.group(2));
      expected.add(List.of(code.sqlState(), String.valueOf(code.vendorCode()), codes.group(1)));
    }
    assertThat(expected).hasSameSizeAs(ErrorCode.values());
    assertThat(rows("SQLSTATE").map(row -> row.subList(0, 3)))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void everyExampleOfAnErrorIsOneThatATestHasSeen() throws SQLException {
    TreeSet<String> seen = new TreeSet<>();
    Attack.all().forEach(a -> seen.add(a.state() + " " + a.message()));
    for (Path script : Repository.files(".iq")) {
      Repository.lines(script).stream()
          .filter(line -> line.matches("[0-9A-Z]{5}: .*"))
          .forEach(line -> seen.add(line.replaceFirst(": ", " ")));
    }
    seen.addAll(ends());
    seen.addAll(ofConnections());
    assertThat(
            rows("SQLSTATE")
                .map(row -> row.get(0) + " " + row.get(3).replaceAll("^`|`$", ""))
                .toList())
        .allSatisfy(example -> assertThat(seen).contains(example));
  }

  /** What hardly any statement can be made to end with. */
  private static List<String> ends() {
    CallErrors errors = CallErrors.ofFunction("F");
    return Stream.of(
            new Outcome.Cancelled(false, 0),
            new Outcome.Faulted("", 0),
            new Outcome.Exhausted(Limits.Kind.TABLE_ENTRIES, 1_000_001, 1_000_000, 0),
            new Outcome.Exhausted(Limits.Kind.HOST_MEMORY, 192L << 20, 128L << 20, 0))
        .map(errors::of)
        .map(SqlReferenceTest::shown)
        .collect(Collectors.toList());
  }

  private static List<String> ofConnections() throws SQLException {
    String url = "jdbc:insitu:h2:mem:reference";
    List<String> seen = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE USER guest PASSWORD 'g'");
      String module = Attack.FOLDER.resolve("canary.wasm").toString();
      statement.execute("CREATE MODULE canary FROM 'file:" + module + "'");
      statement.execute(
          "CREATE MODULE host FROM 'file:" + Attack.FOLDER.resolve("host-functions.wasm") + "'");
      seen.add(failure(() -> connection.abort(null)));
      seen.add(failure(() -> DriverManager.getConnection(url + ";insitu.speed=11")));
      seen.add(
          failure(() ->
              statement.execute(
                  "CREATE FUNCTION poll(a INTEGER) RETURNS INTEGER LANGUAGE WASM DETERMINISTIC"
                      + " FROM MODULE host")));
      seen.add(
          failure(() ->
              statement.execute(
                  "CREATE FUNCTION hide(t VARCHAR) RETURNS INTEGER LANGUAGE WASM"
                      + " WITH (memory = '64KB') FROM MODULE canary")));
      statement.execute(
          "CREATE FUNCTION hide(t VARCHAR) RETURNS INTEGER LANGUAGE WASM FROM MODULE canary");
      seen.add(failureOfRecording(url));
      try (Connection other = DriverManager.getConnection(url, "guest", "g");
          Statement sql = other.createStatement()) {
        seen.add(failure(() -> sql.execute("DROP MODULE canary")));
      }
      statement.execute("UPDATE insitu.catalog_version SET setting = 'x' WHERE name = 'version'");
      seen.add(failure(() -> DriverManager.getConnection(url)));
    }
    return seen;
  }

  /** A folder that was there when the connection was opened and is gone when it is written to. */
  private static String failureOfRecording(String url) throws SQLException {
    try {
      Path folder = Files.createTempDirectory("recordings");
      try (Connection connection =
              DriverManager.getConnection(url + ";insitu.recordDirectory=" + folder);
          Statement statement = connection.createStatement()) {
        Files.delete(folder);
        statement.execute("SET insitu.record = full");
        return failure(() -> statement.executeQuery("SELECT hide('a')"))
            .replace(folder.toString(), "/var/recordings");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String failure(ThrowingCallable call) {
    return shown(catchThrowableOfType(SQLException.class, call));
  }

  private static String shown(SQLException error) {
    return error.getSQLState() + " " + error.getMessage();
  }

  /** Returns the rows of the table whose first column has this head. */
  private static Stream<List<String>> rows(String head) {
    return Repository.lines(REFERENCE).stream()
        .dropWhile(line -> !line.startsWith("| " + head + " |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
        .map(cells -> Stream.of(cells).map(String::strip).toList());
  }
}
