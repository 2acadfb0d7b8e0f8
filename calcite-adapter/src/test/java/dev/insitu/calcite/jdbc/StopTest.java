package dev.insitu.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements whose functions never return, stopped from another thread in every way JDBC has. */
final class StopTest {
  /** How long a stop may take on a loaded machine; on a quiet one it takes milliseconds. */
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String MUCH = " WITH (fuel = 1000000000000000";

  @TempDir private Path folder;
  private Connection connection;

  /** What runs. */
  private enum Running {
    SCALAR("SELECT spin(1)"),
    SCALAR_OF_EACH_ROW("SELECT COUNT(spin(CAST(x AS INTEGER))) FROM SYSTEM_RANGE(1, 9)"),
    SCALAR_IN_CHECK("INSERT INTO checked VALUES (1)"),
    TABLE("SELECT * FROM TABLE(reads(TABLE(SELECT 'a' AS k, 1 AS n)))"),
    FLOOD("SELECT COUNT(*) FROM TABLE(flood(TABLE(SELECT 'a' AS k, 1 AS n)))"),
    TABLE_INTO_TABLE("INSERT INTO t SELECT n FROM TABLE(flood(TABLE(SELECT 'a' AS k, 1 AS n)))");

    private final String sql;

    Running(String sql) {
      this.sql = sql;
    }
  }

  /** What stops it. */
  private enum Stop {
    CANCEL {
      @Override
      void stop(Connection connection, Statement statement) throws SQLException {
        statement.cancel();
      }
    },
    CLOSE_STATEMENT {
      @Override
      void stop(Connection connection, Statement statement) throws SQLException {
        statement.close();
      }
    },
    CLOSE_CONNECTION {
      @Override
      void stop(Connection connection, Statement statement) throws SQLException {
        connection.close();
      }
    },
    ABORT {
      @Override
      void stop(Connection connection, Statement statement) throws SQLException {
        connection.abort(Runnable::run);
      }
    };

    abstract void stop(Connection connection, Statement statement) throws SQLException;
  }

  private void open(TestDatabase database) throws SQLException {
    connection = database.insitu(folder, "db");
    String columns = " RETURNS TABLE (k VARCHAR, n INTEGER) LANGUAGE WASM PARAMETER STYLE STREAM";
    Functions.execute(
        connection,
        "CREATE MODULE s FROM 'file:" + Functions.sample("hostile/spin.wasm") + "'",
        "CREATE FUNCTION spin(a INTEGER) RETURNS INTEGER LANGUAGE WASM" + MUCH + ") FROM MODULE s",
        "CREATE MODULE r FROM 'file:" + Functions.sample("hostile/reads-for-ever.wasm") + "'",
        "CREATE FUNCTION reads(t TABLE)" + columns + MUCH + ", format = 'csv') FROM MODULE r",
        "CREATE MODULE f FROM 'file:" + Functions.sample("hostile/output-flood.wasm") + "'",
        "CREATE FUNCTION flood(t TABLE)"
            + columns
            + MUCH
            + ", format = 'csv', max_output_rows = 1000000000000,"
            + " max_output_bytes = '1TB') FROM MODULE f",
        "CREATE TABLE t (n INTEGER)",
        "CREATE TABLE checked (i INTEGER CHECK (spin(i) > 0))");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  static Stream<Arguments> everything() {
    return Stream.of(Running.values())
        .flatMap(r -> Stream.of(Stop.values()).map(s -> Arguments.of(r, s)));
  }

  @ParameterizedTest(name = "{1} stops {0}")
  @MethodSource("everything")
  void stopsFromAnotherThread(Running running, Stop stop) throws Exception {
    open(TestDatabase.MEMORY);
    checkStop(running, stop);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void cancelReachesEveryKindOfDatabase(TestDatabase database) throws Exception {
    open(database);
    checkStop(Running.SCALAR_OF_EACH_ROW, Stop.CANCEL);
  }

  private void checkStop(Running running, Stop stop) throws Exception {
    InsituConnection facade = connection.unwrap(InsituConnection.class);
    SQLException error;
    try (PreparedStatement statement = connection.prepareStatement(running.sql)) {
      CountDownLatch started = new CountDownLatch(1);
      var execution =
          CompletableFuture.supplyAsync(() -> {
            started.countDown();
            return end(statement);
          });
      started.await();
      while (facade.executions() == 0 && !execution.isDone()) {
        Thread.onSpinWait();
      }
      Thread.sleep(100);
      assertThat(execution.isDone()).isFalse();
      long start = System.nanoTime();
      stop.stop(connection, statement);
      error = execution.get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(System.nanoTime() - start).isLessThan(SOON.toNanos());
    }
    assertThat(facade.executions()).isZero();
    if (stop == Stop.CANCEL) {
      assertThat(error.getSQLState()).isEqualTo("57014");
    }
    if (stop == Stop.CANCEL || stop == Stop.CLOSE_STATEMENT) {
      assertThat(connection.isClosed()).isFalse();
      Functions.execute(connection, "SELECT 1", "TABLE t");
    } else {
      assertThat(connection.isClosed()).isTrue();
    }
  }

  /** Runs a statement to its end and returns the error that ended it. */
  private static SQLException end(PreparedStatement statement) {
    try {
      if (statement.execute()) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            // Functions run while rows are read.
          }
        }
      }
      return new SQLException("came to its end", "00000");
    } catch (SQLException e) {
      return e;
    }
  }

  @ParameterizedTest
  @EnumSource
  void timeLimitsEndWhatRuns(Running running) throws SQLException {
    open(TestDatabase.MEMORY);
    try (PreparedStatement statement = connection.prepareStatement(running.sql)) {
      statement.setQueryTimeout(1);
      SQLException error = end(statement);
      assertThat((Throwable) error).isInstanceOf(SQLTimeoutException.class);
      assertThat(error.getSQLState()).isEqualTo("57014");
      statement.setQueryTimeout(0);
    }
    assertThat(connection.unwrap(InsituConnection.class).executions()).isZero();
    Functions.execute(connection, "SELECT 1", "TABLE t");
  }

  @Test
  void timeLimitsComeFromSqlToo() throws SQLException {
    open(TestDatabase.MEMORY);
    Functions.execute(connection, "SET QUERY_TIMEOUT 300");
    try (PreparedStatement statement = connection.prepareStatement(Running.SCALAR.sql)) {
      assertThat((Throwable) end(statement)).isInstanceOf(SQLTimeoutException.class);
    }
  }

  @Test
  void cancelLeavesWhatTheTransactionHadDone() throws Exception {
    open(TestDatabase.FILE);
    connection.setAutoCommit(false);
    Functions.execute(connection, "INSERT INTO t VALUES (7)");
    checkStop(Running.SCALAR, Stop.CANCEL);
    connection.commit();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT n FROM t")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(7);
    }
  }

  @Test
  void cancelBeforeAndAfterAStatementDoesNothing() throws SQLException {
    open(TestDatabase.MEMORY);
    try (Statement statement = connection.createStatement()) {
      statement.cancel();
      statement.execute("SELECT 1");
      statement.cancel();
      try (ResultSet rows = statement.executeQuery("SELECT 2")) {
        statement.cancel();
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(2);
      }
    }
  }
}
