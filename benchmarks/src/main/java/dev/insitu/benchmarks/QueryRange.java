package dev.insitu.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A function over rows that no table holds, in a small heap: memory does not grow with rows. */
public final class QueryRange {
  private static final long ROWS = 100_000_000;
  private static final long QUICK_ROWS = 100_000;
  private static final String HEAP = "-Xmx48m";

  private QueryRange() {}

  /** Prints the figure of a process of its own. */
  static void measure(PrintStream out, boolean quick) throws IOException {
    String rows = Long.toString(quick ? QUICK_ROWS : ROWS);
    for (String line : Processes.java(List.of(HEAP, "-XX:+UseSerialGC"), QueryRange.class, rows)) {
      out.println(line);
    }
  }

  /** Runs the query over as many rows as the argument says. */
  public static void main(String[] arguments) throws SQLException, IOException {
    long rows = Long.parseLong(arguments[0]);
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:", "sa", "");
        Statement statement = connection.createStatement()) {
      QueryBench.functions(statement);
      long start = System.nanoTime();
      try (ResultSet result =
          statement.executeQuery(
              "SELECT COUNT(mix(x, x * 0.5E0, 2E0, x)) FROM SYSTEM_RANGE(1, " + rows + ")")) {
        result.next();
        if (result.getLong(1) != rows) {
          throw new SQLException("rows were lost: " + result.getLong(1) + " of " + rows);
        }
      }
      System.out.printf(
          "figure range-%d-row-in-48-mib %.2f ns%n",
          rows, (System.nanoTime() - start) / (double) rows);
    }
  }
}
