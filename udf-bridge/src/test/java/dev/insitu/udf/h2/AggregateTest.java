package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.call.LiveGuests;
import dev.insitu.udf.h2.Databases.Database;
import dev.insitu.udf.h2.Databases.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Aggregates in every position of a statement, and what their guests may do to others. */
final class AggregateTest {
  @TempDir private static Path folder;
  private Functions db;

  @BeforeEach
  void open() throws SQLException {
    db = Functions.open(Functions.memory());
    create(db);
  }

  private static void create(Functions db) throws SQLException {
    db.module("aggregate");
    db.run(
        aggregate("total(v BIGINT) RETURNS BIGINT"),
        aggregate("pair(v BIGINT, w BIGINT) RETURNS BIGINT"),
        aggregate("present(v BIGINT) RETURNS BIGINT CALLED ON NULL INPUT"),
        aggregate("glue(v VARCHAR) RETURNS VARCHAR"),
        "CREATE TABLE t (g INTEGER, k INTEGER, s VARCHAR(10))",
        "INSERT INTO t VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 3, 'c'), (2, 3, 'd'), (3, NULL, NULL)");
  }

  private static String aggregate(String signature) {
    return "CREATE AGGREGATE FUNCTION " + signature + " LANGUAGE WASM FROM MODULE aggregate";
  }

  @AfterEach
  void close() throws Exception {
    db.close();
    LiveGuests.awaitNone();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT total(k) FROM t                                                | 9
          SELECT total(k) FROM t WHERE k > 5                                    | 0
          SELECT g, total(k) FROM t GROUP BY g ORDER BY g                       | 1 3,2 6,3 0
          SELECT g FROM t GROUP BY g HAVING total(k) > 0 ORDER BY total(k) DESC | 2,1
          SELECT total(DISTINCT k) FROM t                                       | 6
          SELECT pair(DISTINCT g, k) FROM t WHERE k IS NOT NULL                 | 9
          SELECT total(k) FILTER (WHERE s <> 'b'), total(k) FROM t              | 7 9
          SELECT total(DISTINCT k) FILTER (WHERE g = 2) FROM t                  | 3
          SELECT g, total(k), SUM(k), pair(g, k), COUNT(*) FROM t GROUP BY g ORDER BY g | 1 3 3 3 2,2 6 6 12 2,3 0 null 0 1
          SELECT present(k) FROM t                                              | 5004
          SELECT glue(s) FROM (SELECT s FROM t ORDER BY s DESC)               | dcba
          SELECT glue(DISTINCT s) FROM t                                      | abcd
          SELECT g, glue(s) FROM t GROUP BY g ORDER BY g                      | 1 ab,2 cd,3 null
          SELECT total(total) FROM (SELECT total(k) AS total FROM t GROUP BY g) | 9
          SELECT total(k + g) + 1 FROM t                                        | 16
          SELECT a.g, (SELECT total(b.k) FROM t b WHERE b.g = a.g) FROM t a WHERE a.k < 3 ORDER BY 1 | 1 3,1 3
          SELECT k FROM t WHERE k = (SELECT total(k) FROM t WHERE g = 1)        | 3,3
          WITH h AS (SELECT g, total(k) AS s FROM t GROUP BY g) SELECT s FROM h WHERE g = 2 | 6
          SELECT total(k) FROM t UNION ALL SELECT total(g) FROM t               | 9,9
          SELECT total('12') FROM t WHERE g = 1                                 | 24
          SELECT total(2.5) FROM t WHERE g = 1                                  | 6
          SELECT k, total(k) OVER (PARTITION BY g) FROM t ORDER BY k, s         | null 0,1 3,2 3,3 6,3 6
          SELECT k, total(k) OVER (ORDER BY k) FROM t ORDER BY k, s             | null 0,1 1,2 3,3 9,3 9
          SELECT k, total(k) OVER (ORDER BY k ROWS UNBOUNDED PRECEDING) FROM t WHERE k < 3 ORDER BY k | 1 1,2 3
          SELECT x, total(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM SYSTEM_RANGE(1, 4) | 1 1,2 3,3 5,4 7
          SELECT x, total(x) OVER (ORDER BY x ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM SYSTEM_RANGE(1, 4) | 1 10,2 9,3 7,4 4
          SELECT x, total(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW) FROM SYSTEM_RANGE(1, 4) | 1 2,2 4,3 6,4 3
          SELECT x, total(x) FILTER (WHERE x > 2) OVER (ORDER BY x RANGE BETWEEN 2 PRECEDING AND CURRENT ROW) FROM SYSTEM_RANGE(1, 4) | 1 0,2 0,3 3,4 7
          SELECT g, total(total(k)) OVER (ORDER BY g) FROM t GROUP BY g ORDER BY g | 1 3,2 9,3 9
          """)
  void queries(String sql, String expected) throws SQLException {
    assertThat(db.query(sql)).containsExactly(expected.split(","));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyKindOfDatabase(Kind kind) throws Exception {
    try (Database database = Databases.open(kind, folder)) {
      try (Functions on = Functions.on(database.connect())) {
        create(on);
        on.run("CREATE VIEW v AS SELECT g, total(k) AS s FROM t GROUP BY g");
        assertThat(on.query("SELECT g, s FROM v ORDER BY g")).containsExactly("1 3", "2 6", "3 0");
        on.fails("SELECT total(k, g) FROM t", "42883", "function TOTAL: takes 1 argument, not 2");
      }
      // Somebody who knows nothing of insitu, and somebody who does.
      try (Connection plain = database.connect()) {
        assertThat(Databases.query(plain, "SELECT s FROM v WHERE g = 2")).containsExactly("6");
      }
      try (Functions on = Functions.on(database.connect())) {
        assertThat(on.query("SELECT s FROM v WHERE g = 1")).containsExactly("3");
      }
    }
  }

  @Test
  void aDatabaseThatIsOpenedAgainHasViewsOverAggregates() throws Exception {
    String url = "jdbc:h2:" + folder.resolve("again");
    try (Functions first = Functions.open(url)) {
      create(first);
      first.run("CREATE VIEW v AS SELECT g, total(k) AS s FROM t GROUP BY g");
    }
    try (Connection plain = Functions.plain(url)) {
      assertThat(Databases.query(plain, "SELECT s FROM v WHERE g = 2")).containsExactly("6");
    }
    try (Functions second = Functions.open(url)) {
      assertThat(second.query("SELECT SUM(s) FROM v")).containsExactly("9");
      second.fails(
          "DROP AGGREGATE FUNCTION total",
          "2BP01",
          "function TOTAL is needed by PUBLIC.V; drop them first");
      second.run("DROP VIEW v", "DROP AGGREGATE FUNCTION total");
      assertThat(second.query("SELECT routine_name FROM insitu.functions ORDER BY 1"))
          .containsExactly("GLUE", "PAIR", "PRESENT");
      assertThat(second.error("SELECT total(k) FROM t").getErrorCode()).isEqualTo(90022);
    }
  }

  @Test
  void changesOfRows() throws SQLException {
    db.run(
        "CREATE TABLE u AS SELECT g, total(k) AS s FROM t GROUP BY g",
        "UPDATE u SET s = (SELECT total(k) FROM t WHERE t.g <= u.g)",
        "DELETE FROM u WHERE s = (SELECT total(k) FROM t WHERE g = 1)",
        "INSERT INTO u SELECT 7, total(k) FROM t");
    assertThat(db.query("SELECT g, s FROM u ORDER BY g")).containsExactly("2 9", "3 9", "7 9");
  }

  @Test
  void preparedStatementsAndReplacement() throws SQLException {
    try (PreparedStatement statement =
        db.connection.prepareStatement("SELECT total(k + ?) FROM t WHERE g = 1")) {
      statement.setInt(1, 10);
      assertThat(one(statement)).isEqualTo(23);
      assertThat(one(statement)).isEqualTo(23);
      db.run(
          "CREATE OR REPLACE AGGREGATE FUNCTION total(v BIGINT) RETURNS BIGINT LANGUAGE WASM"
              + " CALLED ON NULL INPUT FROM MODULE aggregate AS 'present'");
      assertThat(one(statement)).isEqualTo(2002);
      db.run(
          "CREATE OR REPLACE AGGREGATE FUNCTION total(v VARCHAR) RETURNS VARCHAR LANGUAGE WASM"
              + " FROM MODULE aggregate AS 'glue'");
      assertThat(db.value("SELECT total(k) FROM t WHERE g = 1")).isEqualTo("12");
    }
  }

  private static long one(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void anAggregateBecomesAFunctionAndBack() throws SQLException {
    db.module("direct");
    db.run(
        "CREATE OR REPLACE FUNCTION total(a INTEGER, b INTEGER) RETURNS INTEGER"
            + " FROM MODULE direct EXPORT 'div'");
    assertThat(db.query("SELECT total(k, 2) FROM t WHERE g = 2")).containsExactly("1", "1");
    db.fails(
        "DROP AGGREGATE FUNCTION total",
        "42883",
        "function TOTAL: is no aggregate; use DROP FUNCTION");
    db.run(
        "CREATE OR REPLACE AGGREGATE FUNCTION total(v BIGINT) RETURNS BIGINT"
            + " FROM MODULE aggregate");
    assertThat(db.query("SELECT total(k) FROM t")).containsExactly("9");
    db.run("DROP FUNCTION total(BIGINT)");
    db.fails(
        "DROP AGGREGATE FUNCTION total",
        "42883",
        "function TOTAL: does not exist in schema PUBLIC");
    db.run("DROP AGGREGATE FUNCTION IF EXISTS total");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          half(v BIGINT) RETURNS BIGINT | 42M05 | SQL asks for half_finish(i32, i32) -> i64, but module AGGREGATE exports no function half_finish
          odd(v BIGINT) RETURNS BIGINT | 42M05 | SQL asks for odd_merge(i32, i32, i32, i32) -> i64, but module AGGREGATE exports odd_merge(i32, i32) -> i64
          total(v INTEGER) RETURNS BIGINT | 42M05 | SQL asks for total_accumulate(i32, i32, i32) -> i64, but module AGGREGATE exports total_accumulate(i32, i32, i64) -> i64
          total(v BIGINT) RETURNS DOUBLE | 42M05 | SQL asks for total_finish(i32, i32) -> f64, but module AGGREGATE exports total_finish(i32, i32) -> i64
          huge(v BIGINT) RETURNS BIGINT | 53M02 | huge_init gave a state of 2147483647 bytes, allowed 65536; WITH (max_state_bytes = …) allows more
          total() RETURNS BIGINT | 0A000 | an aggregate has one parameter or more
          total(v BIGINT) RETURNS TABLE (s BIGINT) | 0A000 | an aggregate returns one value and no TABLE
          total(v TABLE) RETURNS BIGINT | 0A000 | parameter V is a table, which needs style STREAM
          total(v UUID) RETURNS BIGINT | 0A000 | parameter V is UUID, which an aggregate does not take; declare VARCHAR and cast
          """)
  void refusedAtCreate(String signature, String state, String message) {
    String name = signature.substring(0, signature.indexOf('('));
    SQLException error =
        db.error(
            aggregate(signature).replace("CREATE", "CREATE OR REPLACE")
                + (name.equals("total") ? "" : " AS '" + name + "'"));
    assertThat(error.getMessage()).startsWith("function " + name.toUpperCase() + ": " + message);
    assertThat(error.getSQLState()).isEqualTo(state);
  }

  @Test
  void refusedByTheGrammar() {
    db.fails(
        aggregate("f(v BIGINT) RETURNS BIGINT") + " EXPORT 'total'",
        "42601",
        "line 1, column 90: expected AS '<what its exports begin with>', found EXPORT");
    db.fails(
        aggregate("total(v BIGINT) RETURNS BIGINT"),
        "42723",
        "function TOTAL: exists already in schema PUBLIC; use CREATE OR REPLACE AGGREGATE FUNCTION");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          trap    | 38M01 | row 2 of its group: integer divide by zero in trap_accumulate
          spin    | 53M01 | row 1 of its group: wants 1000001 of fuel, allowed 1000000; WITH (fuel = …) allows more
          lie     | 53M02 | row 1 of its group: lie_accumulate gave a state of 4294967295 bytes, allowed 65536; WITH (max_state_bytes = …) allows more
          outside | 39M01 | row 1 of its group: returned bytes of 8 bytes at 131068, which is outside its memory of 131072 bytes
          none    | 39M03 | row 1 of its group: none_accumulate gave NULL and no state
          late    | 38M01 | result of a group of 3 rows: unreachable executed in late_finish
          """)
  void hostileGuests(String name, String state, String message) throws SQLException {
    db.run(aggregate(name + "(v BIGINT) RETURNS BIGINT") + " WITH (fuel = 1000000)");
    String sql = "SELECT %s(x) FROM (VALUES (5), (0), (5)) AS v (x)".formatted(name);
    db.fails(sql, state, "function " + name.toUpperCase() + ", " + message);
    assertThat(db.query("SELECT total(k) FROM t")).containsExactly("9");
  }

  @Test
  void groupsSeeNothingOfEachOther() throws SQLException {
    db.run(
        aggregate("global(v BIGINT) RETURNS BIGINT"),
        aggregate("peek(v BIGINT) RETURNS BIGINT"),
        aggregate("memory(v BIGINT) RETURNS BIGINT"));
    assertThat(
            db.query(
                "SELECT global(x), peek(x), memory(x) FROM SYSTEM_RANGE(1, 100)"
                    + " GROUP BY MOD(x, 3)"))
        .containsExactly("1 0 2", "1 0 2", "1 0 2");
  }

  @Test
  void statesHaveABoundForEachAndForAll() throws SQLException {
    db.run(
        aggregate("wide(v BIGINT) RETURNS BIGINT")
            + " WITH (max_state_bytes = 1000, max_total_state_bytes = 10000)");
    String grouped =
        "SELECT COUNT(*) FROM (SELECT wide(%d) FROM SYSTEM_RANGE(1, %d)"
            + " GROUP BY MOD(x, 1000))";
    assertThat(db.query(grouped.formatted(1000, 10))).containsExactly("10");
    db.fails(
        grouped.formatted(1001, 1),
        "53M02",
        "function WIDE, row 1 of its group: wide_accumulate gave a state of 1001 bytes, allowed"
            + " 1000; WITH (max_state_bytes = …) allows more");
    for (int i = 0; i < 3; i++) {
      db.fails(
          grouped.formatted(1000, 11),
          "53M02",
          "function WIDE, row 1 of its group: wants 11000 bytes for the states of its groups,"
              + " allowed 10000; WITH (max_total_state_bytes = …) allows more");
      assertThat(db.query(grouped.formatted(1000, 10))).containsExactly("10");
    }
    // The frames of a window come one behind the other.
    assertThat(
            db.query(
                "SELECT COUNT(*) FROM (SELECT wide(1000) OVER (ORDER BY x ROWS BETWEEN 2"
                    + " PRECEDING AND 1 PRECEDING) FROM SYSTEM_RANGE(1, 100))"))
        .containsExactly("100");
  }

  @Test
  void statesMayBeLargerThanValuesOfH2() throws SQLException {
    db.run(aggregate("much(v VARCHAR) RETURNS BIGINT") + " WITH (max_state_bytes = '4MB')");
    String sql = "SELECT much(REPEAT('x', 1000000)) FROM SYSTEM_RANGE(1, %d)";
    assertThat(db.value(sql.formatted(4))).isEqualTo("4000000");
    db.fails(
        sql.formatted(5),
        "53M02",
        "function MUCH, row 5 of its group: much_accumulate gave a state of 5000000 bytes, allowed"
            + " 4194304; WITH (max_state_bytes = …) allows more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " OVER (ORDER BY x ROWS BETWEEN 5000 PRECEDING AND 1 PRECEDING)"})
  void timeLimitStopsEvenWhereH2DoesNotLook(String window) throws SQLException {
    try (PreparedStatement statement =
        db.connection.prepareStatement(
            "SELECT total(x)%s FROM SYSTEM_RANGE(1, 1000000000)"
                .formatted(window)
                .replace("1000000000", window.isEmpty() ? "1000000000" : "100000"))) {
      statement.setQueryTimeout(1);
      SQLException error =
          db.session.translate(
              org.assertj.core.api.Assertions.catchThrowableOfType(
                  SQLException.class, statement::executeQuery));
      assertThat(error.getSQLState()).isIn("57014");
    }
    assertThat(db.query("SELECT total(k) FROM t")).containsExactly("9");
  }

  @Test
  void catalogAndStatistics() throws SQLException {
    db.query("SELECT total(k) FROM t");
    assertThat(
            db.query(
                "SELECT parameter_style, external_name, is_null_call FROM insitu.functions"
                    + " ORDER BY routine_name"))
        .containsExactly(
            "AGGREGATE glue NO",
            "AGGREGATE pair NO",
            "AGGREGATE present YES",
            "AGGREGATE total NO");
    // One first state, four rows, one result.
    assertThat(db.query("SELECT calls FROM insitu.function_stats WHERE routine_name = 'TOTAL'"))
        .containsExactly("6");
  }

  @Test
  void replacedModulesAreHeldAgainstEveryExport() throws SQLException {
    SQLException error = db.error("CREATE OR REPLACE MODULE aggregate FROM 'file:direct.wasm'");
    assertThat(error.getMessage())
        .contains("_init() -> i64, but module AGGREGATE exports no function ");
    assertThat(error.getSQLState()).isEqualTo("42M05");
    assertThat(db.query("SELECT total(k) FROM t")).containsExactly("9");
  }

  @Test
  void allRowsOfADatabaseInOneList() throws SQLException {
    assertThat(db.query("SELECT glue(s) OVER (ORDER BY s) FROM t WHERE g < 3 ORDER BY 1"))
        .isEqualTo(List.of("a", "ab", "abc", "abcd"));
  }
}
