package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.calcite.plan.Fixture.Kind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Calls whose arguments refer to tables before them; a join with a table of numbers is the oracle.
 */
final class LateralCallTest extends EveryDatabase {
  @BeforeAll
  void create() throws SQLException {
    for (Fixture database : databases.values()) {
      database.execute(
          "CREATE MODULE series FROM 'file:"
              + Fixture.ROOT.resolve("samples/series/series.wasm")
              + "'",
          "CREATE FUNCTION series(a BIGINT, b BIGINT, step BIGINT) RETURNS TABLE (n BIGINT)"
              + " LANGUAGE WASM WITH (format = 'insitu') FROM MODULE series",
          "CREATE FUNCTION write(how VARCHAR, out VARCHAR) RETURNS TABLE (a VARCHAR, b VARCHAR)"
              + " LANGUAGE WASM CALLED ON NULL INPUT WITH (header = false) FROM MODULE tool",
          "CREATE TABLE r(id INT, a INT, b BIGINT)",
          "INSERT INTO r VALUES (1, 1, 3), (2, 3, 2), (3, 2, NULL), (4, 1, 3), (5, 4, 5)",
          "CREATE TABLE n(n BIGINT)",
          "INSERT INTO n SELECT x FROM SYSTEM_RANGE(1, 12)",
          "CREATE TABLE one(b INT)",
          "INSERT INTO one VALUES 4");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          SELECT r.id, s.n FROM r, LATERAL TABLE(series(r.a, r.b, 1)) s ORDER BY 1, 2       | SELECT r.id, s.n FROM r JOIN n s ON s.n BETWEEN a AND b ORDER BY 1, 2
          SELECT * FROM r, LATERAL TABLE(series(a, b, 1)) ORDER BY 1, 4                     | SELECT r.*, s.n FROM r JOIN n s ON s.n BETWEEN a AND b ORDER BY 1, 4
          SELECT s.* FROM r, TABLE(series(r.a, r.b, 1)) AS s ORDER BY 1                     | SELECT s.n FROM r JOIN n s ON s.n BETWEEN a AND b ORDER BY 1
          SELECT id, i FROM r CROSS JOIN LATERAL series(a, b, 1) AS s(i) ORDER BY 1, 2      | SELECT r.id, s.n FROM r JOIN n s ON s.n BETWEEN a AND b ORDER BY 1, 2
          SELECT id, n FROM r JOIN LATERAL TABLE(series(a, b, 1)) s ON s.n > 1 OR id = 4 ORDER BY 1, 2 | SELECT id, n FROM r JOIN n s ON s.n BETWEEN a AND b AND (n > 1 OR id = 4) ORDER BY 1, 2
          SELECT id, n FROM r LEFT JOIN LATERAL TABLE(series(a, b, 1)) s ON TRUE ORDER BY 1, 2 | SELECT id, n FROM r LEFT JOIN n s ON s.n BETWEEN a AND b ORDER BY 1, 2
          SELECT id, n FROM r LEFT OUTER JOIN TABLE(series(a, b, 1)) s ON n = 2 WHERE id > 1 ORDER BY 1, 2 | SELECT id, n FROM r LEFT JOIN n s ON s.n BETWEEN a AND b AND n = 2 WHERE id > 1 ORDER BY 1, 2
          SELECT id, n FROM one, r, LATERAL TABLE(series(a, one.b, 1)) s ORDER BY 1, 2      | SELECT id, n FROM one, r JOIN n s ON s.n BETWEEN a AND 4 ORDER BY 1, 2
          SELECT id, n, x.b FROM r, LATERAL TABLE(series(a, r.b, 1)) s, one x ORDER BY 1, 2 | SELECT id, n, 4 FROM r JOIN n s ON s.n BETWEEN a AND b ORDER BY 1, 2
          SELECT r.id, s.n, t.n FROM r, LATERAL TABLE(series(a, b, 1)) s, LATERAL TABLE(series(s.n, s.n + r.id, 2)) t ORDER BY 1, 2, 3 | SELECT r.id, s.n, t.n FROM r JOIN n s ON s.n BETWEEN a AND b JOIN n t ON t.n IN (s.n, s.n + 2, s.n + 4) AND t.n <= s.n + r.id ORDER BY 1, 2, 3
          SELECT id, n FROM (SELECT * FROM r WHERE id > 3) q, LATERAL TABLE(series(q.a, q.b * 2 - q.b, 1)) ORDER BY 1, 2 | SELECT id, n FROM r JOIN n s ON s.n BETWEEN a AND b WHERE id > 3 ORDER BY 1, 2
          WITH q AS (SELECT * FROM r WHERE id > 3) SELECT id, n FROM q, LATERAL TABLE(series(q.a, q.b, 1)) ORDER BY 1, 2 | SELECT id, n FROM r JOIN n s ON s.n BETWEEN a AND b WHERE id > 3 ORDER BY 1, 2
          WITH q AS (SELECT id, n FROM r, LATERAL TABLE(series(a, b, 1))) SELECT SUM(n) FROM q WHERE id > 3 | SELECT SUM(n) FROM r JOIN n s ON s.n BETWEEN a AND b WHERE id > 3
          SELECT one.b, q.n FROM one JOIN (r JOIN LATERAL series(a, r.b, 1) q ON TRUE) ON q.n = one.b | VALUES (4, 4)
          SELECT COUNT(*) FROM r WHERE id IN (SELECT s.n FROM r, LATERAL TABLE(series(a, b, 1)) s) | SELECT 5
          SELECT id, (SELECT COUNT(*) FROM one, LATERAL series(1, one.b, 1) s WHERE s.n > r.id) FROM r ORDER BY id | VALUES (1, 3), (2, 2), (3, 1), (4, 0), (5, 0)
          SELECT r.id, p.o FROM r, LATERAL TABLE(top_n(TABLE t ORDER BY o DESC, r.a)) p WHERE id > 3 ORDER BY 1, 2 | VALUES (4, 12), (5, 9), (5, 10), (5, 11), (5, 12)
          SELECT o FROM TABLE(top_n(TABLE(SELECT 'a' k, CAST(n AS INT) o, 0e0 v FROM r, LATERAL series(a, b, 1)) ORDER BY o DESC, 2)) | VALUES 5, 4
          SELECT k.x, w.* FROM (VALUES (1, 'a,b'), (2, NULL), (3, 'a,b')) AS k(x, y), LATERAL TABLE(write('s', y)) w ORDER BY x | VALUES (1, 'a', 'b'), (3, 'a', 'b')
          SELECT a.n, b.n FROM TABLE(series(1, 3, 1)) a, LATERAL TABLE(series(a.n, 2, 1)) b ORDER BY 1, 2 | VALUES (1, 1), (1, 2), (2, 2)
          SELECT id, n FROM r, LATERAL TABLE(series(a, b, 1)) WHERE LEFT('x', 1) = 'x' GROUP BY id, n HAVING n > 3 ORDER BY 1, 2 | VALUES (5, 4), (5, 5)
          """)
  void eachRowGetsTheRowsOfItsArguments(String sql, String oracle) throws SQLException {
    requireSame(sql, oracle);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void parametersAndChangesReachTheNextExecution(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    database.execute("CREATE TABLE c(a INT)", "INSERT INTO c VALUES 1");
    String sql =
        "SELECT a, n FROM c, LATERAL TABLE(series(c.a, c.a + ?, 1)) WHERE n > ? ORDER BY n";
    database.connection.setAutoCommit(false);
    try (PreparedStatement statement = database.connection.prepareStatement(sql)) {
      for (int i = 1; i <= 3; i++) {
        database.execute("UPDATE c SET a = " + 10 * i);
        statement.setInt(1, i);
        statement.setInt(2, 10 * i + i - 1);
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(Fixture.rows(rows)).containsExactly(10 * i + " " + (10 * i + i));
        }
      }
    } finally {
      database.connection.rollback();
      database.connection.setAutoCommit(true);
    }
    database.execute("DELETE FROM c", "INSERT INTO c SELECT n FROM one, LATERAL series(2, b, 1)");
    assertThat(database.query("SELECT * FROM c ORDER BY a")).containsExactly("2", "3", "4");
    database.execute("DROP TABLE c");
    assertThat(Fixture.leftBehind(database.connection)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM r, LATERAL TABLE(series(1, nope.b, 1))                   | 0A000 | line 1, column 42: argument B of SERIES must be a constant or a parameter, or made of columns of tables before it in FROM, found nope.b
          SELECT * FROM LATERAL TABLE(series(1, r.b, 1)), r                      | 0A000 | line 1, column 39: argument B of SERIES must be a constant or a parameter, found r.b
          SELECT * FROM r RIGHT JOIN LATERAL TABLE(series(1, r.b, 1)) ON TRUE    | 0A000 | line 1, column 17: SERIES refers to the tables before it, which RIGHT does not allow: write JOIN ... ON, LEFT JOIN ... ON, CROSS JOIN or a comma
          SELECT * FROM r NATURAL JOIN TABLE(series(1, r.b, 1))                  | 0A000 | line 1, column 17: SERIES refers to the tables before it, which NATURAL does not allow: write JOIN ... ON, LEFT JOIN ... ON, CROSS JOIN or a comma
          SELECT * FROM r JOIN TABLE(series(1, r.b, 1)) s USING (n)              | 0A000 | line 1, column 49: SERIES refers to the tables before it, which USING does not allow: write JOIN ... ON, LEFT JOIN ... ON, CROSS JOIN or a comma
          SELECT * FROM r, LATERAL TABLE(series(1, r.b, 1)) AS s(x, y)           | 42883 | line 1, column 18: the alias of SERIES names 2 columns, it has 1
          SELECT * FROM r, LATERAL TABLE(series(1, r.b + RAND(), 1))             | 0A000 | line 1, column 48: RAND gives another value each time, but SERIES refers to tables whose rows must find their arguments again
          SELECT * FROM r, LATERAL TABLE(series(r.a, r.b, 0))                    | 22023 | function SERIES: the step is 0
          SELECT (SELECT MAX(n) FROM LATERAL TABLE(series(1, r.b, 1))) FROM r    | 0A000 | line 1, column 52: argument B of SERIES must be a constant or a parameter, found r.b
          """)
  void mistakesAreOneError(String sql, String state, String message) throws SQLException {
    for (Fixture database : databases.values()) {
      database.requireRefused(sql, state, message);
      assertThat(Fixture.leftBehind(database.connection)).isEmpty();
    }
  }
}
