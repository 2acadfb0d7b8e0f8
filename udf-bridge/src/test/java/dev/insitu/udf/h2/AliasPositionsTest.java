package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.call.LiveGuests;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls in every place of a statement where H2 takes an expression. */
final class AliasPositionsTest {
  private Functions db;

  @BeforeEach
  void open() throws SQLException {
    db = Functions.open(Functions.memory());
    db.module("direct");
    db.run(
        "CREATE FUNCTION div(a INTEGER, b INTEGER) RETURNS INTEGER FROM MODULE direct",
        "CREATE TABLE t (k INTEGER, s VARCHAR(10))",
        "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (NULL, 'n')");
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
    assertThat(LiveGuests.count()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT div(k, 2) FROM t ORDER BY k NULLS LAST                            | 0,1,1,2,null
          SELECT k FROM t WHERE div(k, 2) = 1 ORDER BY k                           | 2,3
          SELECT k FROM t WHERE div(k, 2) = 1 AND div(k, 3) = 1                    | 3
          SELECT a.k FROM t a JOIN t b ON div(a.k, 2) = b.k ORDER BY a.k           | 2,3,4
          SELECT a.k FROM t a LEFT JOIN t b ON b.k = div(a.k, 4) ORDER BY a.k, b.k | null,1,2,3,4
          SELECT COUNT(*) FROM t GROUP BY div(k, 2) ORDER BY div(k, 2)             | 1,1,2,1
          SELECT SUM(div(k, 2)) FROM t                                             | 4
          SELECT div(k, 2) FROM t GROUP BY div(k, 2) HAVING COUNT(*) > 1           | 1
          SELECT k FROM t WHERE k IS NOT NULL ORDER BY div(12, k)                  | 4,3,2,1
          SELECT DISTINCT div(k, 2) d FROM t ORDER BY d                            | null,0,1,2
          SELECT k FROM t WHERE k IN (SELECT div(k, 2) FROM t) ORDER BY k          | 1,2
          SELECT (SELECT MAX(div(b.k, a.k)) FROM t b) FROM t a WHERE a.k = 2       | 2
          SELECT k FROM t a WHERE EXISTS (SELECT 1 FROM t b WHERE div(b.k, 4) = a.k) | 1
          WITH h AS (SELECT div(k, 2) AS d FROM t) SELECT d FROM h WHERE d > 1     | 2
          WITH RECURSIVE r(n) AS (SELECT 16 UNION ALL SELECT div(n, 2) FROM r WHERE n > 1) SELECT n FROM r | 16,8,4,2,1
          SELECT div(div(k, 2), div(4, k)) FROM t WHERE k = 4                      | 2
          SELECT CASE WHEN k = 0 THEN div(1, k) ELSE k END FROM t WHERE k = 1      | 1
          SELECT COALESCE(div(k, 2), -1) FROM t WHERE s = 'n'                      | -1
          SELECT ROW_NUMBER() OVER (ORDER BY div(-k, 1)) FROM t WHERE k = 1        | 1
          SELECT SUM(div(k, 2)) OVER (PARTITION BY div(k, 3)) FROM t WHERE k < 3   | 1,1
          SELECT x FROM (VALUES (div(9, 2)), (div(9, 3))) v(x)                     | 4,3
          SELECT div(x, 2) FROM SYSTEM_RANGE(1, 3) UNION ALL SELECT div(9, 1)      | 0,1,1,9
          SELECT k FROM t ORDER BY k LIMIT div(4, 2) OFFSET div(2, 1)              | 2,3
          """)
  void queries(String sql, String expected) throws SQLException {
    assertThat(db.query(sql)).containsExactly(expected.split(","));
  }

  @Test
  void changesOfRows() throws SQLException {
    db.run("CREATE TABLE u (k INTEGER, d INTEGER)");
    db.run("INSERT INTO u SELECT k, div(k, 2) FROM t WHERE k IS NOT NULL");
    assertThat(db.query("SELECT k, d FROM u ORDER BY k"))
        .containsExactly("1 0", "2 1", "3 1", "4 2");
    db.run("UPDATE u SET d = div(d + 10, 2) WHERE div(k, 2) = 1");
    assertThat(db.query("SELECT k, d FROM u ORDER BY k"))
        .containsExactly("1 0", "2 5", "3 5", "4 2");
    db.run("DELETE FROM u WHERE div(d, 5) = 1");
    assertThat(db.query("SELECT k, d FROM u ORDER BY k")).containsExactly("1 0", "4 2");
    db.run(
        "MERGE INTO u USING (SELECT k FROM t WHERE k > 2) s ON u.k = s.k"
            + " WHEN MATCHED THEN UPDATE SET d = div(s.k, 4)"
            + " WHEN NOT MATCHED THEN INSERT VALUES (s.k, div(s.k * 100, 2))");
    assertThat(db.query("SELECT k, d FROM u ORDER BY k")).containsExactly("1 0", "3 150", "4 1");
    db.run("INSERT INTO u VALUES (div(50, 2), div(7, 7))");
    assertThat(db.query("SELECT k, d FROM u WHERE k = 25")).containsExactly("25 1");
  }

  @Test
  void distinctRowsAreOrderedByWhatIsSelected() {
    assertThat(db.error("SELECT DISTINCT s FROM t ORDER BY div(k, 2)").getErrorCode())
        .isEqualTo(90068);
  }

  @Test
  void errorInOneRowLeavesTheStatementUndone() throws SQLException {
    db.run("CREATE TABLE u (k INTEGER)");
    db.fails(
        "INSERT INTO u SELECT div(12, 3 - k) FROM t ORDER BY k",
        "38M01",
        "function DIV: integer divide by zero in div");
    assertThat(db.query("SELECT * FROM u")).isEmpty();
  }

  @Test
  void definitionsOfTables() throws SQLException {
    db.run(
        "CREATE TABLE c (k INTEGER CHECK (div(k, 10) = 0), d INTEGER DEFAULT div(84, 2),"
            + " g INTEGER GENERATED ALWAYS AS (div(k, 2)))",
        "CREATE INDEX c_g ON c (g)",
        "INSERT INTO c (k) VALUES (4), (9)");
    assertThat(db.query("SELECT k, d, g FROM c WHERE g = 4")).containsExactly("9 42 4");
    assertThat(db.error("INSERT INTO c (k) VALUES (10)").getSQLState()).isEqualTo("23513");
    db.fails("DROP FUNCTION div", "2BP01", "function DIV is needed by PUBLIC.C; drop them first");
    db.fails(
        "CREATE OR REPLACE FUNCTION div(a INTEGER) RETURNS INTEGER FROM MODULE direct"
            + " EXPORT 'spin'",
        "42M05",
        "function DIV: SQL asks for spin(i32) -> i32, but module DIRECT exports spin() -> i32; its"
            + " functions are div(i32, i32) -> i32, half(f64) -> f64, count() -> i32,"
            + " echo(i32, i32) -> i64, lie() -> i64, present(i32, i32) -> i32, spin() -> i32");
    db.fails(
        "CREATE OR REPLACE FUNCTION div() RETURNS INTEGER FROM MODULE direct EXPORT 'count'",
        "2BP01",
        "function DIV is needed by PUBLIC.C; drop them first");
    assertThat(db.value("SELECT div(9, 2)")).isEqualTo("4");
    db.run("DROP TABLE c", "DROP FUNCTION div");
    assertThat(db.error("SELECT div(9, 2)").getErrorCode()).isEqualTo(90022);
  }

  @Test
  void views() throws SQLException {
    db.run(
        "CREATE VIEW halves AS SELECT k, div(k, 2) AS d, div(9, 2) AS fixed FROM t",
        "CREATE VIEW again AS SELECT d FROM halves WHERE div(d, 1) > 0");
    assertThat(db.query("SELECT d, fixed FROM halves WHERE k = 3")).containsExactly("1 4");
    assertThat(db.query("SELECT d FROM again ORDER BY d")).containsExactly("1", "1", "2");
    db.fails(
        "DROP FUNCTION div",
        "2BP01",
        "function DIV is needed by PUBLIC.AGAIN, PUBLIC.HALVES; drop them first");
  }

  @Test
  void parametersInsideAndBesideCalls() throws SQLException {
    String sql = "SELECT div(?, k), ? FROM t WHERE div(k, ?) = ? AND k < ? ORDER BY div(k, ?)";
    try (PreparedStatement statement = db.connection.prepareStatement(sql)) {
      for (int factor : List.of(10, 20)) {
        statement.setInt(1, 12 * factor);
        statement.setString(2, "x");
        statement.setInt(3, 2);
        statement.setInt(4, 1);
        statement.setInt(5, 3);
        statement.setInt(6, 1);
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt(1)).isEqualTo(6 * factor);
          assertThat(rows.getString(2)).isEqualTo("x");
          assertThat(rows.next()).isFalse();
        }
      }
    }
  }

  @Test
  void transactionsStayAsTheyWere() throws SQLException {
    db.connection.setAutoCommit(false);
    db.run("INSERT INTO t VALUES (100, 'open')");
    // The first call of the session reads the catalog in the middle of the transaction.
    assertThat(db.value("SELECT div(k, 2) FROM t WHERE s = 'open'")).isEqualTo("50");
    db.run("UPDATE t SET k = div(k, 2) WHERE s = 'open'");
    assertThat(db.error("SELECT div(1, 0)").getSQLState()).isEqualTo("38M01");
    assertThat(db.connection.getAutoCommit()).isFalse();
    assertThat(db.value("SELECT k FROM t WHERE s = 'open'")).isEqualTo("50");
    db.connection.rollback();
    assertThat(db.query("SELECT k FROM t WHERE s = 'open'")).isEmpty();
    db.connection.setAutoCommit(true);
  }

  @Test
  void firstCallInsideDdlOfTheBackend() throws SQLException {
    db.run("CREATE TABLE made AS SELECT div(k, 2) AS d FROM t WHERE k = 4");
    assertThat(db.value("SELECT d FROM made")).isEqualTo("2");
    db.session.close();
    try (Functions other = Functions.open("jdbc:h2:mem:ddl-first;DB_CLOSE_DELAY=-1")) {
      other.module("direct");
      other.run(
          "CREATE FUNCTION div(a INTEGER, b INTEGER) RETURNS INTEGER FROM MODULE direct",
          "CREATE TABLE t (k INTEGER)",
          "INSERT INTO t VALUES 8",
          "ALTER TABLE t ADD COLUMN g INTEGER GENERATED ALWAYS AS (div(k, 2))");
      assertThat(other.value("SELECT g FROM t")).isEqualTo("4");
      other.run("SHUTDOWN");
    }
  }
}
