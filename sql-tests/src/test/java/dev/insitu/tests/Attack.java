package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A line of hostile.txt.
 *
 * @param module a file of samples/hostile, {@code bomb:} and its name, or {@code hex:} and bytes
 * @param function what is created from it, {@code name(parameters) RETURNS type}
 * @param call an expression; RUN, or RUN and an argument, for a program; or a query
 * @param state the SQLSTATE that comes of it, or OK
 * @param message the message, or the value of the call
 */
record Attack(
    Threat threat, String module, String function, String call, String state, String message) {
  static final Path FOLDER = Repository.root().resolve("samples/hostile");
  private static final String BOMB = "bomb:";
  private static final String HEX = "hex:";
  private static final Pattern REPEATED = Pattern.compile("[A-Z]\\{\\d+}");

  /** Three rows through the program. */
  private static final String RUN =
      "SELECT COUNT(*) FROM TABLE(run(TABLE(SELECT 'a' AS k, x AS n FROM SYSTEM_RANGE(1, 3))))";

  static Stream<Attack> all() {
    try (InputStream in = Attack.class.getResourceAsStream("/hostile.txt")) {
      if (in == null) {
        throw new IllegalStateException("no hostile.txt");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Attack::of);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Attack of(String line) {
    List<String> fields = Stream.of(line.split("\\|", 6)).map(String::strip).toList();
    return new Attack(
        Threat.valueOf(fields.get(0)),
        fields.get(1),
        fields.get(2),
        fields.get(3),
        fields.get(4),
        fields.get(5));
  }

  byte[] bytes() {
    if (module.startsWith(HEX)) {
      return HexFormat.of().parseHex(module.substring(HEX.length()).replace(" ", ""));
    }
    if (module.startsWith(BOMB)) {
      return Bombs.of(module.substring(BOMB.length()));
    }
    try {
      return Files.readAllBytes(FOLDER.resolve(module + ".wasm"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the module's name in SQL. */
  String moduleName() {
    return module.startsWith(HEX) ? "m" : module.replace(BOMB, "").replace('-', '_');
  }

  boolean isProgram() {
    return function.contains("TABLE");
  }

  /**
   * Returns CREATE MODULE.
   *
   * @param folder where files may be written
   */
  String createModule(Path folder) throws IOException {
    String name = "CREATE MODULE " + moduleName();
    if (module.startsWith(HEX)) {
      return name + " AS X'" + module.substring(HEX.length()).replace(" ", "") + "'";
    }
    Path file = FOLDER.resolve(module + ".wasm");
    if (module.startsWith(BOMB)) {
      file = Files.write(folder.resolve(moduleName() + ".wasm"), bytes());
    }
    return name + " FROM 'file:" + file + "'";
  }

  String createFunction() {
    String from = " FROM MODULE " + moduleName();
    return "CREATE FUNCTION "
        + function
        + (isProgram()
            ? " LANGUAGE WASM PARAMETER STYLE STREAM WITH (fuel = 10000000,"
                + " max_output_rows = 100000, max_stderr_bytes = 64)"
                + from
            : " LANGUAGE WASM WITH (fuel = 10000000, memory = '32MB')"
                + from
                + (function.startsWith("count_up") ? " EXPORT 'count'" : ""));
  }

  String query() {
    if (call.startsWith("RUN ")) {
      return RUN.replace("1, 3))))", "1, 3)), '" + call.substring(4) + "'))");
    }
    if (call.startsWith("SELECT ")) {
      return call;
    }
    return call.equals("RUN") ? RUN : "SELECT " + call;
  }

  /**
   * Returns the end as SQLSTATE and message, or OK and a value; {@code A{9}} stands for nine A.
   *
   * @param folder what {@code {folder}} stands for
   */
  String expected(Path folder) {
    String text = message.replace("{folder}", folder.toString());
    return state + " " + REPEATED.matcher(text).replaceAll(m -> repeated(m.group()));
  }

  private static String repeated(String text) {
    return text.substring(0, 1).repeat(Integer.parseInt(text.substring(2, text.length() - 1)));
  }

  /**
   * Creates the module and the function, calls it, and drops both.
   *
   * @param folder where files may be written
   * @return how it ended, as {@link #expected} says it should
   */
  String end(Statement statement, Path folder) throws IOException, SQLException {
    String end;
    try {
      statement.execute(createModule(folder));
      if (!function.isEmpty()) {
        statement.execute(createFunction());
      }
      end = "OK " + (call.isEmpty() ? "" : value(statement, query()));
    } catch (SQLException e) {
      assertThat(e.getErrorCode()).as("vendor code of %s", e).isBetween(780_000, 789_999);
      end = e.getSQLState() + " " + e.getMessage();
    }
    statement.execute("DROP MODULE IF EXISTS " + moduleName() + " CASCADE");
    return end;
  }

  /** Returns the one value that a query gives. */
  static String value(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      String value = rows.getString(1);
      assertThat(rows.next()).isFalse();
      return value == null ? "NULL" : value;
    }
  }

  @Override
  public String toString() {
    return threat + " " + threat.attack() + ": " + module + " " + call;
  }
}
