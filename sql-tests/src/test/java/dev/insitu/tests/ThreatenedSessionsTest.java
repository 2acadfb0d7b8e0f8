package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestFunction;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.SandboxInstance;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Threats that are more than one call of one module; each test is named after its id. */
final class ThreatenedSessionsTest {
  private static final String DATABASE = "jdbc:insitu:h2:mem:threatened";

  private Connection connection;
  private Statement statement;
  private Neighbour neighbour;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection(DATABASE);
    statement = connection.createStatement();
    neighbour = Neighbour.in(DATABASE);
  }

  /** The same connection answers, the neighbour was right all the time, and nobody runs. */
  @AfterEach
  void everythingGoesOn() throws SQLException {
    neighbour.checkSince(neighbour.calls());
    neighbour.close();
    if (!connection.isClosed()) {
      assertThat(value("SELECT ROUND(km(0, 0, 0, 180))")).isEqualTo("20015.0");
      connection.close();
    }
    Guests.awaitNone();
  }

  @Test
  void a08EveryPrefixAndEveryChangedByteIsRefusedOrRuns() throws Exception {
    byte[] good = Files.readAllBytes(Attack.FOLDER.resolve("indirect.wasm"));
    int refused = 0;
    for (int length = 0; length < good.length; length++) {
      refused += isRefused(Arrays.copyOf(good, length)) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(good.length - 8);
    refused = 0;
    for (int i = 0; i < good.length; i++) {
      byte[] changed = good.clone();
      changed[i] ^= (byte) (1 << i % 8);
      refused += isRefused(changed) ? 1 : 0;
    }
    assertThat(refused).isBetween(good.length / 2, good.length - 1);
  }

  private boolean isRefused(byte[] module) throws SQLException {
    try {
      statement.execute("CREATE MODULE m AS X'" + HexFormat.of().formatHex(module) + "'");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as("%s", e).matches("42M0[1-4]|38M01");
      assertThat(e.getErrorCode()).isBetween(780_000, 789_999);
      return true;
    }
    statement.execute("DROP MODULE m");
    return false;
  }

  @Test
  void b21ManyModulesAtOnceAreAllCreated() throws Exception {
    List<Future<?>> sessions = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        int number = i;
        sessions.add(threads.submit(() -> createAndCall(number)));
      }
      for (Future<?> session : sessions) {
        session.get();
      }
    }
    assertThat(value("SELECT SUM(f0(1) + f7(2)) FROM SYSTEM_RANGE(1, 3)")).isEqualTo("9");
  }

  private static Void createAndCall(int number) throws SQLException {
    try (Connection other = DriverManager.getConnection(DATABASE);
        Statement sql = other.createStatement()) {
      String code = HexFormat.of().formatHex(Bombs.numbered(number));
      sql.execute("CREATE MODULE m" + number + " AS X'" + code + "'");
      sql.execute(
          "CREATE FUNCTION f"
              + number
              + "(a INTEGER) RETURNS INTEGER LANGUAGE WASM FROM MODULE m"
              + number
              + " EXPORT 'f'");
    }
    return null;
  }

  @Test
  @Tag("ci")
  void b22ModulesThatAreDroppedLeaveNoClasses() throws Exception {
    long[] metaspace = new long[2];
    for (int i = 0; i < 600; i++) {
      String code = HexFormat.of().formatHex(Bombs.numbered(1_000 + i));
      statement.execute("CREATE MODULE m AS X'" + code + "'");
      statement.execute("DROP MODULE m");
      if (i == 299 || i == 599) {
        metaspace[i / 300] = metaspace();
      }
    }
    System.out.printf(
        "figure metaspace-after-300-modules %d KiB, after-600 %d KiB%n",
        metaspace[0] >> 10, metaspace[1] >> 10);
    assertThat(metaspace[1] - metaspace[0]).isLessThan(4 << 20);
  }

  private static long metaspace() {
    System.gc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .map(MemoryPoolMXBean::getUsage)
        .mapToLong(java.lang.management.MemoryUsage::getUsed)
        .sum();
  }

  @Test
  void f02WhatOneSessionHidesNoOtherFinds() throws SQLException {
    create("canary", "hide(t VARCHAR) RETURNS INTEGER");
    create("canary", "seek(a INTEGER) RETURNS INTEGER");
    String hide = "SELECT hide('CNRYCNRY' || x) FROM SYSTEM_RANGE(1, 3)";
    try (Connection other = DriverManager.getConnection(DATABASE);
        Statement sql = other.createStatement()) {
      sql.execute(hide);
      statement.execute(hide);
      assertThat(value("SELECT seek(1)")).isEqualTo("0");
      try (ResultSet rows = sql.executeQuery("SELECT seek(1)")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isZero();
      }
    }
    try (Connection third = DriverManager.getConnection(DATABASE);
        Statement sql = third.createStatement();
        ResultSet rows = sql.executeQuery("SELECT MAX(seek(x)) FROM SYSTEM_RANGE(1, 5)")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isZero();
    }
  }

  @Test
  void f04AnInstanceBelongsToOneThreadAtATime() throws Exception {
    byte[] code = Files.readAllBytes(Attack.FOLDER.resolve("spin.wasm"));
    Cancellation cancellation = Cancellation.create();
    Limits d = Limits.DEFAULT;
    Limits long_ = new Limits(1L << 62, 16, d.stackDepth(), 10, 0, 0, 0, 0);
    try (SandboxInstance instance = Sandbox.create().load(code).instantiate(long_, cancellation);
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      instance.initialize();
      instance.seal();
      GuestFunction spin = instance.function("spin");
      Future<Outcome> first = threads.submit(() -> spin.call(new long[1], new long[1]));
      while (instance.isAlive()) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> spin.call(new long[1], new long[1]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("an instance belongs to one thread at a time");
      cancellation.cancel();
      assertThat(first.get()).isInstanceOf(Outcome.Cancelled.class);
    }
  }

  @Test
  void f11StoppedAndFailedInstancesAreNotUsedAgain() throws SQLException {
    create("spins", "branch(a INTEGER) RETURNS INTEGER", "fuel = 1000000000000000, timeout = 20");
    create("divide", "divide(a INTEGER, b INTEGER) RETURNS INTEGER");
    for (int i = 0; i < 5; i++) {
      assertThat(state("SELECT branch(1)")).isEqualTo("57014");
      assertThat(state("SELECT divide(1, 0)")).isEqualTo("38M01");
      assertThat(value("SELECT divide(6, 3)")).isEqualTo("2");
    }
  }

  @Test
  void g01AndG02AnInterruptStaysAsItIs() throws SQLException {
    create("spin", "spin(a INTEGER) RETURNS INTEGER", "fuel = 1000000000000000, timeout = 20");
    create("never-ends", "run(t TABLE) RETURNS TABLE (k VARCHAR)", "fuel = 1000000");
    String run = "SELECT COUNT(*) FROM TABLE(run(TABLE(SELECT 1 AS n)))";
    for (boolean interrupted : new boolean[] {false, true}) {
      for (String query : List.of("SELECT km(0, 0, 0, 1)", "SELECT spin(1)", run)) {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        assertThat(state(query)).isIn("OK", "57014", "53M01");
        assertThat(Thread.interrupted()).as("%s, %s", query, interrupted).isEqualTo(interrupted);
      }
    }
  }

  @Test
  void g02AnInterruptDuringACallIsLeftForItsOwner() throws Exception {
    create("spin", "spin(a INTEGER) RETURNS INTEGER", "fuel = 1000000000000000, timeout = 300");
    Thread owner = Thread.currentThread();
    Thread other = Thread.ofPlatform().start(() -> interruptLater(owner));
    assertThat(state("SELECT spin(1)")).isEqualTo("57014");
    // Whenever it came, nobody took it away.
    boolean interrupted = false;
    while (other.isAlive() && !interrupted) {
      interrupted = Thread.interrupted();
    }
    interrupted |= Thread.interrupted();
    other.join();
    assertThat(interrupted).isTrue();
  }

  private static void interruptLater(Thread owner) {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    owner.interrupt();
  }

  @Test
  void g06TheEnginePrintsNothing() throws SQLException {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(both);
      System.setErr(both);
      String code = HexFormat.of().formatHex(Bombs.of("large-function"));
      assertThat(state("CREATE MODULE m AS X'" + code + "'")).isIn("53M07", "42M02");
      create("names", "f(a INTEGER) RETURNS INTEGER");
      assertThat(value("SELECT f(1)")).isEqualTo("2");
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void g20WhatNobodyClosesEndsWithItsConnection() throws SQLException {
    create(
        "output-flood",
        "run(t TABLE) RETURNS TABLE (k VARCHAR, n INTEGER)",
        "fuel = 1000000000000000");
    List<Statement> forgotten = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Statement open = connection.createStatement();
      ResultSet rows =
          open.executeQuery("SELECT n FROM TABLE(run(TABLE(SELECT 'a' AS k, 1 AS n)))");
      assertThat(rows.next()).isTrue();
      forgotten.add(open);
    }
    connection.close();
    Guests.awaitNone();
    assertThat(forgotten).hasSize(10);
  }

  @Test
  void g21MessagesTellNothingOfTheHost() {
    assertThat(Attack.all().map(Attack::message))
        .noneMatch(
            m -> m.matches(".*(Exception|Error\\b|java\\.|com\\.|dev\\.insitu|0x[0-9a-f]{6}).*"));
  }

  private void create(String module, String function) throws SQLException {
    create(module, function, "fuel = 1000000000");
  }

  private void create(String module, String function, String options) throws SQLException {
    String name = module.replace('-', '_');
    statement.execute(
        "CREATE MODULE IF NOT EXISTS "
            + name
            + " FROM 'file:"
            + Attack.FOLDER.resolve(module + ".wasm")
            + "'");
    statement.execute(
        "CREATE FUNCTION "
            + function
            + " LANGUAGE WASM WITH ("
            + options
            + ") FROM MODULE "
            + name);
  }

  private String state(String sql) {
    try {
      statement.execute(sql);
      try (ResultSet rows = statement.getResultSet()) {
        while (rows != null && rows.next()) {
          // The last row may be the one that fails.
        }
      }
      return "OK";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  private String value(String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
