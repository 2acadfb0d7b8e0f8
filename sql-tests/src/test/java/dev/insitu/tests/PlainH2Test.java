package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of ours, opened by an H2 that has never heard of insitu, in a process of its own. */
final class PlainH2Test {
  @TempDir private Path folder;

  @Test
  void plainH2ReadsAndWritesWhatUsesNoFunction() throws Exception {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE MODULE t FROM 'file:sql-tests/src/test/resources/modules/types.wasm'");
      statement.execute(
          "CREATE FUNCTION next(n INTEGER) RETURNS INTEGER LANGUAGE WASM FROM MODULE t");
      statement.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY)");
      statement.execute("CREATE VIEW v AS SELECT next(id) AS id FROM plain");
      statement.execute("CREATE TABLE checked (id INTEGER CHECK next(id) > 0)");
      statement.execute("CREATE TABLE computed (id INTEGER, n INTEGER AS (next(id)))");
      statement.execute("INSERT INTO plain VALUES (1)");
      statement.execute("INSERT INTO checked VALUES (1)");
      statement.execute("INSERT INTO computed (id) VALUES (1)");
    }
    assertThat(plain("INSERT INTO plain VALUES (2); SELECT SUM(id) AS s FROM plain"))
        .contains("(Update count: 1")
        .contains("\n3\n");
    assertThat(plain("SELECT id AS only FROM checked")).contains("ONLY\n1\n");
    // H2 cannot read their definitions and goes on without them; docs/sql.md says so.
    assertThat(plain("SELECT * FROM computed")).contains("Table \"COMPUTED\" not found");
    assertThat(plain("INSERT INTO checked VALUES (-2)")).contains("(Update count: 1");
    assertThat(plain("SELECT name, size FROM insitu.modules")).contains("T    |");
    assertThat(plain("SELECT * FROM v")).contains("View \"PUBLIC.V\" is invalid");
    assertThat(plain("SELECT next(1)")).contains("Class \"insitu.fn.PUBLIC.NEXT\" not found");

    try (Connection connection = open()) {
      assertThat(value(connection, "SELECT SUM(id) FROM v")).isEqualTo("5");
      assertThat(value(connection, "SELECT next(41)")).isEqualTo("42");
      assertThat(value(connection, "SELECT COUNT(*) FROM checked")).isEqualTo("2");
      assertThatThrownBy(() -> value(connection, "INSERT INTO checked VALUES (-3)"))
          .hasMessageContaining("Check constraint violation");
      assertThat(value(connection, "SELECT SUM(n) FROM computed")).isEqualTo("2");
    }
  }

  private Connection open() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("insitu.baseDirectory", Repository.root().toString());
    return DriverManager.getConnection("jdbc:insitu:" + url(), properties);
  }

  private String url() {
    return "h2:" + folder.resolve("shop");
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.execute(sql) ? statement.getResultSet() : null) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  /** Returns what H2's own shell prints, in a process whose class path is H2 alone. */
  private String plain(String sql) throws IOException, InterruptedException {
    Path h2 =
        Path.of(org.h2.Driver.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                h2.toString(),
                "org.h2.tools.Shell",
                "-url",
                "jdbc:" + url(),
                "-sql",
                sql)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
