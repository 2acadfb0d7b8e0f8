package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.udf.call.LiveGuests;
import dev.insitu.udf.session.FunctionSession;
import dev.insitu.udf.session.SessionOptions;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions over time: replaced, dropped, found again, and gone without a trace. */
final class AliasLifeTest {
  private static final String DIV =
      "CREATE OR REPLACE FUNCTION f(a INTEGER, b INTEGER) RETURNS INTEGER FROM MODULE direct"
          + " EXPORT 'div'";
  private static final String FIRST =
      "CREATE OR REPLACE FUNCTION f(a INTEGER, b INTEGER) RETURNS INTEGER CALLED ON NULL INPUT"
          + " FROM MODULE other EXPORT 'pick'";

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    LiveGuests.awaitNone();
  }

  private static Functions open(String url) throws SQLException {
    Functions db = Functions.open(url);
    db.module("direct");
    db.run("CREATE MODULE other FROM 'file:pick.wasm'", DIV);
    return db;
  }

  @Test
  void replacedFunctionAnswersEverywhereAtOnce() throws SQLException {
    String url = Functions.memory();
    try (Functions db = open(url);
        Connection other = Functions.plain(url)) {
      db.run(
          "CREATE TABLE t AS SELECT x FROM SYSTEM_RANGE(1, 3)",
          "CREATE VIEW v AS SELECT f(12, 4) AS fixed, f(x, 1) AS moving FROM t");
      String sql = "SELECT f(12, 4), f(x, 1) FROM t ORDER BY x";
      try (PreparedStatement own = db.connection.prepareStatement(sql);
          PreparedStatement foreign = other.prepareStatement(sql)) {
        for (int round = 0; round < 3; round++) {
          assertThat(rows(own)).isEqualTo("3,1;3,2;3,3;");
          assertThat(rows(foreign)).isEqualTo("3,1;3,2;3,3;");
          assertThat(db.query("SELECT * FROM v")).containsExactly("3 1", "3 2", "3 3");
          assertThat(Databases.query(other, "SELECT * FROM v"))
              .containsExactly("3 1", "3 2", "3 3");
          db.run(FIRST);
          assertThat(rows(own)).isEqualTo("12,1;12,2;12,3;");
          assertThat(rows(foreign)).isEqualTo("12,1;12,2;12,3;");
          assertThat(db.query("SELECT * FROM v")).containsExactly("12 1", "12 2", "12 3");
          assertThat(Databases.query(other, "SELECT * FROM v"))
              .containsExactly("12 1", "12 2", "12 3");
          db.run(DIV);
        }
      }
    }
  }

  @Test
  void replacedModuleAnswersToo() throws SQLException {
    try (Functions db = open(Functions.memory())) {
      db.run(
          "CREATE MODULE m FROM 'file:pick.wasm'",
          "CREATE FUNCTION pick(a INTEGER) RETURNS INTEGER FROM MODULE m EXPORT 'same'");
      assertThat(db.value("SELECT pick(7)")).isEqualTo("7");
      db.run("CREATE OR REPLACE MODULE m FROM 'file:pick-negative.wasm'");
      assertThat(db.value("SELECT pick(7)")).isEqualTo("-7");
    }
  }

  @Test
  void replacedBySomethingOfAnotherType() throws SQLException {
    try (Functions db = open(Functions.memory());
        PreparedStatement prepared = db.connection.prepareStatement("SELECT f(9, 2)")) {
      assertThat(rows(prepared)).isEqualTo("4;");
      db.run(
          "CREATE OR REPLACE FUNCTION f(a DOUBLE PRECISION) RETURNS DOUBLE PRECISION FROM MODULE"
              + " direct EXPORT 'half'");
      assertThat(db.value("SELECT f(9)")).isEqualTo("4.5");
      SQLException error =
          db.session.translate(catchThrowableOfType(SQLException.class, () -> rows(prepared)));
      assertThat(error.getSQLState()).isEqualTo("42883");
      db.run(DIV);
      assertThat(rows(prepared)).isEqualTo("4;");
    }
  }

  @Test
  void droppedFunctionIsGoneForPreparedStatements() throws SQLException {
    try (Functions db = open(Functions.memory());
        PreparedStatement prepared = db.connection.prepareStatement("SELECT f(9, 2)")) {
      assertThat(rows(prepared)).isEqualTo("4;");
      db.run("DROP FUNCTION f");
      assertThat(catchThrowableOfType(SQLException.class, () -> rows(prepared)).getErrorCode())
          .isEqualTo(90022);
      db.run(DIV);
      assertThat(rows(prepared)).isEqualTo("4;");
    }
  }

  @Test
  void databasesOfOneProcessHaveTheirOwnFunctions() throws SQLException {
    try (Functions one = open(Functions.memory());
        Functions two = open(Functions.memory())) {
      two.run(FIRST);
      for (int i = 0; i < 3; i++) {
        assertThat(one.value("SELECT f(12, 4)")).isEqualTo("3");
        assertThat(two.value("SELECT f(12, 4)")).isEqualTo("12");
      }
      two.run("DROP FUNCTION f");
      assertThat(one.value("SELECT f(12, 4)")).isEqualTo("3");
    }
  }

  @Test
  void plainConnectionFindsFunctionsOfAFile(@TempDir Path folder) throws SQLException {
    String url = "jdbc:h2:" + folder.resolve("shop");
    try (Functions db = open(url)) {
      db.run(
          "CREATE TABLE t (k INTEGER, g INTEGER GENERATED ALWAYS AS (f(k, 2)),"
              + " CHECK (f(k, 100) = 0))",
          "CREATE VIEW v AS SELECT f(12, 4) AS fixed, g FROM t",
          "INSERT INTO t (k) VALUES (8)");
    }
    try (Connection plain = Functions.plain(url)) {
      Databases.execute(plain, "INSERT INTO t (k) VALUES (12)");
      assertThat(Databases.query(plain, "SELECT fixed, g FROM v ORDER BY g"))
          .containsExactly("3 4", "3 6");
      assertThat(
              catchThrowableOfType(
                      SQLException.class,
                      () -> Databases.execute(plain, "INSERT INTO t (k) VALUES (100)"))
                  .getSQLState())
          .isEqualTo("23513");
    }
    try (Functions db = Functions.open(url)) {
      assertThat(db.query("SELECT k, g FROM t ORDER BY k")).containsExactly("8 4", "12 6");
    }
  }

  @Test
  void namesOfEveryKind() throws SQLException {
    try (Functions db = open(Functions.memory())) {
      for (String name :
          List.of(
              "\"plain\"",
              "\"with space\"",
              "\"a.b(c,d)\"",
              "\"it's\"",
              "\"quo\"\"te\"",
              "\"Zürich🛫\"",
              "\"$0041\"",
              "\"FOR\"\"x\"")) {
        db.run(
            "CREATE SCHEMA IF NOT EXISTS " + name,
            "CREATE FUNCTION "
                + name
                + "."
                + name
                + "(a INTEGER, b INTEGER) RETURNS INTEGER FROM MODULE direct EXPORT 'div'");
        assertThat(db.value("SELECT " + name + "." + name + "(9, 2)")).as(name).isEqualTo("4");
        db.run("DROP FUNCTION " + name + "." + name);
      }
    }
  }

  @Test
  void namesThatH2Keeps() throws SQLException {
    try (Functions db = open(Functions.memory())) {
      db.run("CREATE ALIAS mine FOR 'java.lang.Math.abs(int)'");
      String tail = "(a INTEGER, b INTEGER) RETURNS INTEGER FROM MODULE direct EXPORT 'div'";
      db.fails(
          "CREATE FUNCTION abs" + tail,
          "42723",
          "function ABS: the name is taken by the built-in function ABS; choose another name");
      db.fails(
          "CREATE FUNCTION sum" + tail,
          "42723",
          "function SUM: the name is taken by the built-in function SUM; choose another name");
      db.fails(
          "CREATE FUNCTION second" + tail,
          "42723",
          "function SECOND: the name is taken by the keyword SECOND of the database; choose another"
              + " name");
      db.fails(
          "CREATE FUNCTION mine" + tail,
          "42723",
          "function MINE: the name is taken by the function PUBLIC.MINE of the database; choose"
              + " another name");
    }
  }

  @Test
  void usersMayCallAndOnlyAdministratorsCreate() throws SQLException {
    String url = Functions.memory();
    try (Functions db = open(url)) {
      db.run("CREATE USER guest PASSWORD 'guest'");
      assertThat(db.value("SELECT f(9, 2)")).isEqualTo("4");
      try (Connection guest = Functions.plain(url, "GUEST", "guest")) {
        assertThat(Databases.query(guest, "SELECT f(9, 2)")).containsExactly("4");
        assertThat(Databases.query(guest, "SELECT calls FROM insitu.function_stats"))
            .containsExactly("2");
        FunctionSession session = FunctionSession.open(guest, new SessionOptions(Path.of(".")));
        assertThat(session.function(null, "F")).isPresent();
        for (String ddl :
            List.of(FIRST, "DROP FUNCTION f", "CREATE OR REPLACE MODULE other AS X''")) {
          assertThatThrownBy(() -> session.executeDdl(ddl)).isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> Databases.execute(guest, "CALL insitu.dependents('PUBLIC', 'F')"))
            .hasMessageStartingWith("functions can be created and dropped by administrators only");
        assertThat(Databases.query(guest, "SELECT f(9, 2)")).containsExactly("4");
        session.close();
      }
    }
  }

  @Test
  void statisticsCountEverySession() throws SQLException {
    String url = Functions.memory();
    try (Functions db = open(url)) {
      try (Connection other = Functions.plain(url)) {
        Databases.query(other, "SELECT f(x, 1) FROM SYSTEM_RANGE(1, 100)");
      }
      System.gc();
      db.query("SELECT f(x, 1) FROM SYSTEM_RANGE(1, 10)");
      db.query("SELECT f(x, NULL) FROM SYSTEM_RANGE(1, 10)");
      assertThat(db.error("SELECT f(1, 0)").getSQLState()).isEqualTo("38M01");
      assertThat(
              db.query(
                  "SELECT routine_schema, routine_name, calls, result_rows, failures FROM"
                      + " insitu.function_stats"))
          .containsExactly("PUBLIC F 111 110 1");
      assertThat(db.session.statistics())
          .singleElement()
          .satisfies(s -> {
            assertThat(s.function()).isEqualTo("F");
            assertThat(s.calls()).isEqualTo(11);
            assertThat(s.rows()).isEqualTo(10);
            assertThat(s.fuel()).isPositive();
          });
    }
  }

  @Test
  void sessionsCallAtTheSameTime() throws Exception {
    String url = Functions.memory();
    int threads = 8;
    try (Functions db = open(url);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<String>> sums = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        sums.add(
            pool.submit(() -> {
              try (Connection connection = Functions.plain(url)) {
                start.await();
                return Databases.query(
                        connection, "SELECT SUM(f(x, 3)) FROM SYSTEM_RANGE(1, 20000)")
                    .get(0);
              }
            }));
      }
      start.countDown();
      for (int i = 0; i < 10; i++) {
        db.run(DIV);
      }
      for (Future<String> sum : sums) {
        assertThat(sum.get()).isEqualTo("66663333");
      }
    }
  }

  @Test
  void closedDatabaseLeavesNothingBehind() throws Exception {
    WeakReference<Database> database = callAndClose();
    for (int i = 0; i < 100 && database.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(database.get()).isNull();
  }

  private static WeakReference<Database> callAndClose() throws SQLException {
    String url = Functions.memory();
    try (Functions db = open(url);
        Connection plain = Functions.plain(url)) {
      assertThat(db.value("SELECT f(9, 2)")).isEqualTo("4");
      assertThat(Databases.query(plain, "SELECT f(9, 2)")).containsExactly("4");
      SessionLocal session = (SessionLocal) plain.unwrap(JdbcConnection.class).getSession();
      return new WeakReference<>(session.getDatabase());
    }
  }

  private static String rows(PreparedStatement statement) throws SQLException {
    StringBuilder all = new StringBuilder();
    try (ResultSet rows = statement.executeQuery()) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int i = 1; i <= columns; i++) {
          all.append(i == 1 ? "" : ",").append(rows.getString(i));
        }
        all.append(';');
      }
    }
    return all.toString();
  }
}
