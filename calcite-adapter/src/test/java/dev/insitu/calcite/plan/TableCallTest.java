package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.calcite.plan.Fixture.Kind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls of table functions in SQL, on every kind of database; H2 itself is the oracle. */
final class TableCallTest extends EveryDatabase {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM TABLE(top_n(TABLE t PARTITION BY k ORDER BY o DESC, 2))                   | SELECT k, o, v FROM x WHERE r <= 2 ORDER BY k, o DESC
          SELECT * FROM top_n(TABLE t PARTITION BY k ORDER BY o DESC, 2)                          | SELECT k, o, v FROM x WHERE r <= 2 ORDER BY k, o DESC
          SELECT * FROM public.top_n(n => 2, t => TABLE t PARTITION BY (k) ORDER BY (o DESC, v))  | SELECT k, o, v FROM x WHERE r <= 2 ORDER BY k, o DESC
          SELECT * FROM TABLE(top_n(TABLE(t) PARTITION BY t.k ORDER BY t.o DESC NULLS LAST, 2))   | SELECT k, o, v FROM x WHERE r <= 2 ORDER BY k, o DESC
          SELECT * FROM TABLE(top_n(TABLE public.t ORDER BY o, 4))                                | SELECT * FROM t ORDER BY o LIMIT 4
          SELECT * FROM TABLE(top_n((SELECT k, o, v FROM t WHERE o > 5) ORDER BY o, 4))           | SELECT * FROM t WHERE o > 5 ORDER BY o LIMIT 4
          SELECT * FROM TABLE(top_n(TABLE(SELECT k, o, v FROM t ORDER BY o DESC), 2 + 1))         | SELECT * FROM t ORDER BY o DESC LIMIT 3
          SELECT * FROM TABLE(top_n(TABLE(SELECT c1 k, c2 o, c3 v FROM (VALUES ('a', 1, 2e0), ('b', 3, 4e0))), 9))               | VALUES ('a', 1, 2.0), ('b', 3, 4.0)
          SELECT * FROM TABLE(top_n((WITH a AS (SELECT * FROM t) TABLE a) ORDER BY o, 2))         | SELECT * FROM t ORDER BY o LIMIT 2
          SELECT * FROM TABLE(top_n(TABLE t ORDER BY o, (SELECT COUNT(*) FROM u)))                | SELECT * FROM t ORDER BY o LIMIT 3
          SELECT * FROM TABLE(top_n(TABLE t ORDER BY o, '2'))                                     | SELECT * FROM t ORDER BY o LIMIT 2
          SELECT * FROM TABLE(top_n(TABLE t ORDER BY o, NULL))                                    | SELECT * FROM t WHERE FALSE
          SELECT * FROM TABLE(top_n(TABLE e, 5))                                                  | SELECT * FROM e
          SELECT * FROM TABLE(top_n(TABLE e PARTITION BY k, 5))                                   | SELECT * FROM e
          SELECT k AS kk, SUM(v) s FROM TABLE(top_n(TABLE t PARTITION BY k, 9)) p WHERE p.o <> 3 GROUP BY k HAVING COUNT(*) > 3 ORDER BY s DESC | SELECT k, SUM(v) FROM t WHERE o <> 3 GROUP BY k HAVING COUNT(*) > 3 ORDER BY 2 DESC
          SELECT top_n.o FROM TABLE(top_n(TABLE t ORDER BY o, 2))                                 | VALUES 1, 2
          SELECT p.b, p.a FROM TABLE(top_n(TABLE t ORDER BY o, 2)) AS p(a, b, c)                  | VALUES (1, 'k1'), (2, 'k2')
          SELECT x.name, p.o FROM u x JOIN TABLE(top_n(TABLE t PARTITION BY k ORDER BY o DESC, 1)) p ON p.k = x.k ORDER BY p.o | SELECT u.name, x.o FROM u JOIN x ON x.k = u.k WHERE r = 1 ORDER BY x.o
          SELECT x.name, p.o FROM u x LEFT JOIN top_n(TABLE t PARTITION BY k ORDER BY o DESC, 1) p ON p.k = x.k ORDER BY x.name | SELECT u.name, x.o FROM u LEFT JOIN (SELECT * FROM x WHERE r = 1) x ON x.k = u.k ORDER BY u.name
          SELECT x.name, p.o FROM u x, top_n(TABLE t PARTITION BY k ORDER BY o DESC, 1) p WHERE p.k = x.k ORDER BY p.o | SELECT u.name, x.o FROM u JOIN x ON x.k = u.k WHERE r = 1 ORDER BY x.o
          SELECT a.o, b.o FROM top_n(TABLE t ORDER BY o, 2) a CROSS JOIN top_n(TABLE t ORDER BY o, 3) b ORDER BY 1, 2 | SELECT a.o, b.o FROM t a, t b WHERE a.o <= 2 AND b.o <= 3 ORDER BY 1, 2
          SELECT a.o FROM top_n(TABLE t ORDER BY o, 2) a UNION ALL SELECT b.o FROM top_n(TABLE t ORDER BY o, 2) b | VALUES 1, 2, 1, 2
          SELECT * FROM (SELECT o FROM top_n(TABLE t ORDER BY o, 3)) q WHERE o > 1                | VALUES 2, 3
          SELECT o FROM t WHERE o IN (SELECT o FROM top_n(TABLE t ORDER BY o, 3)) ORDER BY o DESC | VALUES 3, 2, 1
          SELECT name FROM u WHERE EXISTS (SELECT 1 FROM top_n(TABLE t, 12) p WHERE p.k = u.k)    | SELECT name FROM u WHERE k IN (SELECT k FROM t)
          SELECT name, (SELECT MAX(o) FROM top_n(TABLE t, 12) p WHERE p.k = u.k) m FROM u         | SELECT name, (SELECT MAX(o) FROM t WHERE t.k = u.k) FROM u
          SELECT * FROM TABLE(top_n(TABLE(SELECT * FROM TABLE(top_n(TABLE t PARTITION BY k ORDER BY o, 3))) PARTITION BY k ORDER BY o DESC, 1)) | SELECT k, o, v FROM t WHERE o IN (7, 8, 9) ORDER BY k
          SELECT * FROM TABLE(top_n(TABLE(top_n(TABLE t PARTITION BY k ORDER BY o, 3)) PARTITION BY k ORDER BY o DESC, 1)) | SELECT k, o, v FROM t WHERE o IN (7, 8, 9) ORDER BY k
          WITH c AS (SELECT * FROM t WHERE o < 7), d AS (TABLE c) SELECT * FROM TABLE(top_n(TABLE d PARTITION BY k ORDER BY o DESC, 1)) | SELECT k, o, v FROM t WHERE o IN (4, 5, 6) ORDER BY k
          WITH c(a, b, d) AS (SELECT * FROM top_n(TABLE t ORDER BY o, 2)) SELECT b FROM c         | VALUES 1, 2
          WITH c AS (SELECT * FROM top_n(TABLE t ORDER BY o, 2)) SELECT a.o, b.o FROM c a, c b ORDER BY 1, 2 | VALUES (1, 1), (1, 2), (2, 1), (2, 2)
          WITH c AS (SELECT * FROM top_n(TABLE t ORDER BY o, 4)), d AS (SELECT * FROM top_n(TABLE c ORDER BY o DESC, 3)) SELECT o FROM top_n((SELECT * FROM d) ORDER BY o, 2) UNION ALL SELECT COUNT(*) FROM c | VALUES 2, 3, 4
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT o FROM top_n((SELECT 'a' k, CAST(i AS INT) o, 0e0 v FROM n) ORDER BY o DESC, 2) | VALUES 3, 2
          (SELECT o FROM top_n(TABLE t ORDER BY o, 1)) UNION (SELECT 5) ORDER BY 1                | VALUES 1, 5
          SELECT o FROM LATERAL TABLE(top_n(TABLE t ORDER BY o, 1)) AS p LIMIT 1                  | VALUES 1
          SELECT o, ROW_NUMBER() OVER (ORDER BY o DESC) r FROM top_n(TABLE t ORDER BY o, 2) ORDER BY r | VALUES (2, 1), (1, 2)
          SELECT DATEADD('DAY', 1, DATE '2020-01-01') d, o FROM top_n(TABLE t ORDER BY o, 1)      | VALUES (DATE '2020-01-02', 1)
          SELECT o /* TABLE(x) */ FROM top_n(TABLE t /* , 7 */ ORDER BY o, 1) -- f(             | VALUES 1
          """)
  void rowsAreWhatTheBackendSays(String sql, String oracle) throws SQLException {
    String x =
        "WITH x AS (SELECT t.*, ROW_NUMBER() OVER (PARTITION BY k ORDER BY o DESC) r FROM t) ";
    requireSame(sql, x + oracle);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void columnsAreTheDeclaredOnes(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    String types = "K CHARACTER VARYING(10), O INTEGER(32), V DOUBLE PRECISION(53)";
    assertThat(database.columns("SELECT * FROM TABLE(top_n(TABLE t, 2))")).isEqualTo(types);
    assertThat(database.columns("SELECT p.* FROM t, TABLE(top_n(TABLE t, 2)) p")).isEqualTo(types);
    assertThat(database.columns("SELECT o + 1L AS \"next\" FROM TABLE(top_n(TABLE t, 2))"))
        .isEqualTo("next BIGINT(64)");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void nullsAreOnePartitionAndSortAsTheBackendSorts(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    database.execute(
        "CREATE TABLE n(k VARCHAR(10), o INT, v DOUBLE)",
        "INSERT INTO n VALUES ('a', 1, 0), (NULL, 2, 0), ('a', NULL, 0), (NULL, NULL, 0)");
    for (String order : List.of("o", "o DESC", "o NULLS LAST", "o DESC NULLS FIRST")) {
      List<String> found =
          database.query(
              "SELECT * FROM TABLE(top_n(TABLE n PARTITION BY k ORDER BY (" + order + "), 1))");
      assertThat(found)
          .isEqualTo(
              database.query(
                  "SELECT k, o, v FROM (SELECT n.*, ROW_NUMBER() OVER (PARTITION BY k ORDER BY "
                      + order
                      + ") r FROM n) WHERE r = 1 ORDER BY k"));
    }
    database.execute("DROP TABLE n");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void parametersStandAnywhere(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    String sql =
        "SELECT ? AS a, p.o + ? AS b FROM TABLE(top_n((SELECT k, o, v FROM t WHERE o > ?)"
            + " ORDER BY o, ? + 1)) p WHERE p.o <> ? ORDER BY ? LIMIT ?";
    try (PreparedStatement statement = database.connection.prepareStatement(sql)) {
      assertThat(statement.getParameterMetaData().getParameterCount()).isEqualTo(7);
      for (int low = 2; low < 5; low++) {
        statement.setString(1, "x");
        statement.setInt(2, 100);
        statement.setInt(3, low);
        statement.setLong(4, 3);
        statement.setInt(5, low + 2);
        statement.setInt(6, 2);
        statement.setInt(7, 2);
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(Fixture.rows(rows)).containsExactly("x " + (low + 101), "x " + (low + 103));
        }
      }
    }
    assertThat(
            database.query(
                "WITH c AS (SELECT * FROM t WHERE k = ?2) SELECT o, ?1 FROM"
                    + " TABLE(top_n(TABLE c ORDER BY o, ?1)) WHERE k = ?2",
                2,
                "k1"))
        .containsExactly("1 2", "4 2");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void dataChangesTakeRowsOfCalls(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    database.execute("CREATE TABLE w(k VARCHAR(10), o INT PRIMARY KEY, v DOUBLE)");
    assertThat(database.update("INSERT INTO w SELECT * FROM TABLE(top_n(TABLE t ORDER BY o, 5))"))
        .isEqualTo(5);
    assertThat(
            database.update(
                "INSERT INTO w SELECT k, o + 100, v FROM TABLE(top_n(TABLE w ORDER BY o, 2))"))
        .isEqualTo(2);
    assertThat(
            database.update(
                "UPDATE w SET v = (SELECT MAX(v) FROM top_n(TABLE w, 99) p WHERE p.o <> w.o)"))
        .isEqualTo(7);
    assertThat(
            database.update(
                "DELETE FROM w WHERE o IN (SELECT o FROM top_n(TABLE w ORDER BY o DESC, 2))"))
        .isEqualTo(2);
    assertThat(
            database.update(
                "MERGE INTO w USING TABLE(top_n(TABLE t ORDER BY o, 6)) s ON w.o = s.o"
                    + " WHEN MATCHED THEN UPDATE SET w.v = 0"
                    + " WHEN NOT MATCHED THEN INSERT VALUES (s.k, s.o, s.v)"))
        .isEqualTo(6);
    assertThat(database.query("SELECT o, v FROM w ORDER BY o"))
        .containsExactly("1 0.0", "2 0.0", "3 0.0", "4 0.0", "5 0.0", "6 3.0");
    database.execute(
        "CREATE TABLE z AS SELECT k, COUNT(*) c FROM TABLE(top_n(TABLE t PARTITION BY k, 2))"
            + " GROUP BY k");
    assertThat(database.query("SELECT * FROM z ORDER BY k"))
        .containsExactly("k0 2", "k1 2", "k2 2");
    database.execute("DROP TABLE w", "DROP TABLE z");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aPreparedCallSeesTheTablesOfItsTime(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    database.execute("CREATE TABLE s(k VARCHAR(10), o INT, v DOUBLE)");
    try (PreparedStatement statement =
        database.connection.prepareStatement("SELECT o FROM TABLE(top_n(TABLE s ORDER BY o, 9))")) {
      List<List<String>> seen = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        database.execute("INSERT INTO s VALUES ('a', " + i + ", 0)");
        seen.add(Fixture.rows(statement.executeQuery()));
      }
      assertThat(seen).containsExactly(List.of("1"), List.of("1", "2"), List.of("1", "2", "3"));
      database.execute("ALTER TABLE s ADD COLUMN first INT BEFORE k");
      database.execute("ALTER TABLE s DROP COLUMN first");
      assertThat(Fixture.rows(statement.executeQuery())).containsExactly("1", "2", "3");
    }
    database.execute("DROP TABLE s");
  }

  @Test
  void anotherSessionsChangesOfATableAreNoticed() throws Exception {
    Fixture database = databases.get(Kind.MEMORY);
    database.execute(
        "CREATE TABLE s(k VARCHAR(10), o INT, v DOUBLE)", "INSERT INTO s VALUES ('a', 1, 2)");
    String sql = "SELECT * FROM TABLE(top_n(TABLE s PARTITION BY k ORDER BY o, 9))";
    try (var other = database.connect();
        PreparedStatement statement = database.connection.prepareStatement(sql)) {
      assertThat(Fixture.rows(statement.executeQuery())).containsExactly("a 1 2.0");
      try (var change = other.createStatement()) {
        change.execute("ALTER TABLE s RENAME TO s2");
        change.execute("CREATE VIEW s AS SELECT k, 7 AS o, v FROM s2");
      }
      assertThat(Fixture.rows(statement.executeQuery())).containsExactly("a 7 2.0");
      assertThat(database.query(sql)).containsExactly("a 7 2.0");
    }
    database.execute("DROP VIEW s", "DROP TABLE s2");
  }

  @Test
  void everyTypeWithATextGoesIn() throws SQLException {
    Fixture database = databases.get(Kind.MEMORY);
    database.execute(
        "CREATE FUNCTION copy_text(t TABLE, how VARCHAR) RETURNS TABLE (a VARCHAR, b VARCHAR, c"
            + " VARCHAR, d VARCHAR, e VARCHAR, f VARCHAR, g VARCHAR) LANGUAGE WASM PARAMETER"
            + " STYLE STREAM FROM MODULE tool");
    String values =
        "DATE '2020-02-29' AS a, TIMESTAMP '2020-01-01 10:20:30.123456789' b, 1.50 c,"
            + " UUID '00000000-0000-0000-0000-000000000001' d, TIME '10:00:00' e,"
            + " INTERVAL '3' DAY f, CAST('cl' AS CLOB) g";
    assertThat(database.query("SELECT * FROM copy_text((SELECT " + values + "), 'c')"))
        .isEqualTo(database.query("SELECT " + values));
  }

  @Test
  void everyTypeGoesThroughUnchanged() throws SQLException {
    Fixture database = databases.get(Kind.MEMORY);
    String columns =
        "bo BOOLEAN, ti TINYINT, si SMALLINT, i INTEGER, bi BIGINT, re REAL, dp DOUBLE PRECISION,"
            + " de DECIMAL(38, 10), ch CHAR(4), vc VARCHAR(40), bn BINARY(3), vb VARBINARY(9),"
            + " da DATE, tm TIME(9), ts TIMESTAMP(9), tz TIMESTAMP(9) WITH TIME ZONE, id UUID";
    String function =
        " RETURNS TABLE (" + columns + ") LANGUAGE WASM PARAMETER STYLE STREAM FROM MODULE tool";
    database.execute(
        "CREATE TABLE types (" + columns + ")",
        "INSERT INTO types VALUES (TRUE, -128, -32768, -2147483648, -9223372036854775808, 1e-45,"
            + " 4.9E-324, 1234567890123456789012345678.0123456789, 'a b', 'c,\"\"', X'01', X'ff00',"
            + " DATE '0001-01-01', TIME '23:59:59.999999999', TIMESTAMP '9999-12-31"
            + " 23:59:59.999999999', TIMESTAMP WITH TIME ZONE '2000-02-29 12:30:00.5-03:30',"
            + " UUID '00112233-4455-6677-8899-aabbccddeeff')",
        "INSERT INTO types (ch, vc, da, tz) VALUES ('', '', DATE '-1000-01-01', TIMESTAMP WITH TIME"
            + " ZONE '10000-01-01 00:00:00+18:00')",
        "CREATE FUNCTION copy_types(t TABLE, how VARCHAR)" + function,
        "CREATE FUNCTION copy_declared(t TABLE (" + columns + "), how VARCHAR)" + function);
    for (String name : List.of("copy_types", "copy_declared")) {
      String call = name + "(TABLE types, 'c')";
      assertThat(database.query("SELECT * FROM " + call)).as(name).hasSize(2);
      assertThat(database.query("SELECT * FROM " + call + " EXCEPT SELECT * FROM types"))
          .as(name)
          .isEmpty();
      assertThat(database.query("SELECT RAWTOHEX(bn), RAWTOHEX(vb), ch = 'a b ' FROM " + call))
          .as(name)
          .containsExactly("010000 ff00 TRUE", "null null FALSE");
    }
    database.execute("CREATE TABLE copied AS SELECT * FROM copy_types(TABLE types, 'c')");
    String described =
        "SELECT data_type, numeric_precision, numeric_scale, datetime_precision,"
            + " character_octet_length FROM information_schema.columns WHERE table_name = ";
    assertThat(database.query(described + "'COPIED' ORDER BY ordinal_position"))
        .isEqualTo(database.query(described + "'TYPES' ORDER BY ordinal_position"));
    database.execute("DROP TABLE copied", "DROP TABLE types");
  }

  @Test
  void plansAreExplainedWithoutARun() throws SQLException {
    Fixture database = databases.get(Kind.MEMORY);
    for (String sql :
        List.of(
            "EXPLAIN SELECT * FROM TABLE(say(TABLE t, 's', 'x', 'y', 't'))",
            "EXPLAIN SELECT * FROM t, TABLE(say(TABLE t, 's', 'x', 'y', 't'))")) {
      assertThat(database.query(sql).getFirst()).contains("SAY");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void analysisCountsWhatTheStatementGives(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    String sql = "SELECT k FROM TABLE(top_n(TABLE t PARTITION BY k ORDER BY o, CAST(? AS INT)))";
    int rows = database.query(sql, 2).size();
    long bytesOfInput = 0;
    for (int i = 0; i < 2; i++) {
      String tree = database.query("EXPLAIN ANALYZE " + sql, 2).getFirst();
      assertThat(tree)
          .contains("table function PUBLIC.TOP_N as ")
          .contains("runs 3, fuel ")
          .containsPattern("output csv \\(.*\\): " + rows + " rows, [1-9][0-9]* bytes")
          .containsPattern("input T csv \\(.*\\) partitioned by K ordered by O: 12 rows, ")
          .containsPattern("time in guest [0-9]+\\.[0-9]{3} ms");
      long bytes = Long.parseLong(tree.replaceAll("(?s).*: 12 rows, ([0-9]+) bytes.*", "$1"));
      assertThat(bytes).isPositive();
      assertThat(bytesOfInput == 0 || bytes == bytesOfInput).isTrue();
      bytesOfInput = bytes;
    }
    assertThat(database.query("EXPLAIN " + sql, 2).getFirst())
        .contains("TOP_N")
        .doesNotContain("runs");
  }

  @Test
  void treesAreResultsAsOthers() throws SQLException {
    Fixture database = databases.get(Kind.MEMORY);
    String sql = "EXPLAIN SELECT * FROM TABLE(top_n(TABLE t, 1))";
    try (Statement statement = database.connection.createStatement()) {
      assertThat(statement.execute(sql)).isTrue();
      try (ResultSet tree = statement.getResultSet()) {
        assertThat(tree.getMetaData().getColumnCount()).isEqualTo(1);
        assertThat(tree.next()).isTrue();
        assertThat(tree.getString("PLAN")).startsWith("statement in the database\n");
        assertThat(tree.next()).isFalse();
      }
      assertThat(statement.getMoreResults()).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
      try (ResultSet other = statement.executeQuery("SELECT 1")) {
        assertThat(other.next()).isTrue();
        assertThat(other.getInt(1)).isEqualTo(1);
      }
    }
  }
}
