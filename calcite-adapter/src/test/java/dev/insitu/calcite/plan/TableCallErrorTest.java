package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.calcite.plan.Fixture.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What wrong calls say. */
@TestInstance(Lifecycle.PER_CLASS)
final class TableCallErrorTest {
  private Fixture database;

  @BeforeAll
  void open(@TempDir Path folder) throws SQLException {
    database = Fixture.open(Kind.MEMORY, folder).withTables();
    database.execute(
        "CREATE TABLE b(k BLOB, \"o o\" INT)",
        "CREATE FUNCTION each_row(t TABLE WITH ROW SEMANTICS, n INTEGER) RETURNS TABLE (k"
            + " VARCHAR) LANGUAGE WASM PARAMETER STYLE STREAM FROM MODULE top",
        "CREATE FUNCTION strict(t TABLE (o INTEGER, k VARCHAR), n INTEGER) RETURNS TABLE (o"
            + " INTEGER, k VARCHAR) LANGUAGE WASM PARAMETER STYLE STREAM FROM MODULE top");
  }

  @AfterAll
  void close() throws SQLException {
    database.close();
    assertThat(Fixture.guests()).isZero();
  }

  private void fails(String sql, String state, String message) {
    database.requireRefused(sql, state, message);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          TABLE t                              | 42883 | line 1, column 15: TOP_N(T TABLE, N INTEGER) takes 2 arguments, found 1
          TABLE t, 1, 2                        | 42883 | line 1, column 15: TOP_N(T TABLE, N INTEGER) takes 2 arguments, found 3
          TABLE t PARTITION BY k, o, 1         | 42883 | line 1, column 15: TOP_N(T TABLE, N INTEGER) takes 2 arguments, found 3; several columns of PARTITION BY or ORDER BY stand in parentheses, as in PARTITION BY (a, b)
          TABLE t, m => 1                      | 42883 | line 1, column 36: TOP_N has no parameter "M": TOP_N(T TABLE, N INTEGER)
          n => 1, n => 2                       | 42601 | line 1, column 35: argument N of TOP_N stands twice
          n => 1                               | 42883 | line 1, column 15: argument T is missing: TOP_N(T TABLE, N INTEGER)
          n => 1, TABLE t                      | 42601 | line 1, column 35: an argument without a name stands behind one with a name
          t =>, 1                              | 42601 | line 1, column 31: expected a value behind =>
          TABLE t,                             | 42601 | line 1, column 35: expected an argument of TOP_N(T TABLE, N INTEGER)
          t, 1                                 | 42601 | line 1, column 27: argument T of TOP_N is a table: expected TABLE name, TABLE(query) or (query), found t
          1, 1                                 | 42601 | line 1, column 27: argument T of TOP_N is a table: expected TABLE name, TABLE(query) or (query), found 1
          TABLE(1), 1                          | 42601 | line 1, column 33: argument T of TOP_N is a table: expected TABLE name, TABLE(query) or (query), found 1
          TABLE 5, 1                           | 42601 | line 1, column 27: argument T of TOP_N is a table: expected TABLE name, TABLE(query) or (query), found TABLE
          TABLE t PARTITION BY q, 1            | 42883 | line 1, column 48: argument T of TOP_N has no column "Q"; it has K, O, V
          TABLE t ORDER BY (o, "q"), 1         | 42883 | line 1, column 48: argument T of TOP_N has no column "q"; it has K, O, V
          TABLE t PARTITION k, 1               | 42601 | line 1, column 45: expected PARTITION BY a or (a, ...), then ORDER BY a or (a [ASC / DESC] [NULLS FIRST / LAST], ...) behind argument T of TOP_N, found k
          TABLE t x, 1                         | 42601 | line 1, column 35: expected PARTITION BY a or (a, ...), then ORDER BY a or (a [ASC / DESC] [NULLS FIRST / LAST], ...) behind argument T of TOP_N, found x
          TABLE t PARTITION BY k + 1, 1        | 42601 | line 1, column 50: expected PARTITION BY a or (a, ...), then ORDER BY a or (a [ASC / DESC] [NULLS FIRST / LAST], ...) behind argument T of TOP_N, found +
          TABLE t PARTITION BY, 1              | 42601 | line 1, column 47: expected PARTITION BY a or (a, ...), then ORDER BY a or (a [ASC / DESC] [NULLS FIRST / LAST], ...) behind argument T of TOP_N, found ,
          TABLE t ORDER BY ((o)), 1            | 42601 | line 1, column 45: expected PARTITION BY a or (a, ...), then ORDER BY a or (a [ASC / DESC] [NULLS FIRST / LAST], ...) behind argument T of TOP_N, found (
          TABLE t ORDER BY o PARTITION BY k, 1 | 42601 | line 1, column 46: expected PARTITION BY a or (a, ...), then ORDER BY a or (a [ASC / DESC] [NULLS FIRST / LAST], ...) behind argument T of TOP_N, found PARTITION
          TABLE t, o                           | 0A000 | line 1, column 36: argument N of TOP_N must be a constant or a parameter, found o
          TABLE b, 1                           | 42883 | line 1, column 27: argument T of TOP_N has a column "K" of type BINARY LARGE OBJECT, which no function takes: cast it or leave it out
          """)
  void wrongArgumentsSayWhatIsAllowed(String arguments, String state, String message) {
    fails(
        "SELECT * FROM TABLE(top_n(" + arguments + "))",
        state,
        message.replace("ASC / DESC", "ASC | DESC").replace("FIRST / LAST", "FIRST | LAST"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          SELECT top_n(TABLE t, 1)                                      | 42601 | line 1, column 8: TOP_N is a table function: it is called in FROM, as TABLE(TOP_N(...))
          CREATE VIEW w AS SELECT * FROM top_n(TABLE t, 1)              | 0A000 | line 1, column 32: TOP_N cannot be called in a view: create a table, or call it in the query that reads the view
          CREATE OR REPLACE VIEW w(a) AS TABLE(top_n(TABLE t, 1))       | 0A000 | line 1, column 32: TOP_N cannot be called in a view: create a table, or call it in the query that reads the view
          CREATE TABLE w(a INT DEFAULT (SELECT 1 FROM top_n(TABLE t, 1))) | 0A000 | line 1, column 45: TOP_N cannot be called in the definition of a table, only behind its AS
          ALTER TABLE t ADD a INT DEFAULT (SELECT 1 FROM top_n(TABLE t, 1)) | 0A000 | line 1, column 48: TOP_N can be called in queries, INSERT, UPDATE, DELETE, MERGE and CREATE TABLE ... AS, not in ALTER
          CREATE INDEX i ON t(o) COMMENT (SELECT 1 FROM top_n(TABLE t, 1)) | 0A000 | line 1, column 47: TOP_N cannot be called in a definition: its rows exist only in a query
          CALL TABLE(top_n(TABLE t, 1))                                 | 0A000 | line 1, column 6: TOP_N can be called in queries, INSERT, UPDATE, DELETE, MERGE and CREATE TABLE ... AS, not in CALL
          SELECT 1; SELECT * FROM top_n(TABLE t, 1)                     | 0A000 | line 1, column 25: TOP_N cannot be called in a text of several statements: run them one by one
          SELECT * FROM each_row(TABLE t ORDER BY o, 1)                 | 42883 | line 1, column 32: argument T of EACH_ROW has row semantics: it takes neither PARTITION BY nor ORDER BY
          SELECT * FROM strict((SELECT k AS o, k FROM t), 1)            | 42883 | line 1, column 22: argument T of STRICT must have a column "O" of type INTEGER, found CHARACTER VARYING
          SELECT * FROM t x, TABLE(top_n(TABLE t, x.z))                 | 0A000 | line 1, column 41: argument N of TOP_N must be a constant or a parameter, or made of columns of tables before it in FROM, found x.z
          """)
  void callsInWrongPlacesAreRefused(String sql, String state, String message) {
    fails(sql, state, message);
  }

  @Test
  void theBackendsErrorsAreAboutTheUsersText() {
    String sql = "SELECT * FROM TABLE(top_n(TABLE nope, 1)) p WHERE p.k = 'x'";
    fails(sql, "42S02", "Table \"NOPE\" not found; SQL statement:\n" + sql + " [42102-252]");
    sql = "SELECT * FROM strict(TABLE b, 1)";
    fails(sql, "42S22", "Column \"O\" not found; SQL statement:\n" + sql + " [42122-252]");
    sql = "SELECT nope FROM TABLE(top_n(TABLE t, 1))";
    fails(sql, "42S22", "Column \"NOPE\" not found; SQL statement:\n" + sql + " [42122-252]");
    sql = "SELECT * FROM TABLE(top_n(TABLE t, 'x'))";
    fails(
        sql,
        "22018",
        "Data conversion error converting \"x\"; SQL statement:\n" + sql + " [22018-252]");
    sql = "SELECT * FROM TABLE(top_n(TABLE t, 99999999999))";
    fails(
        sql,
        "22003",
        "Numeric value out of range: \"99999999999\"; SQL statement:\n" + sql + " [22003-252]");
    sql = "SELECT * FROM TABLE(top_n(TABLE t, 1)) p WHERE GROUP";
    fails(
        sql,
        "42001",
        "Syntax error in SQL statement \"SELECT * FROM TABLE(top_n(TABLE t, 1)) p WHERE [*]GROUP\"; expected \"INTERSECTS (, NOT, EXISTS, UNIQUE, INTERSECTS\";"
            + " SQL statement:\n"
            + sql
            + " [42001-252]");
    sql = "SELECT 1 / 0 FROM TABLE(top_n(TABLE t, 1))";
    fails(sql, "22012", "Division by zero: \"1\"; SQL statement:\n" + sql + " [22012-252]");
    sql = "SELECT * FROM TABLE(top_n((SELECT k, 1 / (o - 5) AS o, v FROM t), 9))";
    fails(sql, "22012", "Division by zero: \"1\" [22012-252]");
  }

  @Test
  void theGuestsErrorsAreItsOwn() throws SQLException {
    fails(
        "SELECT * FROM TABLE(top_n(TABLE t, -1))",
        "38M02",
        "function TOP_N: exited with code 2; it wrote: usage: top-n COUNT < in.csv > out.csv\\n");
    fails(
        "SELECT COUNT(*) FROM t, TABLE(top_n(TABLE t PARTITION BY k, -1))",
        "38M02",
        "function TOP_N, partition 1: exited with code 2; it wrote: usage: top-n COUNT < in.csv >"
            + " out.csv\\n");
    assertThat(database.query("SELECT COUNT(*) FROM TABLE(top_n(TABLE t, 9))"))
        .containsExactly("9");
  }

  @Test
  void otherTextsAreTheBackends() {
    fails(
        "SELECT * FROM nope.top_n(1)",
        "90079",
        "Schema \"NOPE\" not found; SQL statement:\nSELECT * FROM nope.top_n(1) [90079-252]");
    fails(
        "SELECT * FROM TABLE(top_n(TABLE t, 'x",
        "42000",
        "Syntax error in SQL statement \"SELECT * FROM TABLE(top_n(TABLE t, [*]'x\"; SQL"
            + " statement:\nSELECT * FROM TABLE(top_n(TABLE t, 'x [42000-252]");
  }

  @RepeatedTest(3)
  void damagedStatementsEndInRowsOrOneError(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    int right = 0;
    for (int n = 0; n < 400; n++) {
      String sql =
          SqlLexerTest.damaged(random)
              .replaceAll("\\bf\\b", "top_n")
              .replace("?", "2")
              .replace("( a , b )", "( k , v )");
      try {
        database.query(sql);
        right++;
      } catch (SQLException e) {
        assertThat(e.getSQLState()).as(sql).isNotEqualTo("HY000").isNotNull();
        assertThat(e.getMessage()).as(sql).doesNotContain("calcite").doesNotContain("Exception");
      }
    }
    assertThat(right).as("seed " + repetition.getCurrentRepetition()).isPositive();
  }
}
