package dev.insitu.udf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.udf.error.ErrorCode;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our errors after they went through the backend, embedded and over the network. */
final class TranslationTest {
  private static final String DIVIDE = "function DIV: integer divide by zero in div";

  @TempDir private Path folder;
  private Server server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
  }

  private Fixture open(boolean remote) throws SQLException {
    String url = Fixture.memory();
    if (remote) {
      server =
          Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString())
              .start();
      url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/./shop";
    }
    Fixture db = Fixture.open(url);
    db.ddl("CREATE MODULE m FROM 'file:direct.wasm'");
    db.ddl("CREATE FUNCTION div(a INT, b INT) RETURNS INT FROM MODULE m");
    db.ddl("CREATE FUNCTION echo(s VARCHAR) RETURNS VARCHAR(3) FROM MODULE m");
    return db;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ourErrorsAreOneLineWithTheirOwnCodes(boolean remote) throws SQLException {
    try (Fixture db = open(remote)) {
      db.queryFails("SELECT div(1, 0)", "38M01", DIVIDE);
      db.queryFails("SELECT * FROM (SELECT div(1, x) FROM SYSTEM_RANGE(0, 1))", "38M01", DIVIDE);
      db.run("CREATE VIEW v AS SELECT div(1, x) AS d FROM SYSTEM_RANGE(0, 1)");
      db.queryFails("SELECT '; SQL statement:\n', d FROM v", "38M01", DIVIDE);
      db.queryFails(
          "SELECT echo('four')",
          "22001",
          "function ECHO: returned text of 4 characters, VARCHAR(3) allows 3");
      SQLException error =
          catchThrowableOfType(SQLException.class, () -> db.query("SELECT div(1, 0)"));
      assertThat(db.session.translate(error).getErrorCode()).isEqualTo(ErrorCode.TRAP.vendorCode());
      SQLException ours = db.session.translate(error);
      assertThat((Throwable) db.session.translate(ours)).isSameAs(ours);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theBackendsErrorsStayAsTheyAre(boolean remote) throws SQLException {
    try (Fixture db = open(remote)) {
      SQLException error = catchThrowableOfType(SQLException.class, () -> db.query("SELECT 1 / 0"));
      assertThat((Throwable) db.session.translate(error)).isSameAs(error);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void batchesKeepTheirUpdateCounts(boolean remote) throws SQLException {
    try (Fixture db = open(remote);
        Statement statement = db.connection.createStatement()) {
      db.run("CREATE TABLE t (a INT)");
      statement.addBatch("INSERT INTO t VALUES (div(4, 2))");
      statement.addBatch("INSERT INTO t VALUES (div(4, 0))");
      BatchUpdateException error =
          catchThrowableOfType(BatchUpdateException.class, statement::executeBatch);
      SQLException ours = db.session.translate(error);
      assertThat((Throwable) ours).isInstanceOf(BatchUpdateException.class).hasMessage(DIVIDE);
      assertThat(ours.getSQLState()).isEqualTo("38M01");
      assertThat(((BatchUpdateException) ours).getUpdateCounts())
          .containsExactly(1, Statement.EXECUTE_FAILED);
      assertThat((Throwable) ours.getNextException()).hasMessage(DIVIDE);
    }
  }

  @Test
  void anErrorBehindTheBackendsOwnIsFound() {
    SQLException ours = dev.insitu.udf.error.SqlErrors.of(ErrorCode.TRAP, "function F: trap");
    SQLException wrapped = new SQLException("General error", "HY000", 50_000, ours);
    assertThat((Throwable) Translation.translate(wrapped)).isSameAs(ours);
  }
}
