package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Modules that are created, called and dropped leave nothing behind, however many they are: no
 * class, no metaspace, no heap, no thread, no open file.
 */
@Timeout(value = 90, unit = TimeUnit.MINUTES)
final class SoakTest {
  /** More than the modules that a process keeps, so that what is kept is full. */
  private static final int WARM_UP = 300;

  @Test
  @Tag("ci")
  void hundredsOfModulesComeAndGo() throws SQLException, IOException {
    soak(200, 0);
  }

  @Test
  @Tag("long")
  void fiveThousandModulesComeAndGo() throws SQLException, IOException {
    soak(5_000, Long.getLong("insitu.soak.minutes", 30));
  }

  private static void soak(int modules, long minutes) throws SQLException, IOException {
    int created = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:soak")) {
      rows(connection);
      while (created < WARM_UP) {
        round(connection, created++);
      }
      Use before = Use.now();
      long start = System.nanoTime();
      while (created < WARM_UP + modules
          || System.nanoTime() - start < TimeUnit.MINUTES.toNanos(minutes)) {
        round(connection, created++);
        if (created % 1_000 == 0) {
          System.out.printf(Locale.ROOT, "soak: %d modules, %s%n", created, Use.now());
        }
      }
      Use after = Use.now();
      System.out.printf(
          Locale.ROOT,
          "soak: %d modules in %d s, before %s, after %s%n",
          created - WARM_UP,
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
          before,
          after);
      after.requireNoMoreThan(before);
    }
  }

  private static void rows(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE flights AS SELECT 'A' || X / 3 AS origin, 'B' || X AS destination,"
              + " CAST(X AS INTEGER) AS flights FROM SYSTEM_RANGE(0, 8)");
    }
  }

  /** One module's life; some are programs, and some live in a database of their own. */
  private static void round(Connection connection, int number) throws SQLException, IOException {
    if (number % 20 == 7) {
      try (Connection other = DriverManager.getConnection("jdbc:insitu:h2:mem:")) {
        rows(other);
        scalar(other, number);
      }
    } else if (number % 20 == 13) {
      program(connection, number);
    } else {
      scalar(connection, number);
    }
  }

  private static void scalar(Connection connection, int number) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE MODULE m AS X'" + HexFormat.of().formatHex(adder(number)) + "'");
      statement.execute(
          "CREATE FUNCTION plus(x INTEGER) RETURNS INTEGER LANGUAGE WASM FROM MODULE m EXPORT"
              + " 'plus'");
      try (ResultSet rows = statement.executeQuery("SELECT SUM(plus(flights)) FROM flights")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isEqualTo(36 + 9L * number);
      }
      statement.execute("DROP FUNCTION plus");
      statement.execute("DROP MODULE m");
    }
  }

  private static void program(Connection connection, int number) throws SQLException, IOException {
    WasmBytes note = WasmBytes.bytes().text(Integer.toString(number));
    byte[] module =
        WasmBytes.bytes()
            .raw(Files.readAllBytes(Repository.root().resolve("samples/top-n/top-n.wasm")))
            .section(/* id= */ 0, note)
            .toByteArray();
    String hex = HexFormat.of().formatHex(module);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE MODULE m AS X'" + hex + "'");
      statement.execute(
          "CREATE FUNCTION busiest(routes TABLE, n INTEGER) RETURNS TABLE (origin VARCHAR,"
              + " destination VARCHAR, flights INTEGER) LANGUAGE WASM FROM MODULE m");
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT COUNT(*) FROM TABLE(busiest(TABLE flights PARTITION BY origin ORDER BY"
                  + " flights DESC, 2))")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(6);
      }
      statement.execute("DROP MODULE m CASCADE");
    }
  }

  /** Returns a module that exports plus, which adds a number of its own. */
  private static byte[] adder(int number) {
    WasmBytes body = WasmBytes.bytes().op(0, 0x20, 0, 0x41);
    int rest = number;
    while (rest > 63) {
      body.op(rest & 0x7F | 0x80);
      rest >>= 7;
    }
    body.op(rest, 0x6A, 0x0B);
    return WasmBytes.module()
        .section(WasmBytes.TYPE, WasmBytes.bytes().op(1, 0x60, 1, 0x7F, 1, 0x7F))
        .section(WasmBytes.FUNCTION, WasmBytes.bytes().op(1, 0))
        .section(WasmBytes.EXPORT, WasmBytes.bytes().op(1).text("plus").op(0, 0))
        .code(1, body)
        .toByteArray();
  }

  /** What the process uses, after garbage was collected. */
  private record Use(long metaspaceKib, long classes, long heapKib, int threads, long files) {
    static Use now() {
      Use use = measure();
      // References that are cleared by one collection free more at the next.
      for (int i = 0; i < 5; i++) {
        use = measure();
      }
      return use;
    }

    private static Use measure() {
      System.gc();
      long metaspace =
          ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(pool -> pool.getName().equals("Metaspace"))
              .map(MemoryPoolMXBean::getUsage)
              .mapToLong(usage -> usage.getUsed())
              .sum();
      return new Use(
          metaspace / 1_024,
          ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1_024,
          ManagementFactory.getThreadMXBean().getThreadCount(),
          ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
              .getOpenFileDescriptorCount());
    }

    void requireNoMoreThan(Use before) {
      assertThat(metaspaceKib).as("KiB of metaspace").isLessThan(before.metaspaceKib + 4_096);
      assertThat(classes).as("classes").isLessThan(before.classes + 200);
      assertThat(heapKib).as("KiB of heap").isLessThan(before.heapKib + 8_192);
      assertThat(threads).as("threads").isLessThanOrEqualTo(before.threads + 2);
      assertThat(files).as("open files").isLessThanOrEqualTo(before.files);
    }
  }
}
