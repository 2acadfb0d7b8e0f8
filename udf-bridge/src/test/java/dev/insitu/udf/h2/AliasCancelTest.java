package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.udf.call.LiveGuests;
import dev.insitu.udf.session.StatementScope;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that somebody stops, or that take too long. */
@Timeout(60)
final class AliasCancelTest {
  /** What a stop may take here; 100 ms are promised to a machine that does nothing else. */
  private static final long MOST_MILLIS = 1_000;

  private static final String SPIN =
      "CREATE FUNCTION spin(a INTEGER) RETURNS INTEGER WITH (fuel = 1000000000000) FROM MODULE"
          + " scalar";
  private static final String SPIN_BATCH =
      "CREATE FUNCTION spin_batch(a UUID) RETURNS UUID PARAMETER STYLE BATCH"
          + " WITH (fuel = 1000000000000) FROM MODULE batch EXPORT 'spins'";
  private static final String WORK =
      "CREATE FUNCTION work(a INTEGER) RETURNS INTEGER FROM MODULE scalar";

  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() throws InterruptedException {
    pool.shutdown();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    LiveGuests.awaitNone();
  }

  private static Functions create(Connection connection) throws SQLException {
    Functions db = Functions.on(connection);
    db.module("scalar").module("batch");
    return db.run(SPIN, SPIN_BATCH, WORK, "CREATE TABLE t AS SELECT x FROM SYSTEM_RANGE(1, 1000)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT spin(1)",
        "SELECT spin(x) FROM t",
        "SELECT spin_batch(RANDOM_UUID()) FROM t",
        "SELECT COUNT(work(CAST(x AS INTEGER))) FROM SYSTEM_RANGE(1, 1000000)",
        "UPDATE t SET x = spin(x)",
        "CREATE TABLE made AS SELECT spin(x) AS s FROM t"
      })
  void cancelOfTheBackendStopsTheGuest(String sql) throws Exception {
    try (Functions db = create(Functions.plain(Functions.memory()));
        Statement statement = db.connection.createStatement()) {
      Future<Long> cancelled = later(statement::cancel);
      SQLException error = catchThrowableOfType(SQLException.class, () -> statement.execute(sql));
      assertThat(millisSince(cancelled)).isLessThan(MOST_MILLIS);
      assertThat(error.getSQLState()).isEqualTo("57014");
      assertThat(db.value("SELECT work(1)")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void timeLimitOfTheBackendStopsTheGuest(Databases.Kind kind, @TempDir Path folder)
      throws Exception {
    try (Databases.Database database = Databases.open(kind, folder);
        Functions db = create(database.connect());
        Statement statement = db.connection.createStatement();
        PreparedStatement prepared = db.connection.prepareStatement("SELECT spin(x) FROM t")) {
      statement.setQueryTimeout(1);
      for (String sql : new String[] {"SELECT spin(1)", "SELECT spin(x) FROM t"}) {
        long start = System.nanoTime();
        SQLException error =
            db.session.translate(
                catchThrowableOfType(SQLException.class, () -> statement.execute(sql)));
        assertThat(System.nanoTime() - start)
            .isBetween(900_000_000L, 1_000_000_000L + MOST_MILLIS * 1_000_000);
        assertThat((Throwable) error)
            .isInstanceOf(SQLTimeoutException.class)
            .hasMessage("function SPIN: stopped by the time limit (not deterministic)");
        assertThat(error.getSQLState()).isEqualTo("57014");
      }
      assertThat(catchThrowableOfType(SQLException.class, prepared::executeQuery).getSQLState())
          .isEqualTo("57014");
      statement.setQueryTimeout(0);
      assertThat(db.value("SELECT work(1)")).isEqualTo("1");
    }
  }

  @Test
  void cancelReachesTheServer(@TempDir Path folder) throws Exception {
    try (Databases.Database database = Databases.open(Databases.Kind.TCP, folder);
        Functions db = create(database.connect());
        Statement statement = db.connection.createStatement()) {
      Future<Long> cancelled = later(statement::cancel);
      SQLException error =
          catchThrowableOfType(
              SQLException.class, () -> statement.executeQuery("SELECT spin(x) FROM t"));
      assertThat(millisSince(cancelled)).isLessThan(MOST_MILLIS);
      assertThat(error.getSQLState()).isEqualTo("57014");
      assertThat(db.value("SELECT work(1)")).isEqualTo("1");
    }
  }

  @Test
  void scopeStopsTheGuest() throws Exception {
    try (Functions db = create(Functions.plain(Functions.memory()))) {
      try (StatementScope scope = db.session.beginStatement(0)) {
        Future<Long> cancelled = later(scope::cancel);
        db.fails("SELECT spin(1)", "57014", "function SPIN: cancelled");
        assertThat(millisSince(cancelled)).isLessThan(MOST_MILLIS);
        db.fails("SELECT work(1)", "57014", "function WORK: cancelled");
      }
      try (StatementScope scope = db.session.beginStatement(200)) {
        assertThat(scope).isNotNull();
        SQLException error = db.error("SELECT spin(1)");
        assertThat((Throwable) error).isInstanceOf(SQLTimeoutException.class);
        assertThat(error.getSQLState()).isEqualTo("57014");
      }
      assertThat(db.value("SELECT work(1)")).isEqualTo("1");
    }
  }

  @Test
  void functionHasATimeLimitOfItsOwn() throws Exception {
    try (Functions db = create(Functions.plain(Functions.memory()))) {
      db.run(
          "CREATE OR REPLACE FUNCTION spin(a INTEGER) RETURNS INTEGER"
              + " WITH (timeout = '100ms', fuel = 1000000000000) FROM MODULE scalar");
      long start = System.nanoTime();
      db.fails(
          "SELECT spin(1)",
          "57014",
          "function SPIN: stopped by the time limit of 100 ms for a call (not deterministic); WITH"
              + " (timeout = …) allows more");
      assertThat(System.nanoTime() - start)
          .isBetween(90_000_000L, 100_000_000L + MOST_MILLIS * 1_000_000);
      assertThat(db.value("SELECT COUNT(work(CAST(x AS INTEGER))) FROM t WHERE x < 10"))
          .isEqualTo("9");
    }
  }

  @Test
  void closedSessionStopsItsGuest() throws Exception {
    String url = Functions.memory();
    try (Functions db = create(Functions.plain(url))) {
      Connection other = Functions.plain(url);
      int id = Integer.parseInt(Databases.query(other, "SELECT SESSION_ID()").get(0));
      Future<Long> aborted = later(() -> db.value("SELECT ABORT_SESSION(" + id + ")"));
      SQLException error =
          catchThrowableOfType(SQLException.class, () -> Databases.query(other, "SELECT spin(1)"));
      assertThat(millisSince(aborted)).isLessThan(MOST_MILLIS);
      assertThat((Throwable) error).isNotNull();
    }
  }

  /** Something that may fail. */
  @FunctionalInterface
  private interface Action {
    void run() throws Exception;
  }

  /** Runs an action in 300 ms on another thread; gives the time when it began. */
  private Future<Long> later(Action action) {
    return pool.submit(() -> {
      Thread.sleep(300);
      long start = System.nanoTime();
      action.run();
      return start;
    });
  }

  private static long millisSince(Future<Long> start) throws Exception {
    return (System.nanoTime() - start.get()) / 1_000_000;
  }
}
