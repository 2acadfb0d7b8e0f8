package dev.insitu.udf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.udf.catalog.Catalog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.h2.tools.Server;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the catalog keeps through restarts, crashes, rivals and tampering. */
final class CatalogTest {
  private static final String DIV =
      "CREATE FUNCTION div(a INT, b INT) RETURNS INT LANGUAGE WASM FROM MODULE m";

  private static void create(Fixture db) throws SQLException {
    db.ddl("CREATE MODULE m FROM 'file:direct.wasm'");
    db.ddl(DIV);
  }

  @Test
  void aRestartKeepsWhatPlainH2DidNotTouch(@TempDir Path folder) throws SQLException {
    String url = "jdbc:h2:" + folder.resolve("shop");
    try (Fixture db = Fixture.open(url)) {
      create(db);
      db.run("CREATE TABLE t (a INT)");
    }
    try (Connection plain = DriverManager.getConnection(url, "sa", "")) {
      plain.createStatement().execute("INSERT INTO t VALUES (7)");
    }
    try (Fixture db = Fixture.open(url)) {
      assertThat(db.query("SELECT div(a, 2) FROM t")).containsExactly("3");
      assertThat(db.session.functions()).hasSize(1);
    }
  }

  @Test
  void aBackupRestoresFunctionsThatWork(@TempDir Path folder) throws SQLException {
    Path script = folder.resolve("backup.sql");
    try (Fixture db = Fixture.open(Fixture.memory())) {
      create(db);
      db.run("SCRIPT TO '" + script + "'");
    }
    String url = Fixture.memory() + ";DB_CLOSE_DELAY=-1";
    try (Connection plain = DriverManager.getConnection(url, "sa", "")) {
      plain.createStatement().execute("RUNSCRIPT FROM '" + script + "'");
    }
    try (Fixture db = Fixture.open(url)) {
      assertThat(db.query("SELECT div(7, 2)")).containsExactly("3");
      db.run("SHUTDOWN");
    }
  }

  @Test
  void aCrashBeforeDeploymentIsRepairedAtTheNextConnect() throws SQLException {
    String url = Fixture.memory();
    try (Fixture db = Fixture.open(url)) {
      create(db);
      // The rows are there, the deployment is not: a crash after CREATE FUNCTION's transaction.
      db.run("DROP ALIAS div");
      try (Fixture next = Fixture.open(url)) {
        assertThat(next.query("SELECT div(7, 2)")).containsExactly("3");
      }
    }
  }

  @Test
  void aCrashBeforeTheRowsOfADropIsRepairedAtTheNextConnect() throws SQLException {
    String url = Fixture.memory();
    try (Fixture db = Fixture.open(url)) {
      create(db);
      // The deployment is there, the rows are not: what no crash leaves, but a restored table may.
      db.run("DELETE FROM insitu.function_parameters");
      db.run("DELETE FROM insitu.functions");
      try (Fixture next = Fixture.open(url)) {
        assertThat(
                next.query(
                    "SELECT COUNT(*) FROM information_schema.routines"
                        + " WHERE routine_schema = 'PUBLIC'"))
            .containsExactly("0");
      }
    }
  }

  @Test
  void aCrashWhileTheTablesAreCreatedIsRepairedByTheNextCreate() throws SQLException {
    String url = Fixture.memory();
    try (Fixture db = Fixture.open(url)) {
      create(db);
      db.ddl("DROP MODULE m CASCADE");
      db.run("DROP TABLE insitu.function_parameters");
      db.run("DELETE FROM insitu.catalog_version WHERE name = 'format'");
    }
    try (Fixture db = Fixture.open(url)) {
      create(db);
      assertThat(db.query("SELECT div(7, 2)")).containsExactly("3");
    }
  }

  @Test
  void aCatalogOfAnotherFormatIsRefused() throws SQLException {
    String url = Fixture.memory();
    try (Fixture db = Fixture.open(url)) {
      create(db);
      db.run("UPDATE insitu.catalog_version SET setting = '5' WHERE name = 'format'");
      SQLException error = catchThrowableOfType(SQLException.class, () -> Fixture.open(url));
      assertThat((Throwable) error)
          .hasMessage(
              "the database's catalog of functions has format '5', this version of insitu reads"
                  + " formats 1 to 4; use the version that wrote it");
      assertThat(error.getSQLState()).isEqualTo("XXM02");
    }
  }

  @Test
  void codeThatWasTamperedWithIsNeverLoaded() throws SQLException {
    byte[] code = Fixture.wasm("direct", 1);
    byte[] other = Fixture.wasm("direct", 2);
    String url = Fixture.memory();
    try (Fixture db = Fixture.open(url)) {
      create(db);
      String digest = digestOf(code);
      setCode(db, other, digest);
      db.run("UPDATE insitu.functions SET module_sha256 = '" + digest + "'");
      db.ddl("CREATE MODULE good FROM 'file:direct.wasm'");
      db.ddl("CREATE FUNCTION half(x DOUBLE) RETURNS DOUBLE FROM MODULE good");
      String message =
          "module M: its code in the catalog has SHA-256 "
              + digestOf(other)
              + ", expected "
              + digest
              + "; create it again with CREATE OR REPLACE MODULE";
      db.queryFails("SELECT div(7, 2)", "XXM02", message);
      db.fails(
          "CREATE FUNCTION half2(x DOUBLE) RETURNS DOUBLE FROM MODULE m EXPORT 'half'",
          "XXM02",
          message);
      assertThat(db.query("SELECT half(3)")).containsExactly("1.5");
      db.ddl("CREATE OR REPLACE MODULE m FROM 'file:direct.wasm'");
      assertThat(db.query("SELECT div(7, 2)")).containsExactly("3");
    }
  }

  @Test
  void codeThatCreateWouldRefuseIsRefusedWhenItIsLoaded() throws SQLException {
    try (Fixture db = Fixture.open(Fixture.memory())) {
      create(db);
      byte[] text = {'t', 'e', 'x', 't'};
      setCode(db, text, digestOf(text));
      db.run("UPDATE insitu.functions SET module_sha256 = '" + digestOf(text) + "'");
      db.queryFails(
          "SELECT div(7, 2)",
          "42M01",
          "module M: byte 0, module: not a WebAssembly module: it does not begin with 00 61 73 6D");
    }
  }

  private static void setCode(Fixture db, byte[] code, String digest) throws SQLException {
    db.run("UPDATE insitu.modules SET sha256 = '" + digest + "' WHERE name = 'M'");
    String sql = "UPDATE insitu.module_code SET code = ? WHERE module_name = 'M'";
    try (PreparedStatement update = db.connection.prepareStatement(sql)) {
      update.setBytes(1, code);
      update.executeUpdate();
    }
    // What a new process would see: nothing is bound yet.
    db.query("CALL insitu.refresh()");
  }

  private static String digestOf(byte[] bytes) {
    try {
      return java.util.HexFormat.of()
          .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "functions SET data_type = 'MONEY' | data_type 'MONEY'",
        "functions SET data_type = 'TABLE' | it returns a table without columns",
        "functions SET parameter_style = 'SIDEWAYS' | parameter_style 'SIDEWAYS'",
        "functions SET parameter_style = 'PROCEDURE' | parameter_style and data_type contradict each"
            + " other",
        "functions SET is_null_call = 'Y' | is_null_call 'Y'",
        "functions SET is_deterministic = '' | is_deterministic ''",
        "functions SET options = 'fuel' | options: line 1, column 5: expected =, found the end",
        "functions SET module_sha256 = 'ab' | module_sha256 is not that of its module",
        "modules SET sha256 = 'ab' | module_sha256 is not that of its module",
        "function_parameters SET ordinal_position = ordinal_position + 1 | parameter 2 is out of"
            + " place",
        "function_parameters SET data_type = 'x' | data_type 'x'",
        "function_parameters SET parameter_mode = 'OUT' | parameter 1 is out of place",
      })
  void damagedRowsHarmTheirFunctionOnly(String update, String reason) throws SQLException {
    String url = Fixture.memory();
    try (Fixture db = Fixture.open(url)) {
      create(db);
      db.ddl("CREATE MODULE good FROM 'file:direct.wasm'");
      db.ddl("CREATE FUNCTION half(x DOUBLE) RETURNS DOUBLE FROM MODULE good");
      String where =
          update.startsWith("modules") ? " WHERE name = 'M'" : " WHERE routine_name = 'DIV'";
      db.run("UPDATE insitu." + update + where);
      try (Fixture next = Fixture.open(url)) {
        assertThat(next.session.functions()).hasSize(1);
        assertThat(next.query("SELECT half(3)")).containsExactly("1.5");
        String message =
            "function PUBLIC.DIV: its rows in the catalog are damaged: "
                + reason
                + "; create it again";
        assertThatThrownBy(() -> next.session.function(null, "DIV"))
            .hasMessage(message)
            .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("XXM02"));
        next.fails(
            "DROP MODULE m",
            "2BP01",
            "module M: function PUBLIC.DIV needs it; drop it first or use CASCADE");
        next.ddl("CREATE OR REPLACE FUNCTION div(a INT, b INT) RETURNS INT FROM MODULE good");
        assertThat(next.query("SELECT div(7, 2)")).containsExactly("3");
        next.ddl("DROP MODULE m");
      }
    }
  }

  @Test
  void aDamagedFunctionCanBeDropped() throws SQLException {
    try (Fixture db = Fixture.open(Fixture.memory())) {
      create(db);
      db.run("UPDATE insitu.functions SET parameter_style = 'SIDEWAYS'");
      db.fails(
          "CREATE OR REPLACE MODULE m FROM 'file:add.wasm'",
          "2BP01",
          "module M: function PUBLIC.DIV needs it, and its rows in the catalog are damaged; drop it"
              + " first");
      db.ddl("DROP FUNCTION div");
      assertThat(
              db.query(
                  "SELECT COUNT(*) FROM information_schema.routines"
                      + " WHERE routine_schema = 'PUBLIC'"))
          .containsExactly("0");
    }
  }

  @RepeatedTest(5)
  void ofManySessionsThatCreateOneNameOneWins() throws Exception {
    String url = Fixture.memory() + ";DB_CLOSE_DELAY=-1";
    for (String statement : List.of("CREATE MODULE m FROM 'file:direct.wasm'", DIV)) {
      List<String> ends = race(url, 4, session -> statement);
      assertThat(ends).hasSize(4).containsOnlyOnce("done");
      ends.remove("done");
      assertThat(ends)
          .containsOnly(
              statement.equals(DIV)
                  ? "42723 function DIV: exists already in schema PUBLIC; use CREATE OR REPLACE"
                      + " FUNCTION"
                  : "42710 module M: exists already; use CREATE OR REPLACE MODULE");
    }
    try (Fixture db = Fixture.open(url)) {
      assertThat(db.query("SELECT div(7, 2)")).containsExactly("3");
      db.run("SHUTDOWN");
    }
  }

  @Test
  void sessionsThatCreateAndDropManyNamesLeaveAWholeCatalog() throws Exception {
    String url = Fixture.memory() + ";DB_CLOSE_DELAY=-1";
    try (Fixture db = Fixture.open(url)) {
      db.ddl("CREATE MODULE m FROM 'file:direct.wasm'");
      for (int round = 0; round < 20; round++) {
        String drop = round % 2 == 0 ? "CREATE OR REPLACE FUNCTION f" : "DROP FUNCTION IF EXISTS f";
        String rest = round % 2 == 0 ? "(x DOUBLE) RETURNS DOUBLE FROM MODULE m EXPORT 'half'" : "";
        List<String> ends = race(url, 4, session -> drop + session % 2 + rest);
        assertThat(ends).containsOnly("done");
        List<String> stored = db.query("SELECT routine_name FROM insitu.functions ORDER BY 1");
        assertThat(
                db.query(
                    "SELECT routine_name FROM information_schema.routines"
                        + " WHERE routine_schema = 'PUBLIC' ORDER BY 1"))
            .isEqualTo(stored);
      }
      db.run("SHUTDOWN");
    }
  }

  /** What a session of a race runs. */
  @FunctionalInterface
  private interface Statement {
    String of(int session);
  }

  /** Runs statements at once and returns how each of them ended. */
  private static List<String> race(String url, int sessions, Statement statement) throws Exception {
    CyclicBarrier start = new CyclicBarrier(sessions);
    List<Callable<String>> runs = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      String sql = statement.of(i);
      runs.add(() -> {
        try (Fixture db = Fixture.open(url)) {
          start.await();
          db.session.executeDdl(sql);
          return "done";
        } catch (SQLException e) {
          return e.getSQLState() + " " + e.getMessage();
        }
      });
    }
    List<String> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(sessions)) {
      for (Future<String> end : threads.invokeAll(runs)) {
        ends.add(end.get());
      }
    }
    return ends;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Connection.TRANSACTION_READ_UNCOMMITTED,
        Connection.TRANSACTION_READ_COMMITTED,
        Connection.TRANSACTION_REPEATABLE_READ,
        Connection.TRANSACTION_SERIALIZABLE
      })
  void ddlCommitsWhatIsOpenAndLeavesTheModesOfTheConnection(int isolation) throws SQLException {
    try (Fixture db = Fixture.open(Fixture.memory())) {
      db.run("CREATE TABLE t (a INT)");
      db.connection.setTransactionIsolation(isolation);
      db.connection.setAutoCommit(false);
      db.run("INSERT INTO t VALUES (1)");
      create(db);
      db.run("INSERT INTO t VALUES (2)");
      db.fails(
          DIV,
          "42723",
          "function DIV: exists already in schema PUBLIC; use CREATE OR REPLACE FUNCTION");
      db.run("INSERT INTO t VALUES (3)");
      assertThatThrownBy(() -> db.session.executeDdl("CREATE MODULE"))
          .isInstanceOf(SQLException.class);
      assertThat(db.session.function(null, "NOWHERE")).isEmpty();
      db.connection.rollback();
      assertThat(db.query("SELECT a FROM t ORDER BY a")).containsExactly("1", "2");
      assertThat(db.connection.getAutoCommit()).isFalse();
      assertThat(db.connection.getTransactionIsolation()).isEqualTo(isolation);
    }
  }

  @Test
  void usersWhoAreNoAdministratorsCallAndChangeNothing(@TempDir Path folder) throws SQLException {
    String url = Fixture.memory();
    try (Fixture admin = Fixture.open(url)) {
      admin.run("CREATE USER reader PASSWORD 'r'");
      String refused =
          "modules and functions are created and dropped by administrators of the database";
      try (Fixture user = Fixture.open(url, "reader", "r")) {
        user.fails("CREATE MODULE m FROM 'file:" + folder + "/gone'", "42501", refused);
        create(admin);
        assertThat(user.query("SELECT div(7, 2)")).containsExactly("3");
        assertThat(user.session.function("PUBLIC", "DIV")).isPresent();
        user.fails("CREATE MODULE n FROM 'file:direct.wasm'", "42501", refused);
        user.fails("CREATE OR REPLACE MODULE m FROM 'file:/etc/passwd'", "42501", refused);
        user.fails("DROP FUNCTION div", "42501", refused);
        user.fails("DROP MODULE m CASCADE", "42501", refused);
        assertThatThrownBy(() -> user.run("DELETE FROM insitu.functions"))
            .isInstanceOf(SQLException.class);
      }
      assertThat(admin.query("SELECT div(7, 2)")).containsExactly("3");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DATABASE_TO_UPPER=TRUE, DIV, div",
    "MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE, div, DIV",
    "DATABASE_TO_UPPER=FALSE, Div, Div",
    "DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE, Div, dIV"
  })
  void namesFoldAsTheDatabaseFoldsThem(String settings, String stored, String called)
      throws SQLException {
    try (Fixture db = Fixture.open(Fixture.memory() + ";" + settings)) {
      db.ddl("CREATE MODULE Mod FROM 'file:direct.wasm'");
      db.ddl("CREATE FUNCTION Div(a INT, b INT) RETURNS INT FROM MODULE Mod");
      assertThat(db.session.functions())
          .singleElement()
          .satisfies(f -> {
            assertThat(f.name()).isEqualTo(stored);
            assertThat(f.schema()).isEqualTo(db.connection.getSchema());
          });
      assertThat(db.query("SELECT " + called + "(7, 2)")).containsExactly("3");
      assertThat(db.session.function(null, stored)).isPresent();
      db.ddl("DROP FUNCTION Div");
      db.ddl("DROP MODULE Mod RESTRICT");
    }
  }

  @Test
  void aDroppedCatalogIsAbsentAgain() throws SQLException {
    try (Fixture db = Fixture.open(Fixture.memory())) {
      create(db);
      db.run("DROP ALL OBJECTS");
      assertThat(db.session.functions()).isEmpty();
      create(db);
      assertThat(db.session.functions()).hasSize(1);
      assertThat(db.query("SELECT div(7, 2)")).containsExactly("3");
    }
  }

  @Test
  void aChangeOfAnotherProcessIsNoticed() throws SQLException {
    String url = Fixture.memory();
    try (Fixture db = Fixture.open(url);
        Fixture other = Fixture.open(url)) {
      create(other);
      assertThat(db.session.function(null, "DIV")).isPresent();
      long version = db.session.catalogVersion();
      // Another process writes through a server: no counter of this process moves.
      Catalog catalog = Catalog.on(other.connection);
      other.run("UPDATE insitu.functions SET routine_name = routine_name");
      other.run(
          "UPDATE insitu.catalog_version SET setting = '"
              + (catalog.version().number() + 1)
              + "' WHERE name = 'version'");
      assertThat(db.session.catalogVersion()).isEqualTo(version);
      assertThat(db.session.function(null, "NEW")).isEmpty();
      assertThat(db.session.catalogVersion()).isNotEqualTo(version);
    }
  }

  @Test
  void functionsWorkOnAServer(@TempDir Path folder) throws SQLException {
    Server server =
        Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString())
            .start();
    String url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/./shop";
    try (Fixture one = Fixture.open(url);
        Fixture two = Fixture.open(url)) {
      create(one);
      assertThat(two.query("SELECT div(7, 2)")).containsExactly("3");
      two.ddl("CREATE OR REPLACE MODULE m FROM 'file:add.wasm'");
      assertThat(one.query("SELECT div(7, 2)")).containsExactly("9");
      one.fails(
          "DROP MODULE m",
          "2BP01",
          "module M: function PUBLIC.DIV needs it; drop it first or use CASCADE");
      one.ddl("DROP MODULE m CASCADE");
      assertThat(two.session.functions()).isEmpty();
    } finally {
      server.stop();
    }
  }
}
