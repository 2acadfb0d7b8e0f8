package dev.insitu.udf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import dev.insitu.udf.type.SqlType;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of table functions through a session. */
final class TableCallTest {
  private static final String COPY =
      "CREATE FUNCTION copy(t TABLE, how VARCHAR) RETURNS TABLE (a INT) FROM MODULE tool";

  private static void create(Fixture db) throws SQLException {
    db.ddl("CREATE MODULE tool FROM 'file:tool.wasm'");
    db.ddl(COPY);
  }

  /** Numbers of a query that H2 finds one by one, on the session's own connection. */
  private static final class Numbers implements RowSource {
    private final Statement statement;
    private final ResultSet rows;
    private boolean closed;

    Numbers(Fixture db, int count) throws SQLException {
      statement = db.connection.createStatement();
      statement.execute("SET LAZY_QUERY_EXECUTION 1");
      rows = statement.executeQuery("SELECT CAST(x AS INT) FROM SYSTEM_RANGE(1, " + count + ")");
    }

    @Override
    public List<Column> columns() {
      return List.of(new Column("A", new SqlType.Int()));
    }

    @Override
    public boolean next() throws SQLException {
      return rows.next();
    }

    @Override
    public @Nullable Object value(int column) throws SQLException {
      return rows.getObject(column + 1);
    }

    @Override
    public void close() throws SQLException {
      closed = true;
      statement.close();
    }
  }

  private static List<Object> call(Fixture db, RowSource input, StatementScope scope)
      throws SQLException {
    return call(db, "c", input, scope);
  }

  /** Calls the tool: c copies its input, f writes rows without end. */
  private static List<Object> call(Fixture db, String how, RowSource input, StatementScope scope)
      throws SQLException {
    FunctionDefinition function = db.session.function(null, "COPY").orElseThrow();
    List<Object> values = new ArrayList<>();
    try (RowSource rows =
        db.session.callTable(function, columns(function), input, List.of(), List.of(how), scope)) {
      while (rows.next()) {
        values.add(rows.value(0));
      }
    }
    return values;
  }

  @Test
  void rowsStreamThroughAndAreCounted() throws SQLException {
    try (Fixture db = Fixture.open(Fixture.memory());
        StatementScope scope = db.session.beginStatement(0)) {
      create(db);
      Numbers input = new Numbers(db, 10_000);
      assertThat(call(db, input, scope)).hasSize(10_000).contains(1, 10_000);
      assertThat(input.closed).isTrue();
      assertThat(db.session.statistics())
          .singleElement()
          .satisfies(s -> {
            assertThat(s.function()).isEqualTo("COPY");
            assertThat(s.calls()).isEqualTo(1);
            assertThat(s.rows()).isEqualTo(10_000);
            assertThat(s.fuel()).isPositive();
          });
    }
  }

  /** Gives the module code that the sandbox has never seen, as after a restart of the process. */
  private static void replaceCode(Fixture db, int variant) throws SQLException {
    String code = HexFormat.of().formatHex(Fixture.wasm("tool", variant));
    db.run("UPDATE insitu.module_code SET code = X'" + code + "'");
    db.run("UPDATE insitu.modules SET sha256 = LOWER(RAWTOHEX(HASH('SHA-256', X'" + code + "')))");
    db.run("UPDATE insitu.functions SET module_sha256 = (SELECT sha256 FROM insitu.modules)");
    db.run("UPDATE insitu.catalog_version SET setting = '99' WHERE name = 'version'");
  }

  @Test
  void codeThatThisProcessHasNotLoadedIsReadBesideTheInput() throws SQLException {
    try (Fixture db = Fixture.open(Fixture.memory());
        StatementScope scope = db.session.beginStatement(0)) {
      create(db);
      replaceCode(db, 77);
      assertThat(db.session.functions()).hasSize(1);
      assertThat(call(db, new Numbers(db, 5_000), scope)).hasSize(5_000);
    }
  }

  @Test
  void codeIsReadForThoseWhoMayNotReadIt() throws SQLException {
    String url = Fixture.memory();
    try (Fixture db = Fixture.open(url)) {
      create(db);
      replaceCode(db, 78);
      db.run("CREATE USER reader PASSWORD 'r'");
      try (Fixture reader = Fixture.open(url, "reader", "r");
          StatementScope scope = reader.session.beginStatement(0)) {
        assertThat(call(reader, new Numbers(reader, 5), scope)).hasSize(5);
      }
    }
  }

  @Test
  void inTheClientOfAServerTheUserReadsTheCode(@TempDir Path folder) throws SQLException {
    Server server =
        Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString())
            .start();
    String url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/shop";
    try (Fixture db = Fixture.open(url)) {
      create(db);
      replaceCode(db, 79);
      db.run("CREATE USER reader PASSWORD 'r'");
      try (Fixture reader = Fixture.open(url, "reader", "r");
          StatementScope scope = reader.session.beginStatement(0)) {
        assertThatThrownBy(() -> call(reader, new Numbers(reader, 5), scope))
            .hasMessage(
                "module TOOL: table functions run in the client of a server, and you may not read"
                    + " the code; ask for GRANT SELECT ON insitu.module_code")
            .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("42501"));
        db.run("GRANT SELECT ON insitu.module_code TO reader");
        assertThat(call(reader, new Numbers(reader, 5), scope)).hasSize(5);
      }
    } finally {
      server.stop();
    }
  }

  @Test
  void cancelAndTimeLimitOfTheStatementStopTheProgram() throws SQLException {
    try (Fixture db = Fixture.open(Fixture.memory())) {
      create(db);
      try (StatementScope scope = db.session.beginStatement(0)) {
        scope.cancel();
        fails(db, scope, "function COPY: cancelled");
      }
      try (StatementScope scope = db.session.beginStatement(100)) {
        fails(db, scope, "function COPY: stopped by the time limit (not deterministic)");
      }
      try (StatementScope scope = db.session.beginStatement(0)) {
        assertThat(call(db, new Numbers(db, 3), scope)).containsExactly(1, 2, 3);
      }
    }
  }

  private static void fails(Fixture db, StatementScope scope, String message) throws SQLException {
    Numbers input = new Numbers(db, 1);
    SQLException error =
        catchThrowableOfType(SQLException.class, () -> call(db, "f", input, scope));
    assertThat((Throwable) error).isNotNull().hasMessage(message);
    assertThat(error.getSQLState()).isEqualTo("57014");
    assertThat(input.closed).isTrue();
  }

  @Test
  void aFunctionThatAnotherProcessReplacedIsNotRun(@TempDir Path folder) throws SQLException {
    Server server =
        Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString())
            .start();
    String url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/./shop";
    try (Fixture db = Fixture.open(url);
        Fixture other = Fixture.open(url);
        StatementScope scope = db.session.beginStatement(0)) {
      create(db);
      FunctionDefinition before = db.session.function(null, "COPY").orElseThrow();
      assertThat(call(db, new Numbers(db, 2), scope)).containsExactly(1, 2);
      other.ddl(COPY.replace("CREATE", "CREATE OR REPLACE") + " WITH (header = false)");
      Numbers input = new Numbers(db, 2);
      assertThatThrownBy(() ->
              db.session.callTable(before, columns(before), input, List.of(), List.of("c"), scope))
          .hasMessage(
              "function COPY: was replaced or dropped by another session; run the statement again");
      assertThat(input.closed).isTrue();
    } finally {
      server.stop();
    }
  }

  private static List<Column> columns(FunctionDefinition function) {
    return ((Returns.Table) function.returns()).columns();
  }
}
