package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which words are calls, and what stands beside them. */
final class CallFinderTest {
  private static final Identifiers UPPER = new Identifiers(Identifiers.Folding.UPPER, true);

  private static final FunctionNames F =
      new FunctionNames() {
        @Override
        public boolean isEmpty() {
          return false;
        }

        @Override
        public boolean mayBe(String name) {
          return name.equals("F");
        }

        @Override
        public Optional<FunctionDefinition> find(String schema, String name) {
          return schema == null || schema.equals("S")
              ? Optional.of(function(name))
              : Optional.empty();
        }
      };

  private static FunctionDefinition function(String name) {
    return new FunctionDefinition(
        "PUBLIC",
        name,
        List.of(new Parameter.Table("T", List.of(), true)),
        new Returns.Table(List.of(new Column("A", new SqlType.Int()))),
        ParameterStyle.STREAM,
        "m",
        "",
        "_start",
        true,
        false,
        Map.of());
  }

  /** Shows each call as what its rows replace, with the tables in scope and how it is read. */
  private static String calls(String sql) throws SQLException {
    SqlText text = new SqlText(sql, UPPER);
    return CallFinder.find(text, F).stream()
        .map(c ->
            text.between(c.from(), c.to())
                + c.scope().stream().map(t -> " " + t.name()).collect(Collectors.joining())
                + (c.isReadOnce() ? " once" : " often"))
        .collect(Collectors.joining("; "));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM TABLE(f(TABLE t))                              | TABLE(f(TABLE t)) once
          SELECT * FROM f(TABLE t) x                                   | f(TABLE t) once
          SELECT * FROM s.f(TABLE t)                                   | s.f(TABLE t) once
          SELECT * FROM other.f(TABLE t)                               | ^^
          SELECT * FROM TABLE ( /* c */ "F" (TABLE t) )                | TABLE ( /* c */ "F" (TABLE t) ) once
          SELECT * FROM TABLE("f"(TABLE t))                            | ^^
          SELECT 'TABLE(f(TABLE t))' -- TABLE(f(TABLE t))              | ^^
          SELECT * FROM LATERAL TABLE(f(TABLE t)) p                    | LATERAL TABLE(f(TABLE t)) once
          SELECT * FROM TABLE(id INT = (1, 2)), SYSTEM_RANGE(1, 2)     | ^^
          INSERT INTO f (a, b) VALUES (1, 2)                           | ^^
          INSERT INTO f(a) SELECT * FROM f(TABLE t)                    | f(TABLE t) once
          WITH f(a) AS (SELECT 1) SELECT * FROM f                      | ^^
          SELECT * FROM (SELECT * FROM f(TABLE t)) q                   | f(TABLE t) once
          SELECT * FROM (SELECT * FROM f(TABLE t)) q, u                | f(TABLE t) often
          SELECT * FROM u, f(TABLE t)                                  | f(TABLE t) often
          SELECT * FROM f(TABLE t) JOIN u ON TRUE                      | f(TABLE t) often
          SELECT * FROM (u CROSS JOIN f(TABLE t))                      | f(TABLE t) often
          SELECT * FROM ((SELECT 1) x CROSS JOIN f(TABLE t))           | f(TABLE t) often
          SELECT * FROM (f(TABLE t))                                   | f(TABLE t) once
          SELECT a, b FROM f(TABLE t) WHERE a IN (1, 2)                | f(TABLE t) once
          SELECT (SELECT MAX(a) FROM f(TABLE t)) FROM u                | f(TABLE t) often
          SELECT * FROM u WHERE a IN (SELECT a FROM f(TABLE t))        | f(TABLE t) often
          SELECT * FROM u WHERE EXISTS (SELECT 1 FROM f(TABLE t))      | f(TABLE t) often
          SELECT * FROM a JOIN b ON a.x = (SELECT 1 FROM f(TABLE t))   | f(TABLE t) often
          SELECT EXTRACT(YEAR FROM d), a FROM f(TABLE t)               | f(TABLE t) once
          SELECT a IS DISTINCT FROM b FROM f(TABLE t)                  | f(TABLE t) once
          SELECT 1 UNION ALL SELECT * FROM f(TABLE t)                  | f(TABLE t) once
          (SELECT 1) UNION ALL (SELECT * FROM f(TABLE t))              | f(TABLE t) once
          SELECT * FROM ((SELECT 1) UNION (SELECT * FROM f(TABLE t)))  | f(TABLE t) once
          SELECT * FROM VALUES (1), (2) v JOIN f(TABLE t)              | f(TABLE t) often
          WITH c AS (SELECT * FROM f(TABLE t)) SELECT * FROM c         | f(TABLE t) once
          WITH c AS (SELECT * FROM f(TABLE t)) SELECT * FROM c, u      | f(TABLE t) often
          WITH c AS (SELECT * FROM f(TABLE t)) SELECT * FROM c, c d    | f(TABLE t) often
          WITH c AS (SELECT * FROM f(TABLE t)) SELECT 1                | f(TABLE t) often
          WITH c AS (SELECT 1) SELECT * FROM f(TABLE c)                | f(TABLE c) C once
          WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c, f(TABLE t)) TABLE c | f(TABLE t) often
          WITH c AS (SELECT 1), d AS (SELECT * FROM f(TABLE c)) SELECT * FROM d x | f(TABLE c) C once
          SELECT * FROM (WITH c AS (SELECT 1) SELECT * FROM f(TABLE c)) | f(TABLE c) C once
          SELECT * FROM f(TABLE(f(TABLE t)))                           | f(TABLE(f(TABLE t))) once; TABLE(f(TABLE t)) once
          SELECT * FROM f(TABLE f(TABLE t))                            | f(TABLE f(TABLE t)) once; f(TABLE t) once
          SELECT * FROM f((SELECT * FROM f(TABLE t), u))               | f((SELECT * FROM f(TABLE t), u)) once; f(TABLE t) often
          INSERT INTO t SELECT * FROM f(TABLE t)                       | f(TABLE t) once
          INSERT INTO t(a) (SELECT * FROM f(TABLE t))                  | f(TABLE t) once
          INSERT INTO t VALUES (1, (SELECT a FROM f(TABLE t)))         | f(TABLE t) often
          UPDATE t SET a = (SELECT MAX(a) FROM f(TABLE t)) WHERE b = 1 | f(TABLE t) often
          DELETE FROM t WHERE a IN (SELECT a FROM f(TABLE t))          | f(TABLE t) often
          MERGE INTO t USING TABLE(f(TABLE t)) s ON t.a = s.a WHEN MATCHED THEN DELETE | TABLE(f(TABLE t)) often
          CREATE TABLE z AS SELECT * FROM f(TABLE t)                   | f(TABLE t) once
          CREATE TABLE z(a INT) AS (SELECT * FROM f(TABLE t))          | f(TABLE t) once
          CREATE TABLE z AS WITH c AS (SELECT 1) SELECT * FROM f(TABLE c) | f(TABLE c) C once
          EXPLAIN SELECT * FROM f(TABLE t)                             | f(TABLE t) once
          """)
  void callsAndWhatStandsBesideThem(String sql, String calls) throws SQLException {
    assertThat(calls(sql)).isEqualTo(calls);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT f(TABLE t)",
        "SELECT a FROM t WHERE f(1) > 2",
        "SELECT a FROM t JOIN u ON f(1)",
        "SELECT s.f(1)"
      })
  void aTableFunctionInAnExpressionIsRefused(String sql) {
    assertThatThrownBy(() -> calls(sql))
        .isInstanceOf(SQLException.class)
        .hasMessageMatching(
            "line 1, column \\d+: F is a table function:"
                + " it is called in FROM, as TABLE\\(F\\(\\.\\.\\.\\)\\)")
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("42601");
  }

  @Test
  void deepParenthesesTakeLittle() throws SQLException {
    int deep = 100_000;
    assertThat(calls("SELECT * FROM " + "(".repeat(deep) + "f(TABLE t)" + ")".repeat(deep)))
        .isEqualTo("f(TABLE t) once");
    assertThat(calls("SELECT " + "(SELECT ".repeat(deep) + "1" + ")".repeat(deep))).isEmpty();
  }

  @RepeatedTest(3)
  void garbageGivesCallsOrAnError(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    int calls = 0;
    for (int n = 0; n < 5_000; n++) {
      String garbage = n % 2 == 0 ? SqlLexerTest.garbage(random) : SqlLexerTest.damaged(random);
      SqlText text = new SqlText(garbage, UPPER);
      if (!text.isComplete()) {
        continue;
      }
      try {
        for (CallSite site : CallFinder.find(text, F)) {
          assertThat(site.to()).as(garbage).isGreaterThan(site.from());
          site.isReadOnce();
          calls++;
          CallArguments.read(text, site);
        }
      } catch (SQLException e) {
        assertThat(e.getSQLState()).as(garbage).isIn("42601", "42883");
      }
    }
    assertThat(calls).as("calls in seed " + repetition.getCurrentRepetition()).isGreaterThan(500);
  }
}
