package dev.insitu.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What a call costs in a query over a million rows of an embedded H2, beside the same Java function
 * as an ordinary alias of H2. Both give the same results, which is checked. Queries alternate; the
 * query without a call is subtracted; CPU time of the thread, median of the rounds.
 */
public final class CallBench {
  private static final int ROWS = 1_000_000;
  private static final int ROUNDS = 15;
  private static final int WARM_UP = 4;
  private static final String URL = "jdbc:insitu:h2:mem:call-bench;OPTIMIZE_REUSE_RESULTS=0";

  private CallBench() {}

  /** Prints the figures. */
  public static void main(String[] arguments) throws SQLException, IOException {
    run(System.out);
  }

  /** Prints the figures, {@code figure <name> <value> <unit>} a line. */
  public static void run(PrintStream out) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(URL, "sa", "");
        Statement statement = connection.createStatement()) {
      prepare(statement);
      compare(
          out,
          statement,
          "call",
          List.of("MAX(a)", "MAX(mix(a, b, c, d))", "MAX(java_mix(a, b, c, d))"));
      compare(
          out, statement, "call-text", List.of("MAX(s)", "MAX(shout(s))", "MAX(java_shout(s))"));
    }
  }

  /** The function of the module in Java, with boxed parameters as H2 passes them. */
  public static Double mix(Double a, Double b, Double c, Double d) {
    return (a * b + c * d) / (a - d);
  }

  /** ASCII letters to upper case. */
  public static String shout(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] >= 'a' && chars[i] <= 'z') {
        chars[i] = (char) (chars[i] - 32);
      }
    }
    return new String(chars);
  }

  private static void prepare(Statement statement) throws SQLException, IOException {
    statement.execute("CREATE MODULE rows AS X'" + module() + "'");
    statement.execute(
        "CREATE FUNCTION mix(a DOUBLE, b DOUBLE, c DOUBLE, d DOUBLE) RETURNS DOUBLE"
            + " LANGUAGE WASM FROM MODULE rows");
    statement.execute(
        "CREATE FUNCTION shout(s VARCHAR) RETURNS VARCHAR LANGUAGE WASM FROM MODULE rows");
    String java = CallBench.class.getName();
    statement.execute("CREATE ALIAS java_mix FOR '" + java + ".mix'");
    statement.execute("CREATE ALIAS java_shout FOR '" + java + ".shout'");
    statement.execute(
        "CREATE TABLE t AS SELECT CAST(x AS DOUBLE) AS a, x * 0.5E0 AS b, x * 0.25E0 AS c,"
            + " -x * 1E0 AS d, 'Flight ' || (x * 7919 % 1000003) AS s FROM SYSTEM_RANGE(1, "
            + ROWS
            + ")");
  }

  private static String module() throws IOException {
    try (InputStream in = CallBench.class.getResourceAsStream("rows.wasm")) {
      return HexFormat.of().formatHex(in.readAllBytes());
    }
  }

  /** Measures nothing, ours and Java's in turn. */
  private static void compare(
      PrintStream out, Statement statement, String name, List<String> expressions)
      throws SQLException {
    double[][] nanos = new double[expressions.size()][ROUNDS];
    String[] results = new String[expressions.size()];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      for (int i = 0; i < nanos.length; i++) {
        long start = cpuNanos();
        results[i] = value(statement, "SELECT " + expressions.get(i) + " FROM t");
        if (round >= 0) {
          nanos[i][round] = (cpuNanos() - start) / (double) ROWS;
        }
      }
    }
    if (!results[1].equals(results[2])) {
      throw new SQLException("the functions differ: " + results[1] + ", " + results[2]);
    }
    double base = median(nanos[0]);
    double direct = median(nanos[1]) - base;
    double java = median(nanos[2]) - base;
    print(out, name + "-direct", direct, "ns");
    print(out, name + "-java-alias", java, "ns");
    print(out, name + "-tax", direct / java, "x");
  }

  private static String value(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** Time of this thread only, on which an embedded H2 runs too. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void print(PrintStream out, String name, double value, String unit) {
    out.printf(Locale.ROOT, "figure %s %.2f %s%n", name, value, unit);
  }
}
