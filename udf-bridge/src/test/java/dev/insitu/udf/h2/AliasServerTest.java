package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.call.LiveGuests;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.Driver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Functions in an H2 server of another process, and H2 without insitu. */
@Timeout(120)
final class AliasServerTest {
  private static final Pattern PORT = Pattern.compile("tcp://[^ ]*:(\\d+)");

  @TempDir private Path folder;

  @AfterEach
  void nothingRunsHere() throws InterruptedException {
    LiveGuests.awaitNone();
  }

  @Test
  void serverWithInsituRunsFunctions() throws Exception {
    try (Server server = new Server(everything())) {
      String url = server.url("shop");
      try (Functions db = Functions.open(url)) {
        db.module("direct");
        db.run(
            "CREATE FUNCTION half(x DOUBLE PRECISION) RETURNS DOUBLE PRECISION FROM MODULE direct",
            "CREATE FUNCTION div(a INTEGER, b INTEGER) RETURNS INTEGER FROM MODULE direct",
            "CREATE VIEW v AS SELECT half(9) AS h, half(x) AS hx FROM SYSTEM_RANGE(1, 3)");
        assertThat(LiveGuests.count()).as("nothing runs in this process").isZero();
        assertThat(db.query("SELECT * FROM v")).containsExactly("4.5 0.5", "4.5 1.0", "4.5 1.5");
        db.fails("SELECT div(1, 0)", "38M01", "function DIV: integer divide by zero in div");
        try (PreparedStatement prepared = db.connection.prepareStatement("SELECT div(?, ?)")) {
          prepared.setInt(1, 9);
          prepared.setInt(2, 2);
          try (ResultSet rows = prepared.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(4);
          }
        }
        assertThat(db.query("SELECT routine_name, calls, failures FROM insitu.function_stats"))
            .containsExactly("DIV 2 1", "HALF 6 0");
        db.run("SET insitu.fuel = 1");
        assertThat((Throwable) db.error("SELECT div(9, 2)"))
            .hasMessageMatching(
                "function DIV: wants \\d+ of fuel, allowed 1; SET insitu.fuel = … allows more");
        assertThat(db.query("SELECT setting, origin FROM insitu.settings WHERE name = 'fuel'"))
            .containsExactly("1 SESSION");
        db.run("RESET insitu.all");
        assertThat(db.value("SELECT div(9, 2)")).isEqualTo("4");
        db.fails("DROP FUNCTION half", "2BP01", needed("HALF", "PUBLIC.V"));
        db.fails(
            "CREATE FUNCTION abs(x DOUBLE PRECISION) RETURNS DOUBLE PRECISION FROM MODULE direct",
            "42723",
            "function ABS: the name is taken by the built-in function ABS; choose another name");
        db.run(
            "CREATE MODULE pick FROM 'file:pick.wasm'",
            "CREATE OR REPLACE FUNCTION div(a INTEGER, b INTEGER) RETURNS INTEGER CALLED ON NULL"
                + " INPUT FROM MODULE pick EXPORT 'pick'");
        assertThat(db.value("SELECT div(9, 2)")).isEqualTo("9");
      }
      // The server opens the database again, and finds the functions before any client tells it.
      try (Connection plain = Functions.plain(url)) {
        assertThat(Databases.query(plain, "SELECT h FROM v WHERE hx = 1")).containsExactly("4.5");
        assertThat(Databases.query(plain, "SELECT div(9, 2)")).containsExactly("9");
      }
    }
  }

  @Test
  void serverWithoutInsituSaysWhatToDo() throws Exception {
    String absent =
        "the H2 server cannot run functions, because insitu is not on its class path; start it"
            + " with java -cp h2.jar:insitu-jdbc-all.jar org.h2.tools.Server -tcp, and let"
            + " h2.allowedClasses, if it is set, contain insitu.fn.*,dev.insitu.udf.h2.*";
    try (Server server = new Server(h2())) {
      String url = server.url("shop");
      try (Functions db = Functions.open(url)) {
        db.module("direct");
        db.fails(
            "CREATE FUNCTION half(x DOUBLE PRECISION) RETURNS DOUBLE PRECISION FROM MODULE direct",
            "0A000",
            absent);
        assertThat(db.value("SELECT 1")).isEqualTo("1");
      }
    }
    try (Functions db = Functions.open("jdbc:h2:" + folder.resolve("shop"))) {
      db.run(
          "CREATE FUNCTION half(x DOUBLE PRECISION) RETURNS DOUBLE PRECISION FROM MODULE direct");
      assertThat(db.value("SELECT half(9)")).isEqualTo("4.5");
    }
    try (Server server = new Server(h2());
        Functions db = Functions.open(server.url("shop"))) {
      db.fails("SELECT half(9)", "0A000", absent);
      assertThat(db.value("SELECT COUNT(*) FROM insitu.functions")).isEqualTo("1");
    }
  }

  @Test
  void plainH2KeepsWhatItCannotRead() throws Exception {
    Path file = folder.resolve("shop");
    try (Functions db = Functions.open("jdbc:h2:" + file)) {
      db.module("direct");
      db.run(
          "CREATE FUNCTION div(a INTEGER, b INTEGER) RETURNS INTEGER FROM MODULE direct",
          "CREATE TABLE plain (k INTEGER PRIMARY KEY)",
          "CREATE VIEW v AS SELECT div(k, 2) AS h FROM plain",
          "CREATE TABLE checked (k INTEGER CHECK (div(k, 10) = 0))",
          "CREATE TABLE given (k INTEGER, g INTEGER GENERATED ALWAYS AS (div(k, 2)))",
          "CREATE TABLE filled (k INTEGER, d INTEGER DEFAULT div(9, 2))",
          "INSERT INTO plain VALUES (1)",
          "INSERT INTO given (k) VALUES (8)");
    }
    List<String> answers =
        shell(
            file,
            "INSERT INTO plain VALUES 4",
            "SELECT 'plain ' || SUM(k) FROM plain",
            "INSERT INTO checked VALUES 5",
            "SELECT 'checked ' || COUNT(*) FROM checked",
            "SELECT * FROM v",
            "SELECT g FROM given",
            "SELECT div(9, 2)",
            "SELECT d FROM filled",
            "SELECT * FROM insitu.function_stats",
            "SELECT 'functions ' || COUNT(*) FROM insitu.functions");
    assertThat(String.join("\n", answers))
        .contains("plain 5", "checked 1", "functions 1")
        .contains("View \"PUBLIC.V\" is invalid")
        .contains("Table \"GIVEN\" not found")
        .contains("Class \"insitu.fn.PUBLIC.DIV\" not found")
        .contains("Table \"FILLED\" not found")
        .contains("View \"INSITU.FUNCTION_STATS\" is invalid");
    try (Functions db = Functions.open("jdbc:h2:" + file)) {
      assertThat(db.query("SELECT k FROM plain ORDER BY k")).containsExactly("1", "4");
      assertThat(db.query("SELECT h FROM v ORDER BY h")).containsExactly("0", "2");
      assertThat(db.query("SELECT k, g FROM given")).containsExactly("8 4");
      db.run("INSERT INTO filled (k) VALUES (1)");
      assertThat(db.query("SELECT d FROM filled")).containsExactly("4");
      assertThat(db.error("INSERT INTO checked VALUES (50)").getSQLState()).isEqualTo("23513");
    }
  }

  private static String needed(String function, String by) {
    return "function " + function + " is needed by " + by + "; drop them first";
  }

  /** Runs statements in H2's own shell, in a process without insitu. */
  private List<String> shell(Path file, String... statements) throws Exception {
    Process process =
        new ProcessBuilder(
                java(), "-cp", h2(), "org.h2.tools.Shell", "-url", "jdbc:h2:" + file, "-user", "SA")
            .redirectErrorStream(true)
            .start();
    process
        .getOutputStream()
        .write((String.join(";\n", statements) + ";\nexit\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = reader(process)) {
      reader.lines().forEach(lines::add);
    }
    process.waitFor();
    return lines;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String everything() {
    return System.getProperty("java.class.path");
  }

  private static String h2() {
    try {
      return new File(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .getPath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** An H2 server in a process of its own. */
  private final class Server implements AutoCloseable {
    private final Process process;
    private final String port;

    Server(String classPath) throws IOException {
      process =
          new ProcessBuilder(
                  java(),
                  "-cp",
                  classPath,
                  "org.h2.tools.Server",
                  "-tcp",
                  "-tcpPort",
                  "0",
                  "-ifNotExists",
                  "-baseDir",
                  folder.toString())
              .redirectErrorStream(true)
              .start();
      String line = reader(process).readLine();
      Matcher matcher = PORT.matcher(String.valueOf(line));
      if (!matcher.find()) {
        process.destroy();
        throw new UncheckedIOException(new IOException("the server says " + line));
      }
      port = matcher.group(1);
    }

    String url(String database) {
      return "jdbc:h2:tcp://localhost:" + port + "/./" + database;
    }

    @Override
    public void close() throws SQLException {
      process.destroy();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
