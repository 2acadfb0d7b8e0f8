package dev.insitu.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.insitu.calcite.InsituDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool of connections, as applications have it. */
final class PoolTest {
  private static final int CYCLES = 100;

  @TempDir private Path folder;

  /** How a pool is told what to open. */
  private enum Source {
    URL {
      @Override
      void set(HikariConfig config, String url) {
        config.setJdbcUrl(url);
        config.setUsername("sa");
        config.setPassword("");
      }
    },
    DATA_SOURCE {
      @Override
      void set(HikariConfig config, String url) {
        InsituDataSource source = new InsituDataSource();
        source.setUrl(url);
        source.setUser("sa");
        source.setPassword("");
        config.setDataSource(source);
      }
    },
    CLASS_NAME {
      @Override
      void set(HikariConfig config, String url) {
        config.setDataSourceClassName("dev.insitu.calcite.InsituDataSource");
        config.addDataSourceProperty("url", url);
        config.setUsername("sa");
        config.setPassword("");
      }
    };

    abstract void set(HikariConfig config, String url);
  }

  @ParameterizedTest
  @EnumSource
  void functionsWorkOnEveryConnectionThatIsBorrowed(Source source) throws Exception {
    HikariConfig config = new HikariConfig();
    source.set(config, "jdbc:insitu:" + TestDatabase.FILE.h2(folder, "pooled"));
    config.setMaximumPoolSize(2);
    Set<InsituConnection> seen = new HashSet<>();
    Set<String> before = threads();
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Connection connection = pool.getConnection()) {
        Functions.createKm(connection);
        Functions.createTopN(connection);
      }
      for (int i = 0; i < CYCLES; i++) {
        try (Connection connection = pool.getConnection()) {
          seen.add(connection.unwrap(InsituConnection.class));
          use(connection, i);
        }
      }
      assertThat(seen).hasSizeBetween(1, 2);
      for (InsituConnection connection : seen) {
        assertThat(connection.executions()).isZero();
        assertThat(connection.isClosed()).isFalse();
      }
    }
    for (InsituConnection connection : seen) {
      assertThat(connection.isClosed()).isTrue();
    }
    // Threads of guests stay for a moment, so that the next guest need not start one.
    for (int i = 0; i < 100 && !before.containsAll(threads()); i++) {
      Thread.sleep(50);
    }
    assertThat(threads()).isSubsetOf(before);
  }

  /**
   * A setting goes on to the next user of a connection, unless the pool says where a user's work
   * ends, or he resets it; what the pool itself has set stays.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSessionsLimitGoesOnUnlessThePoolSaysWhereWorkEnds(boolean boundaries) throws SQLException {
    HikariConfig config = new HikariConfig();
    Source.URL.set(config, "jdbc:insitu:h2:mem:limited" + boundaries + ";insitu.fuel=1000000");
    config.setMaximumPoolSize(1);
    String property = "com.zaxxer.hikari.enableRequestBoundaries";
    System.setProperty(property, String.valueOf(boundaries));
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        Functions.createKm(connection);
        statement.execute("SET insitu.fuel = 7");
        assertThat(fuel(statement)).isEqualTo("7");
      }
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        assertThat(fuel(statement)).isEqualTo(boundaries ? "enough" : "7");
        statement.execute("RESET insitu.all");
        assertThat(fuel(statement)).isEqualTo("enough");
      }
    } finally {
      System.clearProperty(property);
    }
  }

  /** Returns the limit that a call reaches. */
  private static String fuel(Statement statement) {
    try (ResultSet rows = statement.executeQuery("SELECT km(1, 2, 3, 4)")) {
      return rows.next() ? "enough" : "no row";
    } catch (SQLException e) {
      return e.getMessage().replaceAll(".* allowed ([0-9]+);.*", "$1");
    }
  }

  /** Uses functions and leaves statements and results open, which the pool closes. */
  private static void use(Connection connection, int cycle) throws SQLException {
    connection.setAutoCommit(cycle % 2 == 0);
    Statement statement = connection.createStatement();
    ResultSet rows = statement.executeQuery("SELECT km(47.45, -122.31, 33.94, -118.41)");
    assertThat(rows.next()).isTrue();
    assertThat(rows.getInt(1)).isEqualTo(1537);
    PreparedStatement top =
        connection.prepareStatement(
            "SELECT destination FROM TABLE(top_n(TABLE routes PARTITION BY origin"
                + " ORDER BY flights DESC, ?))");
    top.setInt(1, 2);
    ResultSet best = top.executeQuery();
    assertThat(best.next()).isTrue();
    assertThat(best.getString(1)).isEqualTo("JFK");
  }

  /** Returns the names of threads that only this library starts. */
  private static Set<String> threads() {
    Set<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().contains("insitu") || thread.getName().contains("guest")) {
        names.add(thread.getName());
      }
    }
    return names;
  }
}
