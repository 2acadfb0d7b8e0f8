package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each module of samples/hostile through SQL: one clear error, and the same connection goes on. A
 * line is the module, the function made of it, its call, and what comes of it: SQLSTATE and
 * message, or OK and a value.
 */
final class HostileTest {
  private static final Path FOLDER = Repository.root().resolve("samples/hostile");

  /** Three rows through the program. */
  private static final String RUN =
      "SELECT COUNT(*) FROM TABLE(run(TABLE(SELECT 'a' AS k, x AS n FROM SYSTEM_RANGE(1, 3))))";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          spin               | spin(a INTEGER) RETURNS INTEGER   | spin(1)     | 53M01 | function SPIN: wants 10000001 of fuel, allowed 10000000; WITH (fuel = …) allows more
          deep-recursion     | deeper(a INTEGER) RETURNS INTEGER | deeper(1)   | 53M03 | function DEEPER: wants 60002 of stack depth, allowed 60000
          mutual-recursion   | pong(a INTEGER) RETURNS INTEGER   | pong(1)     | 53M03 | function PONG: wants 60002 of stack depth, allowed 60000
          bounds             | peek(a INTEGER) RETURNS INTEGER   | peek(65532) | OK    | 0
          bounds             | peek(a INTEGER) RETURNS INTEGER   | peek(65533) | 38M01 | function PEEK: out of bounds memory access: 4 bytes at 65533, memory has 65536 in peek
          bounds             | poke(a INTEGER) RETURNS INTEGER   | poke(65533) | 38M01 | function POKE: out of bounds memory access: 4 bytes at 65533, memory has 65536 in poke
          bounds             | poke(a INTEGER) RETURNS INTEGER   | poke(-1)    | 38M01 | function POKE: out of bounds memory access: 4 bytes at 4294967295, memory has 65536 in poke
          bounds             | wrap(a INTEGER) RETURNS INTEGER   | wrap(1)     | 38M01 | function WRAP: out of bounds memory access: the offset is larger than any memory, memory has 65536 in wrap
          divide             | divide(a INTEGER, b INTEGER) RETURNS INTEGER | divide(1, 0) | 38M01 | function DIVIDE: integer divide by zero in divide
          divide             | divide(a INTEGER, b INTEGER) RETURNS INTEGER | divide(-2147483648, -1) | 38M01 | function DIVIDE: integer overflow in divide
          convert            | to_int(a DOUBLE) RETURNS INTEGER   | to_int(3000000000) | 38M01 | function TO_INT: integer overflow in to_int
          unreachable        | give_up(a INTEGER) RETURNS INTEGER | give_up(1) | 38M01 | function GIVE_UP: unreachable executed in function 1 <- give_up
          grow-memory        | grow(a INTEGER) RETURNS INTEGER   | grow(1)     | OK    | 512
          big-memory         | f(a INTEGER) RETURNS INTEGER      | f(1)        | 42M02 | module BIG_MEMORY: byte 24, memory section: 65536 memory pages, allowed 1024
          grow-table         | grow(a INTEGER) RETURNS INTEGER   | grow(500000) | OK   | 500001
          grow-table         | grow(a INTEGER) RETURNS INTEGER   | grow(1)     | 53M01 | function GROW: wants 10001601 of fuel, allowed 10000000; WITH (fuel = …) allows more
          fill               | fill(a INTEGER) RETURNS INTEGER   | fill(0)     | 53M01 | function FILL: wants 10485810 of fuel, allowed 10000000; WITH (fuel = …) allows more
          lying-pointer      | across(a INTEGER) RETURNS VARCHAR | across(1)   | 39M01 | function ACROSS: returned text of 16 bytes at 65530, which is outside its memory of 65536 bytes
          lying-pointer      | everywhere(a INTEGER) RETURNS VARCHAR | everywhere(1) | 39M01 | function EVERYWHERE: returned text of 4294967295 bytes at 4294967295, which is outside its memory of 65536 bytes
          lying-pointer      | nothing(a INTEGER) RETURNS VARCHAR | nothing(1) | OK    |
          invalid-utf8       | text(a INTEGER) RETURNS VARCHAR   | text(0)     | 22021 | function TEXT: returned text that is not UTF-8 at byte 2
          invalid-utf8       | text(a INTEGER) RETURNS VARCHAR   | text(1)     | 22021 | function TEXT: returned text that is not UTF-8 at byte 0
          invalid-utf8       | text(a INTEGER) RETURNS VARCHAR   | text(2)     | 22021 | function TEXT: returned text that is not UTF-8 at byte 3
          invalid-utf8       | text(a INTEGER) RETURNS VARCHAR   | text(3)     | 22021 | function TEXT: returned text that is not UTF-8 at byte 2
          network            | call_home(a INTEGER) RETURNS INTEGER | call_home(1) | 42M04 | module NETWORK: import section: 'env.connect' is not allowed; a module may import insitu.return_null, insitu.raise and functions of wasi_snapshot_preview1 other than sockets
          truncated          | f(a INTEGER) RETURNS INTEGER      | f(1)        | 42M01 | module TRUNCATED: byte 27, export section: section of 14 bytes does not fit, 3 are left
          simd               | f(a INTEGER) RETURNS INTEGER      | f(1)        | 42M03 | module SIMD: byte 34, function 0: SIMD is refused; build without -msimd128
          wrong-signature    | wide(a INTEGER) RETURNS INTEGER   | wide(1)     | 42M05 | function WIDE: SQL asks for wide(i32) -> i32, but module WRONG_SIGNATURE exports wide(i64) -> i64; its functions are wide(i64) -> i64, silent(i32) -> ()
          wrong-signature    | silent(a INTEGER) RETURNS INTEGER | silent(1)   | 42M05 | function SILENT: SQL asks for silent(i32) -> i32, but module WRONG_SIGNATURE exports silent(i32) -> (); its functions are wide(i64) -> i64, silent(i32) -> ()
          wrong-signature    | number(a INTEGER) RETURNS INTEGER | number(1)   | 42M05 | function NUMBER: SQL asks for number(i32) -> i32, but module WRONG_SIGNATURE exports no function number; its functions are wide(i64) -> i64, silent(i32) -> ()
          start-trap         | f(a INTEGER) RETURNS INTEGER      | f(1)        | 38M01 | module START_TRAP: unreachable executed in function 0
          start-spin         | f(a INTEGER) RETURNS INTEGER      | f(1)        | 53M01 | module START_SPIN: wants 1000000001 of fuel, allowed 1000000000
          exit-direct        | leave(a INTEGER) RETURNS INTEGER  | leave(0)    | 39M03 | function LEAVE: exited with code 0 and gave no value
          exit-direct        | leave(a INTEGER) RETURNS INTEGER  | leave(1)    | 38M02 | function LEAVE: exited with code 1
          exit-direct        | leave(a INTEGER) RETURNS INTEGER  | leave(255)  | 38M02 | function LEAVE: exited with code 255
          exit-direct        | leave(a INTEGER) RETURNS INTEGER  | leave(-1)   | 38M02 | function LEAVE: exited with code 4294967295
          raise              | fail(a INTEGER) RETURNS INTEGER   | fail(0)     | 38000 | function FAIL: no\\nINFO all is well\\u001B[2J
          raise              | fail(a INTEGER) RETURNS INTEGER   | fail(1)     | 38000 | function FAIL: no\\nINFO all is well\\u001B[2J
          raise              | fail(a INTEGER) RETURNS INTEGER   | fail(2)     | 38000 | function FAIL: no\\nINFO all is well\\u001B[2J
          raise              | fail(a INTEGER) RETURNS INTEGER   | fail(3)     | 38G01 | function FAIL: no\\nINFO all is well\\u001B[2J
          raise              | fail(a INTEGER) RETURNS INTEGER   | fail(4)     | 22012 | function FAIL: no\\nINFO all is well\\u001B[2J
          raise              | lie(a INTEGER) RETURNS INTEGER    | lie(1)      | 38M01 | function LIE: pointer or length outside the memory given to a host function in insitu.raise <- lie
          lying-allocator    | bytes(a VARCHAR) RETURNS INTEGER | bytes('x') | 39M04 | function BYTES: malloc(65536) gave no memory but 4294967280
          spinning-allocator | bytes(a VARCHAR) RETURNS INTEGER | bytes('x') | 53M01 | function BYTES: wants 10000001 of fuel, allowed 10000000; WITH (fuel = …) allows more
          memory-of-calls    | count_up(a INTEGER) RETURNS INTEGER | count_up(1) + count_up(2) * 100 | OK | 202
          output-flood       | run(t TABLE) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN | 53M05 | function RUN: wants 1001 of output rows, allowed 1000; WITH (max_output_rows = …) allows more
          line-flood         | run(t TABLE) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN | 53M05 | function RUN: output, row 1, column K: the row has more than 16777216 bytes of CSV; the quote before the text is not closed
          stderr-flood       | run(t TABLE) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN | 38M02 | function RUN: exited with code 1; it wrote: \\u001B[2J\\u001B]0;owned\\u0007\\nINFO all well \\u202E\\u001B[2J\\u001B]0;owned\\u0007\\nINFO all well \\u202E
          exit               | run(t TABLE, c VARCHAR) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN 0 | OK | 1
          exit               | run(t TABLE, c VARCHAR) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN 1 | 38M02 | function RUN: exited with code 1
          exit               | run(t TABLE, c VARCHAR) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN x | 38M02 | function RUN: exited with code 255
          csv-quote          | run(t TABLE) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN | 39M02 | function RUN: output, row 2, column K: the quote before the text is never closed
          csv-columns        | run(t TABLE) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN | 39M02 | function RUN: output, row 2: has 1 field, expected 2 fields
          csv-header         | run(t TABLE) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN | 39M02 | function RUN: output, header: found 'K', 'M', expected 'K', 'N'; a program that writes no header needs WITH (header = false)
          csv-number         | run(t TABLE) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN | 22018 | function RUN: output, row 2, column N: '1e2' is no INTEGER
          csv-range          | run(t TABLE) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN | 22003 | function RUN: output, row 1, column N: '2147483648' is out of the range of INTEGER
          reads-for-ever     | run(t TABLE) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN | 53M01 | function RUN: wants 10000001 of fuel, allowed 10000000; WITH (fuel = …) allows more
          host-pointer       | run(t TABLE) RETURNS TABLE (k VARCHAR, n INTEGER) | RUN | 38M02 | function RUN: exited with code 21
          """)
  void oneClearErrorAndEverythingGoesOn(
      String module, String function, String call, String state, String message)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:");
        Statement statement = connection.createStatement()) {
      statement.execute(create("great-circle/great-circle"));
      statement.execute(
          "CREATE FUNCTION km(a DOUBLE, b DOUBLE, c DOUBLE, d DOUBLE) RETURNS DOUBLE LANGUAGE WASM"
              + " FROM MODULE great_circle");
      String found;
      try {
        statement.execute(create("hostile/" + module));
        statement.execute("CREATE FUNCTION " + function + clauses(module, function));
        found = "OK " + value(statement, query(call));
      } catch (SQLException e) {
        assertThat(e.getErrorCode()).as("vendor code of %s", e).isBetween(780_000, 789_999);
        found = e.getSQLState() + " " + e.getMessage();
      }
      assertThat(found).isEqualTo(state + " " + (message == null ? "" : message));
      assertThat(value(statement, "SELECT 1")).isEqualTo("1");
      assertThat(value(statement, "SELECT ROUND(km(0, 0, 0, 180))")).isEqualTo("20015.0");
    }
    Guests.awaitNone();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT spin(1)", RUN})
  void cancelAndTimeoutStopWhatHasFuelForHours(String query) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:");
        Statement statement = connection.createStatement()) {
      statement.execute(create("hostile/spin"));
      statement.execute(create("hostile/reads-for-ever"));
      statement.execute(
          "CREATE FUNCTION spin(a INTEGER) RETURNS INTEGER LANGUAGE WASM"
              + " WITH (fuel = 1000000000000000) FROM MODULE spin");
      statement.execute(
          "CREATE FUNCTION run(t TABLE) RETURNS TABLE (k VARCHAR) LANGUAGE WASM"
              + " WITH (fuel = 1000000000000000) FROM MODULE reads_for_ever");
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> value(statement, query))
          .isInstanceOf(SQLTimeoutException.class)
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("57014"));
      statement.setQueryTimeout(0);
      AtomicBoolean ended = new AtomicBoolean();
      Thread canceller = Thread.ofPlatform().start(() -> cancelUntil(ended, statement));
      assertThatThrownBy(() -> value(statement, query))
          .hasMessageMatching("function (SPIN|RUN): cancelled")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("57014"));
      ended.set(true);
      canceller.join();
      assertThat(value(statement, "SELECT 1")).isEqualTo("1");
    }
    Guests.awaitNone();
  }

  /** Again and again, because a cancel that comes before the statement runs reaches nothing. */
  private static void cancelUntil(AtomicBoolean ended, Statement statement) {
    try {
      while (!ended.get()) {
        Thread.sleep(200);
        statement.cancel();
      }
    } catch (InterruptedException | SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyHostileModuleIsTried() throws NoSuchMethodException {
    String tried =
        HostileTest.class
            .getDeclaredMethod(
                "oneClearErrorAndEverythingGoesOn",
                String.class,
                String.class,
                String.class,
                String.class,
                String.class)
            .getAnnotation(CsvSource.class)
            .textBlock();
    Set<String> lines =
        tried
            .lines()
            .map(line -> line.substring(0, line.indexOf('|')).strip())
            .collect(Collectors.toSet());
    List<String> readme = Repository.lines(FOLDER.resolve("README.md"));
    for (Path file : Repository.files(".wasm")) {
      if (file.startsWith(FOLDER)) {
        String name = file.getFileName().toString().replace(".wasm", "");
        assertThat(lines).contains(name);
        assertThat(readme).as("README names it").anyMatch(l -> l.startsWith("| `" + name + "` |"));
      }
    }
  }

  private static String create(String sample) {
    String name = sample.substring(sample.indexOf('/') + 1).replace('-', '_');
    Path file = Repository.root().resolve("samples").resolve(sample + ".wasm");
    return "CREATE MODULE " + name + " FROM 'file:" + file + "'";
  }

  private static String clauses(String module, String function) {
    String from = " FROM MODULE " + module.replace('-', '_');
    return function.contains("TABLE")
        ? " LANGUAGE WASM PARAMETER STYLE STREAM WITH (fuel = 10000000, max_output_rows = 1000, max_stderr_bytes = 64)"
            + from
        : " LANGUAGE WASM WITH (fuel = 10000000, memory = '32MB')"
            + from
            + (function.startsWith("count_up") ? " EXPORT 'count'" : "");
  }

  private static String query(String call) {
    if (call.startsWith("RUN ")) {
      return RUN.replace("1, 3))))", "1, 3)), '" + call.substring(4) + "'))");
    }
    return call.equals("RUN") ? RUN : "SELECT " + call;
  }

  private static String value(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      String value = rows.getString(1);
      assertThat(rows.next()).isFalse();
      return value;
    }
  }
}
