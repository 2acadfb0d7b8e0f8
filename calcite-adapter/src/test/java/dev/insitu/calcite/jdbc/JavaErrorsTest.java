package dev.insitu.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No error of Java's leaves the driver: whatever is asked, the answer is an SQLException. */
final class JavaErrorsTest {
  private static final long SMALL_STACK = 256 << 10;

  @TempDir private Path folder;

  /** The ways that a text reaches the driver. */
  private enum Way {
    EXECUTE {
      @Override
      void go(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
          drain(statement.executeQuery(sql));
        }
      }
    },
    PREPARE {
      @Override
      void go(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          drain(statement.executeQuery());
        }
      }
    },
    BATCH {
      @Override
      void go(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
          statement.addBatch("SET @x = (" + sql + ")");
          statement.executeBatch();
        }
      }
    };

    abstract void go(Connection connection, String sql) throws SQLException;
  }

  private static void drain(ResultSet rows) throws SQLException {
    while (rows.next()) {
      // Rows may be made as they are read.
    }
  }

  private static String nested(int levels) {
    return "(".repeat(levels) + "1" + ")".repeat(levels);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNestedTooDeeplyIsAnErrorOfTheStatement(Way way) throws Exception {
    try (Connection connection = TestDatabase.MEMORY.insitu(folder, "db")) {
      Functions.createTopN(connection);
      String call = "SELECT * FROM TABLE(top_n(TABLE routes PARTITION BY origin ORDER BY ";
      for (String sql :
          new String[] {
            "SELECT " + nested(5_000),
            "SELECT 1" + " + 1".repeat(20_000),
            call + nested(5_000) + ", 1))",
            call + "flights" + " + 1".repeat(20_000) + ", 1))",
            "SELECT * FROM TABLE(top_n((SELECT * FROM routes WHERE "
                + nested(5_000)
                + " = 1) PARTITION BY origin, 1))",
          }) {
        Throwable end = onSmallStack(() -> way.go(connection, sql));
        assertThat(end).as(sql.substring(0, 60)).isInstanceOf(SQLException.class);
        assertThat(((SQLException) end).getSQLState()).isNotNull();
        try (Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM routes")) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt(1)).isEqualTo(6);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {StackOverflowError.class, OutOfMemoryError.class, AssertionError.class})
  void messagesNameNoClass(Class<? extends Error> type) throws ReflectiveOperationException {
    Error error = type.getDeclaredConstructor().newInstance();
    SQLException sql = JavaErrors.sql(error);
    assertThat(sql.getSQLState()).isEqualTo("XXM01");
    assertThat(sql.getErrorCode()).isEqualTo(780_901);
    assertThat(sql.getMessage()).startsWith("statement: ").doesNotContain("Error", "java");
    assertThat(sql.getCause()).isSameAs(error);
  }

  @Test
  void anErrorOfSqlStaysTheSame() {
    SQLException error = new SQLException("no");
    assertThat((Throwable) JavaErrors.sql(error)).isSameAs(error);
  }

  /** What may fail. */
  @FunctionalInterface
  private interface Task {
    void run() throws SQLException;
  }

  /** Returns what the task ended with. */
  private static Throwable onSmallStack(Task task) throws InterruptedException {
    Throwable[] end = new Throwable[1];
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                task.run();
              } catch (SQLException | RuntimeException | Error e) {
                end[0] = e;
              }
            },
            "small",
            SMALL_STACK);
    thread.start();
    thread.join();
    return end[0];
  }
}
