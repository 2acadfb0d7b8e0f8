package dev.insitu.benchmarks;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.option.FunctionOptions;
import dev.insitu.udf.stream.TableRun;
import dev.insitu.udf.type.RowSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What a row costs that goes through a program and back: four columns (BIGINT, DOUBLE, VARCHAR(16),
 * TIMESTAMP) and a program that copies bytes, so that all of it is the way there. From memory, each
 * value read; over an embedded H2, beside the same query without the call. Rows arrive unchanged,
 * which is checked. Ways alternate; median of the rounds.
 */
public final class TableBench {
  private static final int MEMORY_ROWS = 2_000_000;
  private static final int H2_ROWS = 1_000_000;
  private static final int ROUNDS = 7;
  private static final int WARM_UP = 3;
  private static final int QUICK = 200;

  private static final String URL =
      "jdbc:insitu:h2:mem:table-bench;OPTIMIZE_REUSE_RESULTS=0;LAZY_QUERY_EXECUTION=1";
  private static final String COLUMNS = "n BIGINT, d DOUBLE, s VARCHAR(16), at TIMESTAMP";

  private final PrintStream out;
  private final GuestModule module;
  private final String code;
  private final int memoryRows;
  private final int h2Rows;

  private TableBench(PrintStream out, boolean quick, byte[] wasm) throws ModuleRejected {
    this.out = out;
    this.memoryRows = MEMORY_ROWS / (quick ? QUICK : 1);
    this.h2Rows = H2_ROWS / (quick ? QUICK : 1);
    this.module = Sandbox.create().load(wasm);
    this.code = HexFormat.of().formatHex(wasm);
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
    try (InputStream in = TableBench.class.getResourceAsStream("cat.wasm")) {
      TableBench bench = new TableBench(out, quick, in.readAllBytes());
      bench.memory();
      bench.database();
    } catch (ModuleRejected e) {
      throw new IOException(e);
    }
  }

  private void memory() throws SQLException {
    double[] frames = new double[ROUNDS];
    double[] csv = new double[ROUNDS];
    long expected = read(new NumberedRows(memoryRows));
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      double byFrames = rate("insitu", expected);
      double byCsv = rate("csv", expected);
      if (round >= 0) {
        frames[round] = byFrames;
        csv[round] = byCsv;
      }
    }
    print("identity-frames-memory", median(frames), "rows/s");
    print("identity-csv-memory", median(csv), "rows/s");
  }

  private double rate(String format, long expected) throws SQLException {
    FunctionDefinition function =
        new FunctionDefinition(
            "PUBLIC",
            "SAME",
            List.of(new Parameter.Table("T", List.of(), true)),
            new Returns.Table(NumberedRows.COLUMNS),
            ParameterStyle.STREAM,
            "CAT",
            module.description().digest(),
            "_start",
            true,
            false,
            Map.of("format", format));
    long start = System.nanoTime();
    long found;
    try (TableRun run =
        new TableRun(
            function,
            module,
            FunctionOptions.of(function),
            Cancellation.create(),
            new NumberedRows(memoryRows),
            List.of(),
            List.of())) {
      found = read(run);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    check(found, expected);
    return memoryRows / seconds;
  }

  /** Reads all values of all rows and mixes them into a number. */
  private static long read(RowSource rows) throws SQLException {
    long sum = 0;
    while (rows.next()) {
      sum += mix((Long) value(rows, 0), (Double) value(rows, 1), (String) value(rows, 2));
      sum += ((LocalDateTime) value(rows, 3)).getSecond();
    }
    return sum;
  }

  private static Object value(RowSource rows, int column) throws SQLException {
    return Objects.requireNonNull(rows.value(column));
  }

  private static long mix(long n, double d, String s) {
    return n + (long) d + s.length();
  }

  private static void check(long found, long expected) throws SQLException {
    if (found != expected) {
      throw new SQLException("rows changed on the way: " + found + ", expected " + expected);
    }
  }

  private void database() throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(URL, "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE MODULE cat AS X'" + code + "'");
      statement.execute(
          "CREATE FUNCTION same(t TABLE) RETURNS TABLE ("
              + COLUMNS
              + ") LANGUAGE WASM FROM MODULE cat WITH (format = 'insitu')");
      statement.execute("CREATE TABLE t (" + COLUMNS + ")");
      statement.execute(
          "INSERT INTO t SELECT x, x * 0.25E0, 'customer ' || MOD(x, 1000000), DATEADD('SECOND',"
              + " x, TIMESTAMP '2026-11-24 00:00:00') FROM SYSTEM_RANGE(1, "
              + h2Rows
              + ")");
      double[] rates = new double[ROUNDS];
      double[] ratios = new double[ROUNDS];
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        long cpu = cpuNanos();
        long expected = read(statement, "SELECT * FROM t");
        long base = cpuNanos() - cpu;
        cpu = cpuNanos();
        long start = System.nanoTime();
        check(read(statement, "SELECT * FROM TABLE(same(TABLE t))"), expected);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (round >= 0) {
          rates[round] = h2Rows / seconds;
          ratios[round] = (cpuNanos() - cpu) / (double) base;
        }
      }
      print("identity-frames-h2", median(rates), "rows/s");
      print("identity-frames-h2-ratio", median(ratios), "x");
      print("first-row", median(FirstRow.millis(statement)), "ms");
    }
  }

  private static long read(Statement statement, String sql) throws SQLException {
    long sum = 0;
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        sum += mix(rows.getLong(1), rows.getDouble(2), rows.getString(3));
        sum += rows.getObject(4, LocalDateTime.class).getSecond();
      }
    }
    return sum;
  }

  /** Returns the time of all threads, those of the JVM included. */
  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void print(String name, double value, String unit) {
    out.printf(Locale.ROOT, "figure %s %.2f %s%n", name, value, unit);
  }
}
