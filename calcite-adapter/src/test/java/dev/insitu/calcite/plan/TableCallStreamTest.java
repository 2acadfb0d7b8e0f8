package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.calcite.plan.Fixture.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Rows come while the program runs; however a statement ends, nothing of it is left. */
final class TableCallStreamTest extends EveryDatabase {
  /** More rows than a program and the channels on both of its sides hold at once. */
  private static final long AHEAD_MAX = 50_000;

  private static final String FLOOD = "TABLE(say(TABLE t, 'f', '', '', ''))";

  @AfterEach
  void nothingIsLeft() throws SQLException {
    assertThat(Fixture.guests()).isZero();
    for (Fixture database : databases.values()) {
      assertThat(Fixture.leftBehind(database.connection)).isEmpty();
      assertThat(database.connection.getAutoCommit()).isTrue();
      try (Connection other = database.connect()) {
        assertThat(Fixture.query(other, "SELECT * FROM INFORMATION_SCHEMA.LOCKS")).isEmpty();
      }
      assertThat(database.query("SELECT COUNT(*) FROM TABLE(copy_rows(TABLE t, 'c'))"))
          .containsExactly("12");
    }
  }

  private static String counted(long rows) {
    return "(SELECT 'k' AS k, CAST(taken(x) AS INT) AS o, 0.5e0 AS v"
        + " FROM SYSTEM_RANGE(1, "
        + rows
        + "))";
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, names = "TCP", mode = Mode.EXCLUDE)
  void aMillionRowsAreNeverHeldAtOnce(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    database.execute(RowCounter.ALIAS);
    RowCounter.reset();
    try (Statement statement = database.connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT p.o, p.v FROM TABLE(copy_rows(" + counted(1_000_000) + ", 'c')) p")) {
      long count = 0;
      while (rows.next()) {
        count++;
        assertThat(rows.getInt(1)).isEqualTo(Math.toIntExact(count));
        if (count % 100_000 == 1) {
          assertThat(RowCounter.last() - count).isBetween(0L, AHEAD_MAX);
        }
      }
      assertThat(count).isEqualTo(1_000_000);
    }
    database.execute("DROP ALIAS taken");
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, names = "TCP", mode = Mode.EXCLUDE)
  void whatAProgramDoesNotReadIsNotMade(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    database.execute(RowCounter.ALIAS);
    RowCounter.reset();
    assertThat(
            database.query(
                "SELECT a FROM TABLE(say("
                    + counted(1_000_000_000)
                    + ", 's', 'A' || CHAR(10) || '7' || CHAR(10), '', ''))"))
        .containsExactly("7");
    assertThat(RowCounter.last()).isLessThan(AHEAD_MAX);
    database.execute("DROP ALIAS taken");
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, names = "TCP", mode = Mode.EXCLUDE)
  void aLimitEndsAProgramWithoutEnd(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    for (String sql :
        List.of(
            "SELECT a FROM " + FLOOD + " LIMIT 2",
            "SELECT a FROM " + FLOOD + " FETCH FIRST 2 ROWS ONLY",
            "SELECT a FROM (SELECT a FROM " + FLOOD + " LIMIT 2) q",
            "WITH c AS (SELECT a FROM " + FLOOD + " LIMIT 2) SELECT a FROM c")) {
      assertThat(database.query(sql)).as(sql).hasSize(2);
      assertThat(Fixture.guests()).as(sql).isZero();
    }
    database.execute("CREATE TABLE z AS SELECT a FROM " + FLOOD + " LIMIT 3");
    assertThat(database.update("INSERT INTO z SELECT a FROM " + FLOOD + " LIMIT 4")).isEqualTo(4);
    assertThat(database.query("SELECT COUNT(*) FROM z")).containsExactly("7");
    database.execute("DROP TABLE z");
    try (Statement statement = database.connection.createStatement()) {
      statement.setMaxRows(5);
      assertThat(Fixture.rows(statement.executeQuery("SELECT a FROM " + FLOOD))).hasSize(5);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anOutputWithoutEndIsCutOff(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    database.execute(
        "CREATE FUNCTION few(t TABLE, how VARCHAR) RETURNS TABLE (a INTEGER) LANGUAGE WASM"
            + " PARAMETER STYLE STREAM WITH (max_output_rows = 1000) FROM MODULE tool");
    for (String sql :
        List.of(
            "SELECT COUNT(*) FROM TABLE(few(TABLE t, 'f'))",
            "SELECT COUNT(*) FROM u, TABLE(few(TABLE t, 'f'))",
            "SELECT (SELECT MAX(a) FROM TABLE(few(TABLE t, 'f'))) FROM u")) {
      assertThatThrownBy(() -> database.query(sql))
          .as(sql)
          .hasMessage(
              "function FEW: wants 1001 of output rows, allowed 1000; WITH (max_output_rows = …)"
                  + " allows more")
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("53M05");
      assertThat(Fixture.guests()).as(sql).isZero();
    }
    database.execute("DROP FUNCTION few");
  }

  /** What ends a stream before its rows do. */
  enum Ending {
    RESULT_SET {
      @Override
      void end(ResultSet rows) throws SQLException {
        rows.close();
      }
    },
    STATEMENT {
      @Override
      void end(ResultSet rows) throws SQLException {
        rows.getStatement().close();
      }
    },
    OTHER_TEXT {
      @Override
      void end(ResultSet rows) throws SQLException {
        rows.getStatement().executeQuery("SELECT 1");
      }
    },
    MORE_RESULTS {
      @Override
      void end(ResultSet rows) throws SQLException {
        rows.getStatement().getMoreResults();
      }
    },
    CONNECTION {
      @Override
      void end(ResultSet rows) throws SQLException {
        rows.getStatement().getConnection().close();
      }
    };

    abstract void end(ResultSet rows) throws SQLException;
  }

  @ParameterizedTest
  @EnumSource(Ending.class)
  void whoeverEndsItStopsTheProgram(Ending ending) throws SQLException {
    Fixture database = databases.get(Kind.MEMORY);
    Connection connection = database.connect();
    Statement statement = connection.createStatement();
    ResultSet rows = statement.executeQuery("SELECT a FROM " + FLOOD);
    assertThat(rows.next()).isTrue();
    ending.end(rows);
    assertThat(Fixture.guests()).isZero();
    statement.close();
    if (ending != Ending.CONNECTION) {
      assertThat(rows.isClosed()).isTrue();
      assertThat(Fixture.leftBehind(connection)).isEmpty();
    }
    connection.close();
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, names = "TCP", mode = Mode.EXCLUDE)
  void anErrorInTheMiddleComesWhereItIs(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    String input =
        "(SELECT 'k' AS k, x AS o, CASE WHEN x = 5000 THEN 'no' ELSE '1' END AS v"
            + " FROM SYSTEM_RANGE(1, 100000))";
    try (Statement statement = database.connection.createStatement()) {
      ResultSet rows = statement.executeQuery("SELECT o FROM TABLE(copy_rows(" + input + ", 'c'))");
      for (int i = 1; i < 5_000; i++) {
        assertThat(rows.next()).isTrue();
      }
      assertThatThrownBy(rows::next)
          .hasMessage("function COPY_ROWS: output, row 5000, column V: 'no' is no DOUBLE PRECISION")
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("22018");
      assertThat(Fixture.guests()).isZero();
      assertThat(Fixture.rows(statement.executeQuery("SELECT 1"))).containsExactly("1");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, names = "TCP", mode = Mode.EXCLUDE)
  void openResultsDoNotMeet(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    String sql =
        "SELECT o FROM TABLE(copy_rows((SELECT 'k' AS k, x AS o, 0e0 AS v"
            + " FROM SYSTEM_RANGE(1, ?)), 'c'))";
    try (PreparedStatement first = database.connection.prepareStatement(sql);
        PreparedStatement second = database.connection.prepareStatement(sql)) {
      first.setInt(1, 30_000);
      second.setInt(1, 20_000);
      ResultSet a = first.executeQuery();
      ResultSet b = second.executeQuery();
      for (int i = 1; i <= 20_000; i++) {
        assertThat(a.next() && b.next()).isTrue();
        assertThat(a.getInt(1)).isEqualTo(b.getInt(1)).isEqualTo(i);
      }
      assertThat(b.next()).isFalse();
      first.setInt(1, 3);
      ResultSet again = first.executeQuery();
      assertThat(a.isClosed()).isTrue();
      assertThat(Fixture.rows(again)).containsExactly("1", "2", "3");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, names = "TCP", mode = Mode.EXCLUDE)
  void otherStatementsRunWhileRowsCome(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    database.execute(
        "CREATE TABLE w AS SELECT 'k' AS k, x AS o, 0e0 AS v FROM SYSTEM_RANGE(1, 50000)");
    try (Statement statement = database.connection.createStatement()) {
      ResultSet rows = statement.executeQuery("SELECT o FROM TABLE(copy_rows(TABLE w, 'c'))");
      assertThat(rows.next()).isTrue();
      assertThat(database.update("DELETE FROM w WHERE o > 10")).isEqualTo(49_990);
      assertThat(database.query("SELECT COUNT(*) FROM TABLE(copy_rows(TABLE w, 'c'))"))
          .containsExactly("10");
      int count = 1;
      while (rows.next()) {
        count++;
      }
      assertThat(count).isEqualTo(50_000);
    }
    database.execute("DROP TABLE w");
  }
}
