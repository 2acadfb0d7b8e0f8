package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.option.NumericOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A call may use what the smallest of function, session and server allows: for every field and
 * every one of them, what is needed suffices, one less does not, and the error says who can help.
 */
final class LimitLevelsTest {
  private static int databases;

  private final Map<String, String> properties = new TreeMap<>();
  private String url = "";
  private Connection keeper;

  @BeforeEach
  void openDatabase() throws SQLException {
    url = "jdbc:insitu:h2:mem:levels" + databases++;
    keeper = DriverManager.getConnection(url);
  }

  @AfterEach
  void closeDatabase() throws SQLException {
    properties.keySet().forEach(System::clearProperty);
    keeper.close();
  }

  /** Where a limit is set, and what errors say of it. */
  private enum Level {
    FUNCTION("WITH (%s = …) allows more"),
    SESSION("SET insitu.%s = … allows more"),
    CONNECTION("SET insitu.%s = … allows more"),
    SERVER("the server's %s allows no more");

    private final String remedy;

    Level(String remedy) {
      this.remedy = remedy;
    }

    String remedy(NumericOption option) {
      return remedy.formatted(this == SERVER ? option.serverProperty() : option.key());
    }
  }

  /** A field, what needs so much of it, and what comes of one less; {@code %s} is the remedy. */
  private enum Field {
    FUEL("divide", "divide(a INTEGER, b INTEGER)", 6, "SELECT divide(6, 3)", "2") {
      @Override
      String less() {
        return "53M01 function DIVIDE: wants 6 of fuel, allowed 5; %s";
      }
    },
    MEMORY("grow-nothing", "grow(a INTEGER)", 6 * 65_536, "SELECT grow(5)", "1") {
      @Override
      String less() {
        return "-1";
      }
    },
    STACK_DEPTH("divide", "divide(a INTEGER, b INTEGER)", 20, "SELECT divide(6, 3)", "2") {
      @Override
      String less() {
        return "53M03 function DIVIDE: wants 20 of stack depth, allowed 19; %s";
      }
    },
    TABLE_ENTRIES("keeps", "of_entries(a INTEGER)", 3, "SELECT of_entries(5)", "2") {
      @Override
      String less() {
        return "-1";
      }
    },
    MAX_OUTPUT_ROWS("writes-first", "run(t TABLE)", 20_000, Field.RUN, "20000") {
      @Override
      String less() {
        return "53M05 function RUN: wants 20000 of output rows, allowed 19999; %s";
      }
    },
    MAX_OUTPUT_BYTES("writes-first", "run(t TABLE)", 80_004, Field.RUN, "20000") {
      @Override
      String less() {
        return "53M05 function RUN: wants 80004 of output bytes, allowed 80003; %s";
      }
    },
    MAX_STDERR_BYTES(
        "stderr-flood",
        "run(t TABLE)",
        3,
        Field.RUN,
        "38M02 function RUN: exited with code 1; it wrote: \\u202E") {
      @Override
      String less() {
        // The rest of the last character.
        return "38M02 function RUN: exited with code 1";
      }
    };

    private static final String RUN = "SELECT COUNT(*) FROM TABLE(run(TABLE(SELECT 1 AS n)))";

    private final String module;
    private final String function;
    private final long need;
    private final String query;
    private final String enough;

    Field(String module, String function, long need, String query, String enough) {
      this.module = module;
      this.function = function;
      this.need = need;
      this.query = query;
      this.enough = enough;
    }

    abstract String less();

    NumericOption option() {
      return NumericOption.valueOf(name());
    }
  }

  static Stream<Arguments> everyFieldAtEveryLevel() {
    return Arrays.stream(Field.values())
        .flatMap(f -> Arrays.stream(Level.values()).map(l -> Arguments.of(f, l)));
  }

  @Test
  void noFieldIsMissing() {
    assertThat(Stream.concat(Arrays.stream(Field.values()).map(Field::option), Stream.of(TIMEOUT)))
        .containsExactlyInAnyOrder(NumericOption.values());
  }

  private static final NumericOption TIMEOUT = NumericOption.TIMEOUT;

  @ParameterizedTest
  @MethodSource("everyFieldAtEveryLevel")
  void whatIsNeededSufficesAndOneLessDoesNot(Field field, Level level) throws SQLException {
    NumericOption option = field.option();
    // Of standard error more is shown the more is allowed; of everything else enough is enough.
    long more = field == Field.MAX_STDERR_BYTES ? field.need : field.need + 1;
    for (long value : new long[] {more, field.need, field.need - 1}) {
      String expected =
          value >= field.need ? field.enough : field.less().formatted(level.remedy(option));
      assertThat(end(field.module, field.function, field.query, option, level, "" + value))
          .as("%s = %d by %s", option.key(), value, level)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theTimeLimitStopsWhatDoesNotEndAndNothingElse(Level level) throws SQLException {
    String query = "SELECT spin(1)";
    assertThat(end("spin", "spin(a INTEGER)", query, TIMEOUT, level, "20ms"))
        .isEqualTo(
            "57014 function SPIN: stopped by the time limit of 20 ms for a call (not"
                + " deterministic); "
                + level.remedy(TIMEOUT));
    String divide = "divide(a INTEGER, b INTEGER)";
    assertThat(end("divide", divide, "SELECT divide(6, 3)", TIMEOUT, level, "1h")).isEqualTo("2");
  }

  /** Runs a query where one limit is set at one level. */
  private String end(
      String module, String function, String query, NumericOption option, Level level, String value)
      throws SQLException {
    create(module, function, level == Level.FUNCTION ? option.key() + " = '" + value + "'" : "");
    try (Connection connection = open(option, level, value);
        Statement statement = connection.createStatement()) {
      if (level == Level.SESSION) {
        statement.execute("SET insitu." + option.key() + " = '" + value + "'");
      }
      return answer(statement, query);
    }
  }

  private void create(String module, String function, String options) throws SQLException {
    String returns = function.startsWith("run") ? "TABLE (k VARCHAR, n INTEGER)" : "INTEGER";
    try (Statement statement = keeper.createStatement()) {
      statement.execute(
          "CREATE OR REPLACE MODULE "
              + module.replace('-', '_')
              + " FROM 'file:"
              + Attack.FOLDER.resolve(module + ".wasm")
              + "'");
      statement.execute(
          "CREATE OR REPLACE FUNCTION "
              + function
              + " RETURNS "
              + returns
              + " LANGUAGE WASM "
              + (options.isEmpty() ? "" : "WITH (" + options + ") ")
              + "FROM MODULE "
              + module.replace('-', '_'));
    }
  }

  private Connection open(NumericOption option, Level level, String value) throws SQLException {
    return switch (level) {
      case FUNCTION, SESSION -> DriverManager.getConnection(url);
      case CONNECTION -> DriverManager.getConnection(url + ";insitu." + option.key() + "=" + value);
      case SERVER -> {
        server(option.serverProperty(), value);
        yield DriverManager.getConnection(url);
      }
    };
  }

  private void server(String property, String value) {
    properties.put(property, value);
    System.setProperty(property, value);
  }

  private static String answer(Statement statement, String query) {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getObject(1)) : "no row";
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage();
    }
  }

  private static String failure(Statement statement, String sql) {
    try {
      statement.execute(sql);
      return "did not fail";
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage();
    }
  }

  /** Every order of three limits of which one is too small, and every two of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "5 6 7 | WITH (fuel = …) allows more",
        "5 7 6 | WITH (fuel = …) allows more",
        "6 5 7 | SET insitu.fuel = … allows more",
        "7 5 6 | SET insitu.fuel = … allows more",
        "7 6 5 | the server's insitu.max.fuel allows no more",
        "6 7 5 | the server's insitu.max.fuel allows no more",
        "5 5 6 | WITH (fuel = …) and SET insitu.fuel = … allow more",
        "5 6 5 | the server's insitu.max.fuel allows no more",
        "6 5 5 | the server's insitu.max.fuel allows no more",
        "5 5 5 | the server's insitu.max.fuel allows no more",
        "6 6 6 |"
      })
  void theSmallestOfAllWins(String line) throws SQLException {
    String[] parts = line.split("\\|", -1);
    String[] values = parts[0].strip().split(" ");
    create("divide", "divide(a INTEGER, b INTEGER)", "fuel = " + values[0]);
    // A session that was opened before the server's limit may choose more than that limit.
    server("insitu.max.fuel", values[2]);
    int session = Math.min(Integer.parseInt(values[1]), Integer.parseInt(values[2]));
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("SET insitu.fuel = " + session);
      assertThat(answer(statement, "SELECT divide(6, 3)"))
          .isEqualTo(
              parts[1].isBlank()
                  ? "2"
                  : "53M01 function DIVIDE: wants 6 of fuel, allowed 5; " + parts[1].strip());
    }
  }

  @Test
  void setIsOneLineWhenItIsWrong() throws SQLException {
    server("insitu.max.fuel", "1000");
    server("insitu.max.memory", "16MB");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      assertThat(failure(statement, "SET insitu.fuel = 1001"))
          .isEqualTo(
              "42M08 SET insitu.fuel is '1001'; allowed is a number from 1 to 1000, which the"
                  + " server's insitu.max.fuel says");
      assertThat(failure(statement, "SET insitu.memory = '1GB'"))
          .isEqualTo(
              "42M08 SET insitu.memory is '1GB'; allowed is a number from '64KB' to '16MB', with"
                  + " KB, MB, GB, TB or none, which the server's insitu.max.memory says");
      assertThat(failure(statement, "SET insitu.timeout = '1 day'"))
          .isEqualTo(
              "42M08 SET insitu.timeout is '1 day'; allowed is a number from 0 to '1h', with ms, s,"
                  + " min, h or none");
      assertThat(failure(statement, "SET insitu.speed = 11"))
          .isEqualTo(
              "42M08 there is no setting insitu.speed; there are record, fuel, memory, timeout,"
                  + " stack_depth, table_entries, max_output_rows, max_output_bytes,"
                  + " max_stderr_bytes");
      assertThat(failure(statement, "RESET insitu.speed")).startsWith("42M08 there is no setting ");
      assertThat(failure(statement, "SET insitu.fuel"))
          .isEqualTo(
              "42601 line 1, column 16: expected a number, a text in quotes such as '16MB', or"
                  + " DEFAULT, found the end");
      assertThat(failure(statement, "SET insitu.fuel = -1")).startsWith("42601 line 1, column 19");
      assertThat(failure(statement, "SET insitu.fuel = 1000")).isEqualTo("did not fail");
      for (String good :
          new String[] {"SET insitu.fuel TO DEFAULT", "RESET insitu.fuel", "RESET insitu.all"}) {
        assertThat(failure(statement, good)).isEqualTo("did not fail");
      }
    }
  }

  @Test
  void aConnectionIsNotOpenedWithALimitThatIsWrong() {
    server("insitu.max.fuel", "1000");
    assertThat(opening(url + ";insitu.fuel=1001"))
        .isEqualTo(
            "08001 connection property insitu.fuel is '1001'; allowed is a number from 1 to 1000,"
                + " which the server's insitu.max.fuel says");
    assertThat(opening(url + ";insitu.timeout=x"))
        .startsWith("08001 connection property insitu.timeout is 'x'; allowed is a number from 0");
  }

  /** A limit that nobody understands must not count as none. */
  @Test
  void noConnectionIsOpenedWhenTheServersLimitsCannotBeRead() {
    server("insitu.max.fuel", "1e3");
    assertThat(opening(url))
        .isEqualTo(
            "42M08 system property insitu.max.fuel is '1e3'; allowed is a number from 1 to"
                + " 1000000000000000");
    server("insitu.max.fuel", "1000");
    server("insitu.max.feul", "1000");
    assertThat(opening(url))
        .startsWith("42M08 system property insitu.max.feul is unknown; known are insitu.max.fuel,");
    System.clearProperty("insitu.max.feul");
    server("insitu.max.total_memory", "1KB");
    assertThat(opening(url))
        .isEqualTo(
            "42M08 system property insitu.max.total_memory is '1KB'; allowed is a number from"
                + " '1MB' to '1TB', with KB, MB, GB, TB or none");
  }

  private static String opening(String url) {
    try (Connection connection = DriverManager.getConnection(url)) {
      return "opened " + connection.getCatalog();
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage();
    }
  }

  /** A session that has no insitu of its own, of a user with no rights but to connect. */
  @Test
  void theServersLimitHoldsForPlainSessionsToo() throws SQLException {
    create("divide", "divide(a INTEGER, b INTEGER)", "");
    try (Statement statement = keeper.createStatement()) {
      statement.execute("CREATE USER guest PASSWORD 'g'");
    }
    server("insitu.max.fuel", "5");
    String plain = url.replace("jdbc:insitu:", "jdbc:");
    try (Connection connection = DriverManager.getConnection(plain, "guest", "g");
        Statement statement = connection.createStatement()) {
      String stopped =
          "function DIVIDE: wants 6 of fuel, allowed 5; the server's insitu.max.fuel allows no"
              + " more";
      assertThat(answer(statement, "SELECT divide(6, 3)")).contains(stopped);
      assertThat(failure(statement, "CALL insitu.set_limit('fuel', '6')"))
          .contains("SET insitu.fuel is '6'; allowed is a number from 1 to 5");
      String settings = "SELECT setting || ' ' || origin FROM insitu.settings WHERE name = 'fuel'";
      assertThat(answer(statement, settings)).isEqualTo("5 SERVER");
      assertThat(failure(statement, "CALL insitu.set_limit('fuel', '4')"))
          .isEqualTo("did not fail");
      assertThat(answer(statement, settings)).isEqualTo("4 SESSION");
      assertThat(answer(statement, "SELECT divide(6, 3)"))
          .contains("allowed 4; SET insitu.fuel = … allows more");
      assertThat(failure(statement, "SELECT insitu.set_limit('fuel', '3')"))
          .startsWith("0A000 limits are set by CALL insitu.set_limit alone");
      assertThat(answer(statement, settings)).isEqualTo("4 SESSION");
      assertThat(failure(statement, "CALL insitu.set_limit('fuel', NULL)"))
          .isEqualTo("did not fail");
      assertThat(answer(statement, "SELECT divide(6, 3)")).contains(stopped);
    }
  }

  @Test
  void preparedStatementsFollowTheSession() throws SQLException {
    create("divide", "divide(a INTEGER, b INTEGER)", "");
    create("writes-first", "run(t TABLE)", "");
    String table = "SELECT COUNT(*) FROM TABLE(run(TABLE(SELECT CAST(? AS INTEGER) AS n)))";
    try (Connection connection = DriverManager.getConnection(url + ";insitu.fuel=100000000");
        Statement statement = connection.createStatement();
        PreparedStatement scalar = connection.prepareStatement("SELECT divide(?, 3)");
        PreparedStatement rows = connection.prepareStatement(table)) {
      scalar.setInt(1, 6);
      rows.setInt(1, 1);
      List<String> seen = new ArrayList<>();
      for (String set :
          new String[] {
            "SET insitu.fuel = 5",
            "SET insitu.fuel = 6",
            "SET insitu.fuel TO DEFAULT",
            "SET insitu.max_output_rows = 7",
            "RESET insitu.max_output_rows",
            "SET insitu.fuel = 5",
            "RESET insitu.all"
          }) {
        statement.execute(set);
        seen.add(set + ": " + answer(scalar) + ", " + answer(rows));
      }
      assertThat(seen)
          .containsExactly(
              "SET insitu.fuel = 5: 53M01 5, 53M01 5",
              "SET insitu.fuel = 6: 2, 53M01 6",
              "SET insitu.fuel TO DEFAULT: 2, 20000",
              "SET insitu.max_output_rows = 7: 2, 53M05 7",
              "RESET insitu.max_output_rows: 2, 20000",
              "SET insitu.fuel = 5: 53M01 5, 53M01 5",
              "RESET insitu.all: 2, 20000");
    }
  }

  private static String answer(PreparedStatement statement) {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getString(1) : "no row";
    } catch (SQLException e) {
      return e.getSQLState() + e.getMessage().replaceAll(".* allowed ([0-9]+);.*", " $1");
    }
  }

  /** What a session chooses is its own, and a limit that is not reached changes nothing. */
  @Test
  void aSessionsLimitsAreItsOwnAndChangeNothingUnlessReached() throws SQLException {
    create("keeps", "of_pages(a INTEGER)", "");
    Map<NumericOption, String> large = new EnumMap<>(NumericOption.class);
    for (NumericOption option : NumericOption.values()) {
      large.put(option, String.valueOf(option.maximum()));
    }
    String query = "SELECT LISTAGG(of_pages(x), '') FROM SYSTEM_RANGE(1, 5)";
    String stats = "SELECT fuel FROM insitu.function_stats";
    try (Connection one = DriverManager.getConnection(url);
        Connection other = DriverManager.getConnection(url);
        Statement first = one.createStatement();
        Statement second = other.createStatement()) {
      String answer = answer(first, query);
      long fuel = Long.parseLong(answer(first, stats));
      for (Map.Entry<NumericOption, String> limit : large.entrySet()) {
        second.execute(
            "SET insitu."
                + limit.getKey().key().toUpperCase(Locale.ROOT)
                + " = '"
                + limit.getValue()
                + "'");
        long before = Long.parseLong(answer(first, stats));
        assertThat(answer(second, query)).as(limit.getKey().key()).isEqualTo(answer);
        assertThat(Long.parseLong(answer(first, stats)) - before)
            .as("fuel under %s", limit.getKey().key())
            .isEqualTo(fuel);
      }
      assertThat(failure(second, "CALL insitu.set_limit('fuel', '7')"))
          .isEqualTo("0A000 this connection has SET insitu.fuel = …");
      second.execute("SET insitu.fuel = 1");
      assertThat(answer(second, query)).startsWith("53M01 ");
      assertThat(answer(first, query)).isEqualTo(answer);
    }
  }

  /** What CREATE starts to see whether it starts is held to the same limits. */
  @Test
  void createIsHeldToTheSameLimits() throws SQLException {
    server("insitu.max.memory", "64KB");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      assertThat(
              failure(
                  statement,
                  "CREATE MODULE types FROM 'file:"
                      + Repository.root().resolve("sql-tests/src/test/resources/modules/types.wasm")
                      + "'"))
          .isEqualTo("did not fail");
      assertThat(failure(statement, "CREATE MODULE two AS X'0061736d010000000503010002'"))
          .isEqualTo(
              "53M02 module TWO: wants 2 of memory, allowed 1; the server's insitu.max.memory"
                  + " allows no more");
    }
  }
}
