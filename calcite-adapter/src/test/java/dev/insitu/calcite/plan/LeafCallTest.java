package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.calcite.plan.Fixture.Kind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls of table functions that read no table, on every kind of database. */
final class LeafCallTest extends EveryDatabase {
  @BeforeAll
  void create() throws SQLException {
    for (Fixture database : databases.values()) {
      database.execute(
          "CREATE MODULE series FROM 'file:"
              + Fixture.ROOT.resolve("samples/series/series.wasm")
              + "'",
          "CREATE FUNCTION series(a BIGINT, b BIGINT, step BIGINT) RETURNS TABLE (n BIGINT)"
              + " LANGUAGE WASM WITH (format = 'insitu') FROM MODULE series",
          "CREATE FUNCTION write(how VARCHAR, out VARCHAR) RETURNS TABLE (a INTEGER, b VARCHAR(9))"
              + " LANGUAGE WASM PARAMETER STYLE STREAM FROM MODULE tool",
          "CREATE FUNCTION flood(how VARCHAR) RETURNS TABLE (a INTEGER) LANGUAGE WASM"
              + " WITH (max_output_bytes = '1TB', fuel = 1000000000000000) FROM MODULE tool",
          "CREATE FUNCTION up(a BIGINT DEFAULT 1, b BIGINT, step BIGINT DEFAULT +1) RETURNS TABLE"
              + " (n BIGINT) LANGUAGE WASM WITH (format = 'insitu') FROM MODULE series",
          "CREATE FUNCTION first_rows(t TABLE, n INTEGER DEFAULT 2) RETURNS TABLE (k VARCHAR(10),"
              + " o INTEGER, v DOUBLE) LANGUAGE WASM FROM MODULE top",
          "CREATE FUNCTION ones() RETURNS TABLE (a INTEGER) LANGUAGE WASM FROM MODULE tool",
          "CREATE FUNCTION eats(how VARCHAR) RETURNS TABLE (a INTEGER) LANGUAGE WASM"
              + " WITH (header = false) FROM MODULE tool");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM TABLE(series(1, 3, 1))                                       | VALUES 1, 2, 3
          SELECT * FROM series(3, 1, -1)                                             | VALUES 3, 2, 1
          SELECT * FROM TABLE(public.series(b => 2, step => 1, a => 1)) AS s(i)      | VALUES 1, 2
          SELECT * FROM TABLE(series(1, 0, 1))                                       | SELECT 1 WHERE FALSE
          SELECT * FROM TABLE(series(1, NULL, 1))                                    | SELECT 1 WHERE FALSE
          SELECT COUNT(*), SUM(n) FROM TABLE(series(1, 5000, 1))                     | VALUES (5000, 12502500)
          SELECT * FROM TABLE(series((SELECT MIN(o) FROM t), 1 + 1, '1'))            | VALUES 1, 2
          SELECT n FROM TABLE(series(9223372036854775806, 9223372036854775807, 1))   | VALUES 9223372036854775806, 9223372036854775807
          SELECT n FROM series(1, 9000, 1) LIMIT 2 OFFSET 3                          | VALUES 4, 5
          SELECT t.o, s.n FROM t JOIN series(2, 3, 1) s ON s.n = t.o ORDER BY 1      | VALUES (2, 2), (3, 3)
          SELECT a.n, b.n FROM series(1, 2, 1) a, TABLE(series(5, 6, 1)) b ORDER BY 1, 2 | VALUES (1, 5), (1, 6), (2, 5), (2, 6)
          SELECT o FROM t WHERE o IN (SELECT n FROM series(1, 99, 5)) ORDER BY o     | VALUES 1, 6, 11
          SELECT (SELECT MAX(n) FROM series(1, 9, 1) WHERE n < o) FROM t WHERE o = 4 | VALUES 3
          SELECT * FROM (SELECT n * 2 FROM series(1, 2, 1))                          | VALUES 2, 4
          SELECT n FROM series(1, 1, 1) UNION ALL SELECT n FROM series(2, 2, 1)      | VALUES 1, 2
          WITH s AS (SELECT * FROM series(1, 3, 1)) SELECT n FROM s WHERE n > 1      | VALUES 2, 3
          SELECT o FROM TABLE(top_n(TABLE(SELECT 'a' k, CAST(n AS INT) o, 0e0 v FROM series(1, 9, 1)) ORDER BY o DESC, 2)) | VALUES 9, 8
          SELECT o FROM TABLE(top_n(TABLE top_n(TABLE t ORDER BY o, 4) ORDER BY o DESC, 2)) | VALUES 4, 3
          SELECT o FROM top_n(TABLE public.top_n(TABLE t ORDER BY o, 4) PARTITION BY k ORDER BY o DESC, 1) | VALUES 3, 4, 2
          SELECT * FROM TABLE(write('s', U&'A,B\\000a1,x\\000a-2,'))                 | VALUES (1, 'x'), (-2, NULL)
          SELECT * FROM TABLE(up(b => 3))                                            | VALUES 1, 2, 3
          SELECT * FROM TABLE(up(3, 5))                                              | VALUES 3, 4, 5
          SELECT * FROM up(step => 2, b => 5, a => 2)                                | VALUES 2, 4
          SELECT o, n FROM t, LATERAL up(b => t.o) WHERE o = 2 ORDER BY n            | VALUES (2, 1), (2, 2)
          SELECT o FROM first_rows(TABLE t ORDER BY o DESC)                          | VALUES 12, 11
          SELECT o FROM first_rows(n => 1, t => TABLE t ORDER BY o DESC)             | VALUES 12
          SELECT * FROM TABLE(eats('c'))                                             | SELECT 1 WHERE FALSE
          """)
  void rowsComeFromScalarsAlone(String sql, String oracle) throws SQLException {
    requireSame(sql, oracle);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void parametersMayChangeBetweenExecutions(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    String sql = "SELECT n FROM TABLE(series(?, ? + 1, ?)) WHERE n <> ?";
    try (PreparedStatement statement = database.connection.prepareStatement(sql)) {
      assertThat(statement.getParameterMetaData().getParameterCount()).isEqualTo(4);
      for (int i = 1; i <= 3; i++) {
        statement.setInt(1, i);
        statement.setInt(2, i);
        statement.setInt(3, 1);
        statement.setInt(4, i);
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(Fixture.rows(rows)).containsExactly(String.valueOf(i + 1));
        }
      }
    }
    assertThat(Fixture.leftBehind(database.connection)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, names = "TCP", mode = EnumSource.Mode.EXCLUDE)
  void aLimitAndAClosedResultStopTheProgram(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    assertThat(database.query("SELECT COUNT(*) FROM (SELECT * FROM flood('f') LIMIT 100000)"))
        .containsExactly("100000");
    assertThat(database.query("SELECT n FROM series(1, 9000000000000000000, 1) LIMIT 1 OFFSET 3"))
        .containsExactly("4");
    assertThat(Fixture.guests()).isZero();
    String sql = "SELECT * FROM TABLE(flood('f'))";
    try (PreparedStatement statement = database.connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(1);
    }
    assertThat(Fixture.guests()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM series(1, 2)          | 42883 | line 1, column 15: SERIES(A BIGINT, B BIGINT, STEP BIGINT) takes 3 arguments, found 2
          SELECT * FROM up(1, 2, 3, 4)        | 42883 | line 1, column 15: UP(A BIGINT DEFAULT 1, B BIGINT, STEP BIGINT DEFAULT 1) takes 1 to 3 arguments, found 4
          SELECT * FROM up(1)                 | 42883 | line 1, column 15: UP(A BIGINT DEFAULT 1, B BIGINT, STEP BIGINT DEFAULT 1) takes 1 to 3 arguments, found 1
          SELECT * FROM up(a => 1)            | 42883 | line 1, column 15: argument B is missing: UP(A BIGINT DEFAULT 1, B BIGINT, STEP BIGINT DEFAULT 1)
          SELECT * FROM ones(1)               | 42883 | line 1, column 15: ONES() takes 0 arguments, found 1
          SELECT * FROM series(1, TABLE t, 1) | 42601 | line 1, column 25: argument B of SERIES is BIGINT, found a table
          SELECT series(1, 2, 3)              | 42601 | line 1, column 8: SERIES is a table function: it is called in FROM, as TABLE(SERIES(...))
          SELECT * FROM series(1, 2, 0)       | 22023 | function SERIES: the step is 0
          SELECT * FROM write('s', 'A')       | 39M02 | function WRITE: output, header: found 'A', expected 'A', 'B'; a program that writes no header needs WITH (header = false)
          SELECT * FROM ones()                | 39M02 | function ONES: output, header: found nothing, expected 'A'; a program that writes no header needs WITH (header = false)
          """)
  void mistakesAreOneError(String sql, String state, String message) {
    for (Fixture database : databases.values()) {
      database.requireRefused(sql, state, message);
    }
  }

  @Test
  void limitsHold() throws SQLException {
    Fixture database = databases.get(Kind.MEMORY);
    database.execute(
        "CREATE FUNCTION few(how VARCHAR) RETURNS TABLE (a INTEGER) LANGUAGE WASM"
            + " WITH (max_output_rows = 3) FROM MODULE tool");
    assertThat(database.query("SELECT * FROM few('f') LIMIT 3")).hasSize(3);
    assertThatThrownBy(() -> database.query("SELECT * FROM few('f')"))
        .hasMessage(
            "function FEW: wants 4 of output rows, allowed 3;"
                + " WITH (max_output_rows = …) allows more");
    assertThat(Fixture.guests()).isZero();
  }
}
