package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.calcite.plan.Fixture.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A call leaves the user's transaction as it is, wherever its rows are read and however. */
final class TableCallTransactionTest extends EveryDatabase {
  private static final int[] LEVELS = {
    Connection.TRANSACTION_READ_UNCOMMITTED,
    Connection.TRANSACTION_READ_COMMITTED,
    Connection.TRANSACTION_REPEATABLE_READ,
    Connection.TRANSACTION_SERIALIZABLE
  };

  /** How a statement reads the rows of a call. */
  enum Reading {
    /** As they come, where the database is embedded. */
    ONCE("SELECT COUNT(*), SUM(o) FROM TABLE(copy_rows(TABLE w, 'c'))"),
    /** Again for each row of a join. */
    BESIDE("SELECT COUNT(*), SUM(p.o) FROM u JOIN TABLE(copy_rows(TABLE w, 'c')) p ON u.k = 'k1'"),
    /** Through two programs. */
    NESTED("SELECT COUNT(*), SUM(o) FROM TABLE(copy_rows(TABLE(copy_rows(TABLE w, 'c')), 'c'))");

    final String sql;

    Reading(String sql) {
      this.sql = sql;
    }
  }

  static Stream<Arguments> matrix() {
    return Stream.of(Kind.values())
        .flatMap(kind -> Stream.of(Reading.values()).map(how -> Arguments.of(kind, how)));
  }

  @BeforeEach
  void createTable() throws SQLException {
    for (Fixture database : databases.values()) {
      database.execute(
          "CREATE TABLE w(k VARCHAR(10), o INT PRIMARY KEY, v DOUBLE)",
          "INSERT INTO w VALUES ('a', 1, 0)");
    }
  }

  @AfterEach
  void dropTable() throws SQLException {
    for (Fixture database : databases.values()) {
      database.connection.setAutoCommit(true);
      database.connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      // What was copied within a transaction goes with the next copy outside of one.
      assertThat(database.query(Reading.BESIDE.sql)).hasSize(1);
      database.execute("DROP TABLE w");
      assertThat(Fixture.leftBehind(database.connection)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void nothingIsCommittedAndRollbackUndoesAll(Kind kind, Reading reading) throws SQLException {
    Fixture database = databases.get(kind);
    try (Connection other = database.connect()) {
      database.connection.setAutoCommit(false);
      for (int round = 0; round < 3; round++) {
        assertThat(database.update("INSERT INTO w VALUES ('b', 10, 0), ('c', 100, 0)"))
            .isEqualTo(2);
        assertThat(database.query(reading.sql)).containsExactly("3 111");
        assertThat(database.connection.getAutoCommit()).isFalse();
        assertThat(Fixture.query(other, "SELECT COUNT(*) FROM w")).containsExactly("1");
        assertThat(Fixture.query(other, reading.sql)).containsExactly("1 1");
        database.connection.rollback();
        assertThat(database.query(reading.sql)).containsExactly("1 1");
      }
      database.connection.setAutoCommit(true);
      assertThat(database.query(reading.sql)).containsExactly("1 1");
      assertThat(Fixture.query(other, "SELECT COUNT(*) FROM w")).containsExactly("1");
    }
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void savepointsStayWhereTheyWereSet(Kind kind, Reading reading) throws SQLException {
    Fixture database = databases.get(kind);
    Connection connection = database.connection;
    connection.setAutoCommit(false);
    database.execute("INSERT INTO w VALUES ('b', 10, 0)");
    var savepoint = connection.setSavepoint("mine");
    database.execute("INSERT INTO w VALUES ('c', 100, 0)");
    assertThat(database.query(reading.sql)).containsExactly("3 111");
    connection.rollback(savepoint);
    assertThat(database.query(reading.sql)).containsExactly("2 11");
    database.execute("INSERT INTO w VALUES ('d', 1000, 0)");
    assertThat(database.query(reading.sql)).containsExactly("3 1011");
    connection.rollback(savepoint);
    connection.commit();
    assertThat(database.query(reading.sql)).containsExactly("2 11");
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void isolationStaysAndIsObeyed(Kind kind, Reading reading) throws SQLException {
    Fixture database = databases.get(kind);
    try (Connection other = database.connect();
        var change = other.createStatement()) {
      for (int level : LEVELS) {
        database.connection.setTransactionIsolation(level);
        database.connection.setAutoCommit(false);
        assertThat(database.query("SELECT COUNT(*) FROM w")).containsExactly("1");
        change.execute("INSERT INTO w VALUES ('b', 10, 0)");
        boolean repeatable = level >= Connection.TRANSACTION_REPEATABLE_READ;
        for (int i = 0; i < 2; i++) {
          assertThat(database.query(reading.sql)).containsExactly(repeatable ? "1 1" : "2 11");
          assertThat(database.connection.getTransactionIsolation()).isEqualTo(level);
        }
        database.connection.commit();
        assertThat(database.query(reading.sql)).containsExactly("2 11");
        database.connection.setAutoCommit(true);
        change.execute("DELETE FROM w WHERE o = 10");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aChangeThatFailsChangesNothing(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    String bad = "TABLE(copy_rows((SELECT k, o, 1 / (o - 7) AS v FROM t ORDER BY o), 'c'))";
    try (Connection other = database.connect()) {
      for (boolean autoCommit : new boolean[] {true, false}) {
        database.connection.setAutoCommit(autoCommit);
        database.execute("INSERT INTO w VALUES ('b', " + (autoCommit ? 101 : 102) + ", 0)");
        for (String change :
            new String[] {
              "INSERT INTO w SELECT * FROM " + bad,
              "UPDATE w SET v = (SELECT SUM(v) FROM " + bad + " p WHERE p.o < w.o)",
              "DELETE FROM w WHERE o IN (SELECT o FROM " + bad + ")",
              "MERGE INTO w USING "
                  + bad
                  + " s ON w.o = s.o WHEN NOT MATCHED THEN INSERT VALUES (s.k, s.o, s.v)"
            }) {
          assertThatThrownBy(() -> database.update(change))
              .as(change)
              .hasMessageStartingWith("Division by zero: ")
              .extracting(e -> ((SQLException) e).getSQLState())
              .isEqualTo("22012");
          assertThat(database.connection.getAutoCommit()).isEqualTo(autoCommit);
          assertThat(database.query("SELECT COUNT(*), MAX(v) FROM w"))
              .as(change)
              .containsExactly(autoCommit ? "2 0.0" : "3 0.0");
        }
        assertThat(Fixture.query(other, "SELECT COUNT(*) FROM w")).containsExactly("2");
      }
      database.connection.rollback();
      assertThat(database.query("SELECT COUNT(*) FROM w")).containsExactly("2");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aTableThatIsReadAndFilledGrowsByWhatItHad(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    database.execute("DELETE FROM w", "INSERT INTO w SELECT 'a', x, 0 FROM SYSTEM_RANGE(1, 3000)");
    for (boolean autoCommit : new boolean[] {false, true}) {
      database.connection.setAutoCommit(autoCommit);
      assertThat(
              database.update(
                  "INSERT INTO w SELECT k, o + 10000, v FROM TABLE(copy_rows(TABLE w, 'c'))"))
          .isEqualTo(3000);
      assertThat(database.query("SELECT COUNT(*) FROM w")).containsExactly("6000");
      if (!autoCommit) {
        database.connection.rollback();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aFailedTableIsNotCreated(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    assertThatThrownBy(() ->
            database.execute(
                "CREATE TABLE z AS SELECT * FROM TABLE(say(TABLE t, 's', 'A', 'no', 'x'))"))
        .hasMessage("function SAY: exited with code 3; it wrote: no")
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("38M02");
    assertThat(
            database.query("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'Z'"))
        .containsExactly("0");
  }
}
