package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.calcite.plan.Fixture.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prepared calls after tables and functions have changed, and names that are hard to write. */
final class TableCallChangeTest {
  private static final String SQL = "SELECT * FROM TABLE(f(TABLE s, 'c'))";

  private Fixture database;

  @BeforeEach
  void open(@TempDir Path folder) throws SQLException {
    database = Fixture.open(Kind.MEMORY, folder);
    database.execute(
        "CREATE TABLE s(a INT, b VARCHAR(5))",
        "INSERT INTO s VALUES (1, 'x')",
        function("OR REPLACE", "f", "a INTEGER, b VARCHAR(5)"));
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
    assertThat(Fixture.guests()).isZero();
  }

  private static String function(String or, String name, String columns) {
    return "CREATE "
        + or
        + " FUNCTION "
        + name
        + "(t TABLE, how VARCHAR) RETURNS TABLE ("
        + columns
        + ") LANGUAGE WASM PARAMETER STYLE STREAM FROM MODULE tool";
  }

  private void fails(PreparedStatement statement, String state, String message) {
    assertThatThrownBy(() -> Fixture.rows(statement.executeQuery()))
        .isInstanceOf(SQLException.class)
        .hasMessage(message)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo(state);
  }

  @Test
  void aDroppedTableIsMissedAndFoundAgain() throws SQLException {
    try (PreparedStatement statement = database.connection.prepareStatement(SQL)) {
      assertThat(Fixture.rows(statement.executeQuery())).containsExactly("1 x");
      database.execute("DROP TABLE s");
      fails(statement, "42S02", "Table \"S\" not found; SQL statement:\n" + SQL + " [42102-252]");
      database.execute("CREATE TABLE s AS SELECT 2 AS a, 'y' AS b");
      assertThat(Fixture.rows(statement.executeQuery())).containsExactly("2 y");
    }
  }

  @Test
  void aTableThatOthersDropIsMissed() throws SQLException {
    try (PreparedStatement statement = database.connection.prepareStatement(SQL);
        Connection other = database.connect();
        var change = other.createStatement()) {
      assertThat(Fixture.rows(statement.executeQuery())).containsExactly("1 x");
      change.execute("ALTER TABLE s RENAME TO s2");
      fails(statement, "42S02", "Table \"S\" not found; SQL statement:\n" + SQL + " [42102-252]");
      change.execute("ALTER TABLE s2 RENAME TO s");
      change.execute("ALTER TABLE s ALTER COLUMN b RENAME TO c");
      fails(
          statement,
          "39M02",
          "function F: output, header: found 'A', 'C', expected 'A', 'B'; a program that writes no"
              + " header needs WITH (header = false)");
    }
  }

  @Test
  void aDroppedFunctionIsMissed() throws SQLException {
    try (PreparedStatement statement = database.connection.prepareStatement(SQL)) {
      database.execute("DROP FUNCTION f");
      fails(statement, "42883", "line 1, column 21: no table function is called F");
      database.execute(function("", "f", "a INTEGER, b VARCHAR(5)"));
      assertThat(Fixture.rows(statement.executeQuery())).containsExactly("1 x");
    }
  }

  @Test
  void aReplacedFunctionGivesItsNewColumns() throws SQLException {
    try (PreparedStatement statement = database.connection.prepareStatement(SQL);
        Connection other = database.connect();
        var change = other.createStatement()) {
      assertThat(statement.getMetaData().getColumnCount()).isEqualTo(2);
      assertThat(Fixture.rows(statement.executeQuery())).containsExactly("1 x");
      change.execute("ALTER TABLE s ADD COLUMN d INT DEFAULT 7");
      change.execute(function("OR REPLACE", "f", "a INTEGER, b VARCHAR(5), d INTEGER"));
      assertThat(Fixture.rows(statement.executeQuery())).containsExactly("1 x 7");
      assertThat(statement.getMetaData().getColumnCount()).isEqualTo(3);
    }
  }

  @Test
  void namesThatNeedQuotesStayWhatTheyAre() throws SQLException {
    database.execute(
        "CREATE SCHEMA \"my \"\"schema\"",
        "CREATE TABLE \"my \"\"schema\".\"a'b -- $$\"(\"SELECT\" INT, \"x?\"\"y\" VARCHAR(5))",
        "INSERT INTO \"my \"\"schema\".\"a'b -- $$\" VALUES (2, 'u'), (1, 'v')",
        function("", "\"f (\"\"?'\"", "\"SELECT\" INTEGER, \"x?\"\"y\" VARCHAR(5)"));
    String call =
        "TABLE(\"f (\"\"?'\"(TABLE \"my \"\"schema\".\"a'b -- $$\""
            + " PARTITION BY \"SELECT\" ORDER BY \"x?\"\"y\", ?))";
    assertThat(database.query("SELECT * FROM " + call, "c")).containsExactly("1 v", "2 u");
    assertThat(database.query("SELECT \"f (\"\"?'\".\"SELECT\", ? FROM " + call, 5, "c"))
        .containsExactly("1 5", "2 5");
    assertThat(
            database.query(
                "SELECT p.\"x?\"\"y\" FROM s JOIN "
                    + call
                    + " p ON s.a = p.\"SELECT\" WHERE p.\"x?\"\"y\" <> ?",
                "c",
                "'; DROP TABLE s; --"))
        .containsExactly("v");
    assertThat(database.query("SELECT COUNT(*) FROM s")).containsExactly("1");
    assertThatThrownBy(() -> database.query("SELECT nope FROM " + call, "c"))
        .hasMessage(
            "Column \"NOPE\" not found; SQL statement:\nSELECT nope FROM " + call + " [42122-252]");
  }

  @Test
  void namesThatDifferInOneLetterAreDifferent() throws SQLException {
    database.execute(
        "CREATE TABLE a_b(a INT, b VARCHAR(5))",
        "CREATE TABLE axb(a INT, c VARCHAR(5))",
        "INSERT INTO a_b VALUES (1, 'u')",
        "INSERT INTO axb VALUES (2, 'v')",
        function("", "a_b", "a INTEGER, b VARCHAR(5)"),
        function("", "axb", "a INTEGER, c VARCHAR(5)"));
    assertThat(database.query("SELECT * FROM TABLE(a_b(TABLE a_b, 'c'))")).containsExactly("1 u");
    assertThat(database.query("SELECT * FROM TABLE(axb(TABLE axb, 'c'))")).containsExactly("2 v");
    assertThat(database.query("SELECT x.b, y.c FROM a_b(TABLE a_b, 'c') x, axb(TABLE axb, 'c') y"))
        .containsExactly("u v");
  }

  @Test
  void textThatLooksLikeACallIsText() throws SQLException {
    assertThat(
            database.query(
                "SELECT 'TABLE(f(TABLE s, ?))' AS \"f(\"\"?\", $$f('?', \"$$, /* f( ' /* ? */ \" */ a"
                    + " -- f( '\n FROM TABLE(f(TABLE s /* ? $$ */, $$c$$)) // ? '"))
        .containsExactly("TABLE(f(TABLE s, ?)) f('?', \" 1");
    assertThat(
            database.query(
                "SELECT ? AS \"?\", '?', $$?$$ FROM TABLE(f((SELECT a, '''?' AS b FROM s WHERE a ="
                    + " ? AND b <> '?'), ?)) WHERE b = ?",
                1,
                1,
                "c",
                "'?"))
        .containsExactly("1 ? ?");
  }

  @Test
  void argumentsMayReadRowsOfCalls() throws SQLException {
    assertThat(
            database.query(
                "SELECT * FROM TABLE(f(TABLE s, (SELECT CHAR(98 + COUNT(*)) FROM TABLE(f(TABLE s,"
                    + " 'c')))))"))
        .containsExactly("1 x");
  }

  @Test
  void callsAreNestedSoDeepAndNotDeeper() throws SQLException {
    assertThat(database.query(nested(32))).containsExactly("1 x");
    assertThat(database.query(chained(32))).containsExactly("1 x");
    for (String sql : new String[] {nested(33), chained(33), chained(2_000)}) {
      assertThatThrownBy(() -> database.query(sql))
          .hasMessageEndingWith(": calls of table functions nested 32 deep")
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("0A000");
    }
  }

  private static String nested(int depth) {
    return "SELECT * FROM " + "TABLE(f(".repeat(depth) + "TABLE s" + ", 'c'))".repeat(depth);
  }

  private static String chained(int depth) {
    StringBuilder sql = new StringBuilder("WITH c0 AS (TABLE s)");
    for (int i = 1; i <= depth; i++) {
      sql.append(", c" + i + " AS (SELECT * FROM TABLE(f(TABLE c" + (i - 1) + ", 'c')))");
    }
    return sql + " SELECT * FROM c" + depth;
  }

  @Test
  void anotherUserReadsWhatItMay() throws SQLException {
    database.execute(
        "CREATE USER u PASSWORD 'p'",
        "CREATE TABLE open(a INT, b VARCHAR(5))",
        "GRANT SELECT ON open TO u");
    try (Connection other = database.connect("U", "p")) {
      assertThat(Fixture.query(other, "SELECT * FROM TABLE(f(TABLE open, 'c'))")).isEmpty();
      assertThat(Fixture.query(other, "SELECT * FROM open, TABLE(f(TABLE open, 'c'))")).isEmpty();
      assertThatThrownBy(() -> Fixture.query(other, SQL))
          .hasMessage(
              "Not enough rights for object \"PUBLIC.S\"; SQL statement:\n" + SQL + " [90096-252]")
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("90096");
    }
  }

  @Test
  void rowsOfASessionAreItsOwn() throws SQLException {
    try (Connection other = database.connect();
        var statement = database.connection.createStatement();
        var rows = statement.executeQuery(SQL)) {
      String[] names = {"F#1", "F#2"};
      for (String name : names) {
        assertThatThrownBy(() -> Fixture.query(other, "SELECT * FROM \"" + name + "\""))
            .hasMessageContaining("not found");
      }
      assertThat(rows.next()).isTrue();
    }
    assertThatThrownBy(() -> database.query("SELECT * FROM \"F#1\""))
        .hasMessageContaining("\"F#1\" not found");
  }
}
