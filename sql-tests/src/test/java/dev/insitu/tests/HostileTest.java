package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each line of hostile.txt through SQL while a neighbour computes: one clear error, and the same
 * connection goes on.
 */
final class HostileTest {
  private static final String DATABASE = "jdbc:insitu:h2:mem:hostile";

  @TempDir private static Path folder;
  private static Neighbour neighbour;

  static Stream<Attack> attacks() {
    int every = Integer.getInteger("insitu.hostile.every", 1);
    List<Attack> all = Attack.all().toList();
    return IntStream.range(0, all.size()).filter(i -> i % every == 0).mapToObj(all::get);
  }

  @BeforeAll
  static void openDatabase() throws SQLException {
    neighbour = Neighbour.in(DATABASE);
  }

  @AfterAll
  static void closeDatabase() throws SQLException {
    neighbour.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void oneClearErrorAndEverythingGoesOn(Attack attack) throws Exception {
    int before = neighbour.calls();
    try (Connection connection = DriverManager.getConnection(DATABASE);
        Statement statement = connection.createStatement()) {
      String end = attack.end(statement, folder);
      assertThat(end).isEqualTo(attack.expected(folder));
      assertThat(Attack.value(statement, "SELECT 1")).isEqualTo("1");
      assertThat(Attack.value(statement, "SELECT ROUND(km(0, 0, 0, 180))")).isEqualTo("20015.0");
    }
    Guests.awaitNone();
    neighbour.checkSince(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SELECT spin(1)", "SELECT COUNT(*) FROM TABLE(run(TABLE(SELECT 1 AS n)))"})
  void cancelAndTimeoutStopWhatHasFuelForHours(String query) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE MODULE s FROM 'file:" + Attack.FOLDER.resolve("spin.wasm") + "'");
      statement.execute(
          "CREATE MODULE r FROM 'file:" + Attack.FOLDER.resolve("reads-for-ever.wasm") + "'");
      statement.execute(
          "CREATE FUNCTION spin(a INTEGER) RETURNS INTEGER LANGUAGE WASM"
              + " WITH (fuel = 1000000000000000) FROM MODULE s");
      statement.execute(
          "CREATE FUNCTION run(t TABLE) RETURNS TABLE (k VARCHAR) LANGUAGE WASM"
              + " WITH (fuel = 1000000000000000) FROM MODULE r");
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> Attack.value(statement, query))
          .isInstanceOf(SQLTimeoutException.class)
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("57014"));
      statement.setQueryTimeout(0);
      AtomicBoolean ended = new AtomicBoolean();
      Thread canceller = Thread.ofPlatform().start(() -> cancelUntil(ended, statement));
      assertThatThrownBy(() -> Attack.value(statement, query))
          .hasMessageMatching("function (SPIN|RUN): cancelled")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("57014"));
      ended.set(true);
      canceller.join();
      assertThat(Attack.value(statement, "SELECT 1")).isEqualTo("1");
    }
    Guests.awaitNone();
  }

  /** Again and again, because a cancel that comes before the statement runs reaches nothing. */
  private static void cancelUntil(AtomicBoolean ended, Statement statement) {
    try {
      while (!ended.get()) {
        Thread.sleep(200);
        statement.cancel();
      }
    } catch (InterruptedException | SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyHostileModuleIsTried() {
    Set<String> tried = Attack.all().map(Attack::module).collect(Collectors.toSet());
    List<String> readme = Repository.lines(Attack.FOLDER.resolve("README.md"));
    for (Path file : Repository.files(".wasm")) {
      if (file.startsWith(Attack.FOLDER)) {
        String name = file.getFileName().toString().replace(".wasm", "");
        assertThat(tried).contains(name);
        assertThat(readme).as("README names it").anyMatch(l -> l.startsWith("| `" + name + "` |"));
      }
    }
  }
}
