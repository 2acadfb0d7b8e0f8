package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.call.LiveGuests;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample aggregates give over random tables what the same computation gives in Java. */
final class AggregateLawTest {
  private static final int REGISTERS = 1_024;
  private static final int GROUPS = 100_000;

  private Functions db;

  /** A row of the table. */
  private record Row(int group, Long number, String text, boolean kept) {}

  @BeforeEach
  void open() throws SQLException {
    db = Functions.open(Functions.memory());
    Path sample = Path.of("../samples/aggregates/aggregates.wasm").toAbsolutePath().normalize();
    db.run(
        "CREATE MODULE samples FROM 'file:" + sample + "'",
        "CREATE MODULE aggregate FROM 'file:aggregate.wasm'",
        "CREATE AGGREGATE FUNCTION total(v BIGINT) RETURNS BIGINT LANGUAGE WASM"
            + " FROM MODULE aggregate",
        "CREATE AGGREGATE FUNCTION geometric_mean(v DOUBLE) RETURNS DOUBLE LANGUAGE WASM"
            + " FROM MODULE samples",
        "CREATE AGGREGATE FUNCTION about(v VARCHAR) RETURNS BIGINT LANGUAGE WASM"
            + " FROM MODULE samples AS 'approximate_count'",
        "CREATE TABLE t (g INTEGER, n BIGINT, s VARCHAR, kept BOOLEAN)");
  }

  @AfterEach
  void close() throws Exception {
    db.close();
    LiveGuests.awaitNone();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void equalsJava(long seed) throws SQLException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Row> rows = fill(random, 1 + random.nextInt(2_000));
    check("total(n)", rows, AggregateLawTest::total);
    check("total(DISTINCT n)", rows, group -> total(distinct(group)));
    check("total(n) FILTER (WHERE kept)", rows, group -> total(kept(group)));
    check("total(DISTINCT n) FILTER (WHERE kept)", rows, group -> total(distinct(kept(group))));
    check("about(s)", rows, AggregateLawTest::about);
    check("about(DISTINCT s)", rows, AggregateLawTest::about);
    check("about(s) FILTER (WHERE kept)", rows, group -> about(kept(group)));
  }

  private List<Row> fill(RandomGenerator random, int count) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement insert =
        db.connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?)")) {
      for (int i = 0; i < count; i++) {
        Row row =
            new Row(
                random.nextInt(7),
                random.nextInt(5) == 0 ? null : random.nextLong(-50, 50),
                random.nextInt(5) == 0 ? null : "é" + random.nextInt(900),
                random.nextBoolean());
        rows.add(row);
        insert.setInt(1, row.group());
        insert.setObject(2, row.number());
        insert.setString(3, row.text());
        insert.setBoolean(4, row.kept());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    return rows;
  }

  private void check(String call, List<Row> rows, ToLongFunction<List<Row>> java)
      throws SQLException {
    assertThat(db.value("SELECT " + call + " FROM t"))
        .as(call)
        .isEqualTo(String.valueOf(java.applyAsLong(rows)));
    TreeMap<Integer, List<Row>> groups =
        rows.stream().collect(Collectors.groupingBy(Row::group, TreeMap::new, Collectors.toList()));
    assertThat(db.query("SELECT g, " + call + " FROM t GROUP BY g ORDER BY g"))
        .as(call)
        .containsExactlyElementsOf(
            groups.entrySet().stream()
                .map(e -> e.getKey() + " " + java.applyAsLong(e.getValue()))
                .toList());
  }

  private static List<Row> kept(List<Row> rows) {
    return rows.stream().filter(Row::kept).toList();
  }

  private static List<Row> distinct(List<Row> rows) {
    TreeSet<Long> numbers = new TreeSet<>();
    return rows.stream().filter(r -> r.number() != null && numbers.add(r.number())).toList();
  }

  private static long total(List<Row> rows) {
    return rows.stream().map(Row::number).filter(Objects::nonNull).mapToLong(n -> n).sum();
  }

  /** What samples/aggregates/aggregates.c computes. */
  private static long about(List<Row> rows) {
    int[] longest = new int[REGISTERS];
    for (Row row : rows) {
      if (row.text() != null) {
        long hash = hash(row.text().getBytes(StandardCharsets.UTF_8));
        int run = 1 + Long.numberOfLeadingZeros(hash << 10 | 1 << 9);
        int register = (int) (hash >>> 54);
        longest[register] = Math.max(longest[register], run);
      }
    }
    double sum = 0;
    int empty = 0;
    for (int run : longest) {
      sum += 1 / (double) (1L << run);
      empty += run == 0 ? 1 : 0;
    }
    double estimate = 0.7213 / (1 + 1.079 / REGISTERS) * REGISTERS * REGISTERS / sum;
    if (estimate <= 2.5 * REGISTERS && empty > 0) {
      estimate = REGISTERS * Math.log((double) REGISTERS / empty);
    }
    return (long) (estimate + 0.5);
  }

  private static long hash(byte[] text) {
    long h = 0xcbf29ce484222325L;
    for (byte b : text) {
      h = (h ^ (b & 0xFF)) * 0x100000001b3L;
    }
    h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }

  @Test
  void geometricMeans() throws SQLException {
    assertThat(
            db.query(
                "SELECT g, ROUND(geometric_mean(v), 9) FROM (VALUES (1, 2.0), (1, 8.0),"
                    + " (2, 10.0), (2, NULL), (3, NULL)) AS x (g, v) GROUP BY g ORDER BY g"))
        .containsExactly("1 4.0", "2 10.0", "3 null");
    assertThat(db.value("SELECT geometric_mean(0) FROM SYSTEM_RANGE(1, 3)")).isEqualTo("0.0");
    assertThat(db.value("SELECT geometric_mean(-x) FROM SYSTEM_RANGE(1, 3)")).isEqualTo("NaN");
  }

  /** What H2 keeps of a group, with ours: its key, its lists, and a state of eight bytes. */
  @Test
  void manyGroupsInOneInstance() throws SQLException {
    String sql =
        "SELECT MOD(x * 7919, %1$d), total(x) AS s FROM SYSTEM_RANGE(1, %1$d)"
            + " GROUP BY MOD(x * 7919, %1$d)";
    assertThat(bytesPerGroup(sql.formatted(GROUPS))).as("bytes of a group").isLessThan(1_500);
    assertThat(LiveGuests.count()).isEqualTo(3);
    assertThat(db.query("SELECT COUNT(*), SUM(s) FROM (" + sql.formatted(GROUPS) + ")"))
        .containsExactly(GROUPS + " " + GROUPS * (GROUPS + 1L) / 2);
  }

  /** Runs a query and measures what is alive while its groups are. */
  private long bytesPerGroup(String sql) throws SQLException {
    try (Statement statement = db.connection.createStatement()) {
      statement.execute("SET LAZY_QUERY_EXECUTION 1");
      long before = live();
      try (ResultSet rows = statement.executeQuery(sql)) {
        rows.next();
        return (live() - before) / GROUPS;
      } finally {
        statement.execute("SET LAZY_QUERY_EXECUTION 0");
      }
    }
  }

  private static long live() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
