package dev.insitu.benchmarks;

import dev.insitu.benchmarks.PostgresServer.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What whole queries cost that call a function for each of a million rows, beside the same
 * functions as trusted Java in the same H2, and beside PostgreSQL with C, PL/pgSQL and PL/Python
 * where it is installed: one thread and one backend process each, the rows counted in the server,
 * wall-clock time. Results are compared; peers take turns; median of the rounds.
 */
public final class QueryBench {
  private static final long ROWS = 1_000_000;
  private static final long QUICK_ROWS = 5_000;
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 3;
  private static final double TOLERANCE = 1e-9;
  private static final String OURS = "backend";
  private static final String JAVA = "java";
  static final String URL = "jdbc:insitu:h2:mem:query-bench;OPTIMIZE_REUSE_RESULTS=0";

  private final PrintStream out;
  private final boolean quick;
  private final long rows;

  private QueryBench(PrintStream out, boolean quick) {
    this.out = out;
    this.quick = quick;
    this.rows = quick ? QUICK_ROWS : ROWS;
  }

  /** Prints the figures. */
  public static void main(String[] arguments) throws SQLException, IOException {
    run(System.out, Arrays.asList(arguments).contains("--quick"));
  }

  /**
   * Prints the figures, {@code figure <name> <value> <unit>} a line.
   *
   * @param quick whether a look that all is there is enough; the figures mean nothing then
   */
  public static void run(PrintStream out, boolean quick) throws SQLException, IOException {
    QueryBench bench = new QueryBench(out, quick);
    try (Connection connection = DriverManager.getConnection(URL, "sa", "");
        Statement statement = connection.createStatement();
        PostgresServer postgres = PostgresServer.start(bench.rows)) {
      functions(statement);
      statement.execute(
          "CREATE TABLE t AS SELECT "
              + QueryShape.columns()
              + " FROM (SELECT x FROM SYSTEM_RANGE(1, "
              + bench.rows
              + "))");
      bench.compare(bench.peers(statement, postgres));
      new QueryScale(out, quick, statement).run();
    }
    DuckQueries.run(out, bench.rows, bench.rounds());
    QueryRange.measure(out, quick);
  }

  /** Makes the functions, ours and the aliases of trusted Java. */
  static void functions(Statement statement) throws SQLException, IOException {
    String numbers = "(a DOUBLE, b DOUBLE, c DOUBLE, d DOUBLE) RETURNS DOUBLE";
    Map<String, String> signatures = new LinkedHashMap<>();
    signatures.put("km", numbers);
    signatures.put("mix", numbers);
    signatures.put("rare", "(id BIGINT) RETURNS BOOLEAN");
    signatures.put("shout", "(s VARCHAR(40)) RETURNS VARCHAR(40)");
    try (InputStream in = QueryBench.class.getResourceAsStream("queries.wasm")) {
      statement.execute(
          "CREATE MODULE queries AS X'" + HexFormat.of().formatHex(in.readAllBytes()) + "'");
    }
    for (Map.Entry<String, String> function : signatures.entrySet()) {
      String name = function.getKey();
      statement.execute(
          "CREATE FUNCTION " + name + function.getValue() + " LANGUAGE WASM FROM MODULE queries");
      statement.execute(
          "CREATE ALIAS java_"
              + name
              + " FOR '"
              + JavaFunctions.class.getName()
              + "."
              + name
              + "'");
    }
  }

  private List<QueryPeer> peers(Statement statement, @Nullable PostgresServer postgres)
      throws IOException {
    List<QueryPeer> peers = new ArrayList<>();
    peers.add(new EmbeddedQueries(OURS, statement, ""));
    peers.add(new EmbeddedQueries(JAVA, statement, "java_"));
    if (postgres == null) {
      out.println("PostgreSQL is not installed (Debian: apt-get install postgresql)");
      return peers;
    }
    for (Language language : Language.values()) {
      QueryPeer peer = postgres.language(language);
      if (peer == null) {
        out.println("PostgreSQL has no functions in " + language.label() + " here");
      } else {
        peers.add(peer);
      }
    }
    return peers;
  }

  /** Prints what a row takes each peer, and what ours takes over each of the others. */
  private void compare(List<QueryPeer> peers) throws SQLException, IOException {
    for (QueryShape shape : QueryShape.values()) {
      double[] nanos = measure(peers, shape);
      for (int i = 0; i < nanos.length; i++) {
        print(peers.get(i).name() + "-" + shape.label() + "-row", nanos[i], "ns");
      }
      for (int i = 1; i < nanos.length; i++) {
        String name = peers.get(i).name();
        String ratio = name.equals(JAVA) ? "tax-" + OURS : name;
        print(ratio + "-" + shape.label(), nanos[0] / nanos[i], "x");
      }
    }
  }

  /** Returns the nanoseconds of a row of each peer. */
  private double[] measure(List<QueryPeer> peers, QueryShape shape)
      throws SQLException, IOException {
    String expected = peers.get(0).check(shape);
    double[][] nanos = new double[peers.size()][rounds()];
    for (QueryPeer peer : peers) {
      requireSame(shape, expected, peer.name(), peer.check(shape));
    }
    for (int round = quick ? 0 : -WARM_UP; round < rounds(); round++) {
      for (int i = 0; i < nanos.length; i++) {
        long time = peers.get(i).nanos(shape);
        if (round >= 0) {
          nanos[i][round] = (double) time / rows;
        }
      }
    }
    return Arrays.stream(nanos).mapToDouble(QueryBench::median).toArray();
  }

  private int rounds() {
    return quick ? 1 : ROUNDS;
  }

  /** Fails unless the texts are equal or numbers that differ by rounding at most. */
  static void requireSame(QueryShape shape, String expected, String peer, String found)
      throws SQLException {
    if (shape == QueryShape.GREAT_CIRCLE || shape == QueryShape.ARITHMETIC) {
      double value = Double.parseDouble(expected);
      if (Math.abs(Double.parseDouble(found) - value) <= Math.abs(value) * TOLERANCE) {
        return;
      }
    } else if (expected.equals(found)) {
      return;
    }
    throw new SQLException(
        shape.label() + " of " + peer + " gives " + found + ", expected " + expected);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void print(String name, double value, String unit) {
    out.printf(Locale.ROOT, "figure %s %.2f %s%n", name, value, unit);
  }
}
