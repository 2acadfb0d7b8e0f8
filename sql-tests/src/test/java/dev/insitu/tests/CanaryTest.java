package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two users of one database call one module: what a call of one leaves in memory, globals, tables
 * and segments, or brings as text, is seen neither by the other nor by the next call.
 */
final class CanaryTest {
  private static final String DATABASE = "jdbc:insitu:h2:mem:canary";

  private Connection owner;
  private Connection alice;
  private Connection bob;
  private String clean;

  @BeforeEach
  void open() throws SQLException {
    owner = DriverManager.getConnection(DATABASE, "OWNER", "");
    String file = Repository.root() + "/sandbox/src/test/resources/modules/canary.wasm";
    String end = " LANGUAGE WASM WITH (fuel = 3000000) FROM MODULE canary";
    try (Statement statement = owner.createStatement()) {
      statement.execute("CREATE MODULE canary FROM 'file:" + file + "'");
      statement.execute(
          "CREATE FUNCTION poison(mark INTEGER, finish INTEGER) RETURNS INTEGER" + end);
      statement.execute("CREATE FUNCTION scan(x INTEGER) RETURNS BIGINT" + end);
      statement.execute(
          "CREATE FUNCTION zs(t VARCHAR(1000)) RETURNS INTEGER" + end + " EXPORT 'count'");
      statement.execute("CREATE USER alice PASSWORD 'a'");
      statement.execute("CREATE USER bob PASSWORD 'b'");
    }
    alice = DriverManager.getConnection(DATABASE, "ALICE", "a");
    bob = DriverManager.getConnection(DATABASE, "BOB", "b");
    clean = value(owner, "SELECT scan(0)");
  }

  @AfterEach
  void close() throws SQLException {
    alice.close();
    bob.close();
    owner.close();
    Guests.awaitNone();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void noUserSeesWhatAnotherLeft(int end) throws SQLException {
    for (int mark = 161; mark < 165; mark++) {
      String poison = "SELECT poison(" + mark + ", " + end + ")";
      assertThat(value(alice, poison))
          .isEqualTo(List.of(String.valueOf(mark), "38M01", "53M01", "53M03").get(end));
      assertThat(value(bob, "SELECT scan(" + mark + ")")).isEqualTo(clean);
      assertThat(value(alice, "SELECT scan(" + mark + ")")).isEqualTo(clean);
      assertThat(value(owner, "SELECT scan(" + mark + ")")).isEqualTo(clean);
    }
  }

  @Test
  void noCallOfAStatementSeesTheOneBefore() throws SQLException {
    assertThat(
            value(
                bob,
                "SELECT COUNT(DISTINCT s) || ' ' || MIN(s) || ' ' || SUM(p) FROM"
                    + " (SELECT scan(x) AS s, poison(x, 0) AS p, scan(-x) AS t"
                    + " FROM SYSTEM_RANGE(1, 100) WHERE scan(x) = scan(-x))"))
        .isEqualTo("1 " + clean + " 5050");
  }

  @Test
  void noTextIsLeftForTheNext() throws SQLException {
    assertThat(value(alice, "SELECT zs('" + "Z".repeat(900) + "')")).isEqualTo("900");
    assertThat(value(bob, "SELECT zs('')")).isEqualTo("0");
    assertThat(value(alice, "SELECT zs('aZ')")).isEqualTo("1");
    assertThat(
            value(
                alice,
                "SELECT SUM(zs(REPEAT('Z', MOD(x * 37, 100)))) - SUM(MOD(x * 37, 100))"
                    + " FROM SYSTEM_RANGE(1, 200)"))
        .isEqualTo("0");
  }

  @Test
  void sessionsAtTheSameTimeKeepToThemselves() throws Exception {
    List<FutureTask<Integer>> sessions = new ArrayList<>();
    for (Connection connection : List.of(alice, bob)) {
      sessions.add(new FutureTask<>(() -> session(connection)));
      new Thread(sessions.get(sessions.size() - 1), "session").start();
    }
    for (FutureTask<Integer> session : sessions) {
      assertThat(session.get()).isEqualTo(60);
    }
  }

  private int session(Connection connection) throws SQLException {
    int right = 0;
    for (int i = 0; i < 60; i++) {
      value(connection, "SELECT poison(" + (161 + i) + ", " + i % 4 + ")");
      right += value(connection, "SELECT scan(" + i + ")").equals(clean) ? 1 : 0;
    }
    return right;
  }

  /** Returns a query's one value, or the SQLSTATE of its error. */
  private static String value(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    } catch (SQLException e) {
      assertThat(e.getErrorCode()).as("vendor code of %s", e).isBetween(780_000, 789_999);
      return e.getSQLState();
    }
  }
}
