package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.calcite.plan.Fixture.Kind;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables without rows, and tables whose columns pass through a function. */
final class PassThroughTest extends EveryDatabase {
  @BeforeAll
  void create() throws SQLException {
    for (Fixture database : databases.values()) {
      database.execute(
          "CREATE MODULE deltas FROM 'file:"
              + Fixture.ROOT.resolve("samples/deltas/deltas.wasm")
              + "'",
          "CREATE FUNCTION deltas(t TABLE (v DOUBLE PRECISION) WITH SET SEMANTICS KEEP WHEN EMPTY"
              + " PASS THROUGH) RETURNS TABLE (change DOUBLE PRECISION) LANGUAGE WASM"
              + " WITH (format = 'insitu') FROM MODULE deltas",
          "CREATE FUNCTION tell(t TABLE PASS THROUGH, how VARCHAR, out VARCHAR) RETURNS TABLE"
              + " (a INTEGER) LANGUAGE WASM FROM MODULE tool");
      for (String empty : new String[] {"", " PRUNE WHEN EMPTY", " KEEP WHEN EMPTY"}) {
        database.execute(
            "CREATE FUNCTION out"
                + (empty.isEmpty() ? "" : empty.substring(1, 6).strip())
                + "(t TABLE"
                + empty
                + " NO PASS THROUGH, how VARCHAR DEFAULT 's', out VARCHAR DEFAULT 'A"
                + "\n1') RETURNS TABLE (a INTEGER) LANGUAGE WASM FROM MODULE tool");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          SELECT COUNT(*) FROM out(TABLE e)                      | VALUES 1
          SELECT COUNT(*) FROM out(TABLE e PARTITION BY k)       | VALUES 0
          SELECT COUNT(*) FROM out(TABLE t PARTITION BY k)       | VALUES 3
          SELECT COUNT(*) FROM outprune(TABLE e)                 | VALUES 0
          SELECT COUNT(*) FROM outprune(TABLE e PARTITION BY k)  | VALUES 0
          SELECT COUNT(*) FROM outprune(TABLE t)                 | VALUES 1
          SELECT COUNT(*) FROM outprune(TABLE t PARTITION BY k)  | VALUES 3
          SELECT COUNT(*) FROM outkeep(TABLE e)                  | VALUES 1
          SELECT COUNT(*) FROM outkeep(TABLE e PARTITION BY k)   | VALUES 1
          SELECT COUNT(*) FROM outkeep(TABLE t PARTITION BY k)   | VALUES 3
          SELECT * FROM deltas(TABLE t PARTITION BY k ORDER BY o) | SELECT v - LAG(v) OVER (PARTITION BY k ORDER BY o), k, o, v FROM t ORDER BY k, o
          SELECT o, x.change FROM TABLE(deltas(TABLE(SELECT o, 'a' AS s, v FROM t) ORDER BY o DESC)) x LIMIT 2 | VALUES (12, NULL), (11, -0.5)
          SELECT * FROM deltas(TABLE e PARTITION BY k)           | SELECT 1e0, * FROM e
          SELECT u.name, d.change, d.o FROM u JOIN deltas(TABLE t PARTITION BY k ORDER BY o) d ON d.k = u.k WHERE d.o < 6 ORDER BY d.o | VALUES ('one', NULL, 1), ('zero', NULL, 3), ('one', 1.5, 4)
          SELECT a, o FROM tell(TABLE t ORDER BY o, 's', 'ROW,A;1,10;3,30;3,31;,99;12,12') | VALUES (10, 1), (30, 3), (31, 3), (99, NULL), (12, 12)
          SELECT a, o FROM tell(TABLE t PARTITION BY k ORDER BY o, 's', 'ROW,A;4,1')       | VALUES (1, 12), (1, 10), (1, 11)
          SELECT a, k FROM tell(TABLE e, 's', 'ROW,A;,7')        | VALUES (7, NULL)
          """)
  void rowsAreThoseThatTheProgramNames(String sql, String oracle) throws SQLException {
    requireSame(sql.replace(';', '\n'), oracle);
  }

  @Test
  void typesAreThoseOfTheTable() throws SQLException {
    for (Fixture database : databases.values()) {
      assertThat(database.columns("SELECT * FROM deltas(TABLE t)"))
          .isEqualTo(
              "CHANGE DOUBLE PRECISION(53), K CHARACTER VARYING(10), O INTEGER(32),"
                  + " V DOUBLE PRECISION(53)");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          tell(TABLE t, 's', 'ROW,A;13,1')    | 39M02 | function TELL: output, row 1, column ROW: 13 is no row of the input, which has 12
          tell(TABLE t, 's', 'ROW,A;0,1')     | 39M02 | function TELL: output, row 1, column ROW: 0 is no row of the input, whose rows count from 1
          tell(TABLE t, 's', 'ROW,A;2,1;1,1') | 39M02 | function TELL: output, row 2, column ROW: 1 is before 2, which a row before has named
          tell(TABLE e, 's', 'ROW,A;1,1')     | 39M02 | function TELL: output, row 1, column ROW: 1 is no row of the input, which has 0
          tell(TABLE t PARTITION BY k, 's', 'ROW,A;5,1') | 39M02 | function TELL, partition 1: output, row 1, column ROW: 5 is no row of the input, which has 4
          tell(TABLE t, 's', 'A;1')           | 39M02 | function TELL: output, header: found 'A', expected 'ROW', 'A'; a program that writes no header needs WITH (header = false)
          deltas(TABLE u)                     | 42883 | line 1, column 22: argument T of DELTAS must have a column "V"; it has K, NAME
          deltas((SELECT 'x' v))              | 42883 | line 1, column 22: argument T of DELTAS must have a column "V" of type DOUBLE PRECISION, found CHARACTER VARYING
          deltas((SELECT CAST(1 AS DOUBLE PRECISION) v, 1 change))    | 42883 | line 1, column 15: DELTAS gives a column "CHANGE", and one of that name passes through it from argument T: rename it there
          """)
  void wrongRowsAreRefused(String call, String state, String message) {
    for (Fixture database : databases.values()) {
      database.requireRefused("SELECT * FROM " + call.replace(';', '\n'), state, message);
    }
  }

  @Test
  void rowsAreKeptUntilTheyAreNamedUpToALimit() throws SQLException {
    Fixture database = databases.get(Kind.MEMORY);
    String numbers =
        "TABLE(SELECT X AS n, CAST(0.5 * X AS DOUBLE PRECISION) AS v FROM SYSTEM_RANGE(1, 300000)) ORDER BY n";
    assertThat(database.query("SELECT COUNT(*), SUM(change), SUM(n) FROM deltas(" + numbers + ")"))
        .containsExactly("300000 149999.5 45000150000");
    assertThat(
            database.query("SELECT n FROM tell(" + numbers + ", 's', 'ROW,A\n20001,1\n20001,2')"))
        .containsExactly("20001", "20001");
    assertThatThrownBy(() ->
            database.query("SELECT n FROM tell(" + numbers + ", 's', 'ROW,A\n1,1\n250000,1')"))
        .hasMessage(
            "function TELL: input row 1 waits to be named by a row of the output while the program"
                + " reads on; a program may read 20000 rows beyond it");
  }

  @Test
  void theCatalogKeepsWhatIsSaid() throws SQLException {
    Fixture database = databases.get(Kind.FILE);
    assertThat(
            database.query(
                "SELECT routine_name, when_empty, pass_through FROM insitu.function_parameters"
                    + " WHERE column_position = 0 AND semantics = 'SET' AND routine_name IN"
                    + " ('DELTAS', 'OUT', 'OUTPRUNE') ORDER BY 1"))
        .containsExactly("DELTAS KEEP YES", "OUT null NO", "OUTPRUNE PRUNE NO");
    assertThatThrownBy(() ->
            database.execute(
                "CREATE FUNCTION two(a TABLE PASS THROUGH, b TABLE PASS THROUGH) RETURNS TABLE"
                    + " (a INTEGER) LANGUAGE WASM FROM MODULE tool"))
        .hasMessageStartingWith("function TWO: ");
  }
}
