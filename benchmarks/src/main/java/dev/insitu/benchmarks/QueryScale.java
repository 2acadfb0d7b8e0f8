package dev.insitu.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How the cost of a row changes with the number of rows and of threads: the same query over more
 * stored rows, and in two sessions at once.
 */
final class QueryScale {
  private static final int[] STORED = {10_000, 100_000, 1_000_000, 10_000_000};
  private static final int QUICK_SIZES = 1;
  private static final int THREADS = 2;
  private static final int ROUNDS = 5;

  private final PrintStream out;
  private final boolean quick;
  private final Statement statement;

  QueryScale(PrintStream out, boolean quick, Statement statement) {
    this.out = out;
    this.quick = quick;
    this.statement = statement;
  }

  void run() throws SQLException, IOException {
    threads();
    for (int i = 0; i < (quick ? QUICK_SIZES : STORED.length); i++) {
      stored(STORED[i]);
    }
  }

  /** The rate of two sessions over the rate of one. */
  private void threads() throws SQLException, IOException {
    String sql = QueryShape.GREAT_CIRCLE.query("");
    double[] gains = new double[ROUNDS];
    try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      List<Connection> connections = new ArrayList<>();
      try {
        for (int i = 0; i < THREADS; i++) {
          connections.add(DriverManager.getConnection(QueryBench.URL, "sa", ""));
          run(connections.get(i), sql);
        }
        for (int round = 0; round < ROUNDS; round++) {
          long alone = run(connections.get(0), sql);
          long start = System.nanoTime();
          List<Future<Long>> runs = new ArrayList<>();
          for (Connection connection : connections) {
            runs.add(pool.submit(() -> run(connection, sql)));
          }
          for (Future<Long> each : runs) {
            each.get();
          }
          gains[round] = (double) THREADS * alone / (System.nanoTime() - start);
        }
      } catch (ExecutionException | InterruptedException e) {
        throw new IOException(e);
      } finally {
        for (Connection connection : connections) {
          connection.close();
        }
      }
    }
    print("two-threads-great-circle", QueryBench.median(gains), "x");
  }

  private static long run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return run(statement, sql);
    }
  }

  private static long run(Statement statement, String sql) throws SQLException {
    long start = System.nanoTime();
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
    }
    return System.nanoTime() - start;
  }

  private void stored(int rows) throws SQLException {
    statement.execute(
        "CREATE TABLE stored AS SELECT CAST(x AS DOUBLE) / "
            + rows
            + " AS a, x * 0.5E0 AS b FROM SYSTEM_RANGE(1, "
            + rows
            + ")");
    double[] nanos = new double[ROUNDS];
    run(statement, "SELECT COUNT(mix(a, b, b, a)) FROM stored");
    for (int round = 0; round < ROUNDS; round++) {
      nanos[round] = (double) run(statement, "SELECT COUNT(mix(a, b, b, a)) FROM stored") / rows;
    }
    statement.execute("DROP TABLE stored");
    print("stored-" + rows + "-row", QueryBench.median(nanos), "ns");
  }

  private void print(String name, double value, String unit) {
    out.printf(Locale.ROOT, "figure %s %.2f %s%n", name, value, unit);
  }
}
