package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A session that computes all the time beside others, over numbers and over text, and holds every
 * result against what is right.
 */
final class Neighbour implements AutoCloseable {
  private static final int KEPT = 100_000;

  private final Connection connection;
  private final long pauseNanos;
  private final Thread thread = new Thread(this::run, "neighbour");
  private final long[] nanos = new long[KEPT];
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;
  private volatile int calls;

  private Neighbour(Connection connection, long pauseNanos) {
    this.connection = connection;
    this.pauseNanos = pauseNanos;
    thread.setDaemon(true);
  }

  /** Creates what neighbours call. */
  static void createFunctions(Statement statement) throws SQLException {
    String samples = "FROM 'file:" + Repository.root().resolve("samples");
    statement.execute("CREATE MODULE geo " + samples + "/great-circle/great-circle.wasm'");
    statement.execute("CREATE MODULE text " + samples + "/clean-text/clean-text.wasm'");
    statement.execute(
        "CREATE FUNCTION km(a DOUBLE, b DOUBLE, c DOUBLE, d DOUBLE) RETURNS DOUBLE LANGUAGE WASM"
            + " FROM MODULE geo");
    statement.execute(
        "CREATE FUNCTION clean(t VARCHAR) RETURNS VARCHAR LANGUAGE WASM FROM MODULE text");
  }

  /**
   * Starts one in a database in memory, which lives until the neighbour is closed, with the
   * functions that it calls.
   */
  static Neighbour in(String database) throws SQLException {
    Connection connection = DriverManager.getConnection(database);
    try (Statement statement = connection.createStatement()) {
      createFunctions(statement);
    }
    return start(connection, 3);
  }

  /** Starts one on a connection of its own, which it closes. */
  static Neighbour start(Connection connection, long pauseMillis) {
    Neighbour neighbour = new Neighbour(connection, TimeUnit.MILLISECONDS.toNanos(pauseMillis));
    neighbour.thread.start();
    return neighbour;
  }

  private void run() {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT SUM(ROUND(km(0, 0, 0, x))), MAX(clean('  new' || x || '  YORK ')) FROM"
                + " SYSTEM_RANGE(?, ?)")) {
      while (!stopped) {
        int from = calls % 100;
        long start = System.nanoTime();
        ask(query, from);
        nanos[calls % KEPT] = System.nanoTime() - start;
        calls++;
        LockSupport.parkNanos(pauseNanos);
      }
    } catch (SQLException | RuntimeException | Error e) {
      failure = e;
    }
  }

  /** Over ten degrees of the equator, each the same distance, and as many names. */
  private static void ask(PreparedStatement query, int from) throws SQLException {
    query.setInt(1, from);
    query.setInt(2, from + 9);
    double sum = 0;
    for (int degrees = from; degrees < from + 10; degrees++) {
      sum += Math.rint(degrees * Math.PI / 180 * 6371.0088);
    }
    String name = "";
    for (int i = from; i < from + 10; i++) {
      String next = "New" + i + " York";
      name = next.compareTo(name) > 0 ? next : name;
    }
    try (ResultSet rows = query.executeQuery()) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getDouble(1)).isEqualTo(sum);
      assertThat(rows.getString(2)).isEqualTo(name);
    }
  }

  int calls() {
    return calls;
  }

  /** Fails when any result was wrong, or no call has ended since there were so many. */
  void checkSince(int before) {
    for (int wait = 0; calls == before && failure == null && wait < 5_000; wait++) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(failure).as("the neighbour's results").isNull();
    assertThat(calls).as("the neighbour's calls").isGreaterThan(before);
  }

  /** Returns the nanoseconds of its calls, of the last ones where there were many. */
  LongStream nanos() {
    return Arrays.stream(nanos, 0, Math.min(calls, KEPT));
  }

  @Override
  public void close() throws SQLException {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    connection.close();
    assertThat(failure).as("the neighbour's results").isNull();
  }
}
