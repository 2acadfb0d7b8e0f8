package dev.insitu.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.insitu.udf.session.FunctionSession;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements of ours, and statements that call functions, through every way that JDBC has. */
final class FunctionStatementsTest {
  private static final String KM = "SELECT km(47.45, -122.31, 33.94, -118.41)";
  private static final double SEA_LAX = 1535;

  private static final String TOP =
      "SELECT origin, destination, flights"
          + " FROM TABLE(top_n(TABLE routes PARTITION BY origin ORDER BY flights DESC, 2))";

  @TempDir private Path folder;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = TestDatabase.MEMORY.insitu(folder, "db");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private static List<String> rows(ResultSet rows) throws SQLException {
    List<String> all = new ArrayList<>();
    int columns = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      StringBuilder row = new StringBuilder();
      for (int i = 1; i <= columns; i++) {
        row.append(i == 1 ? "" : " ").append(rows.getString(i));
      }
      all.add(row.toString());
    }
    return all;
  }

  @Test
  void definitionsAnswerAsDefinitionsOfTheBackendDo() throws SQLException {
    String module =
        "CREATE OR REPLACE MODULE geo FROM 'file:"
            + Functions.sample("great-circle/great-circle.wasm")
            + "'";
    try (Statement s = connection.createStatement()) {
      ResultSet before = s.executeQuery("SELECT 1");
      assertThat(s.execute(module)).isFalse();
      assertThat(before.isClosed()).isTrue();
      assertThat(s.getUpdateCount()).isZero();
      assertThat(s.getResultSet()).isNull();
      assertThat(s.getMoreResults()).isFalse();
      assertThat(s.getUpdateCount()).isEqualTo(-1);
      assertThat(s.executeUpdate(module)).isZero();
      assertThat(s.executeLargeUpdate(module)).isZero();
      assertThat(s.executeUpdate(module, Statement.RETURN_GENERATED_KEYS)).isZero();
      assertThat(s.execute(module, new String[] {"ID"})).isFalse();
      assertThatThrownBy(() -> s.executeQuery("DROP MODULE geo"))
          .isInstanceOf(SQLException.class)
          .hasMessageStartingWith("Method is only allowed for a query.");
      assertThat(s.executeUpdate("DROP MODULE geo")).isZero();
    }
    try (PreparedStatement s = connection.prepareStatement(module)) {
      assertThat(s.execute()).isFalse();
      assertThat(s.executeUpdate()).isZero();
      assertThat(s.getMetaData()).isNull();
      assertThat(s.getParameterMetaData().getParameterCount()).isZero();
      assertThatThrownBy(s::executeQuery).isInstanceOf(SQLException.class);
      s.addBatch();
      assertThat(s.executeBatch()).containsExactly(0);
    }
  }

  @Test
  void definitionsStandInBatches() throws SQLException {
    Functions.createKm(connection);
    Functions.execute(connection, "CREATE TABLE t (d DOUBLE PRECISION)");
    try (Statement s = connection.createStatement()) {
      s.addBatch("INSERT INTO t VALUES (1)");
      s.addBatch("DROP FUNCTION km");
      s.addBatch("INSERT INTO t VALUES (km(0, 0, 0, 0))");
      s.addBatch("INSERT INTO t VALUES (2)");
      assertThatThrownBy(s::executeBatch)
          .isInstanceOfSatisfying(
              BatchUpdateException.class,
              e -> {
                assertThat(e.getUpdateCounts()).containsExactly(1, 0, Statement.EXECUTE_FAILED, 1);
                assertThat(e.getSQLState()).isEqualTo("90022");
              });
      assertThat(s.executeBatch()).isEmpty();
    }
  }

  @Test
  void scalarFunctionsWorkWhereverTheBackendTakesThem() throws SQLException {
    Functions.createKm(connection);
    try (Statement s = connection.createStatement();
        ResultSet rows = s.executeQuery(KM)) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getDouble(1)).isCloseTo(SEA_LAX, within(5.0));
      assertThat(rows.getStatement()).isSameAs(s);
      assertThat(s.getConnection()).isSameAs(connection);
    }
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT km(?, ?, lat, lon) + ? FROM (VALUES (33.94, -118.41)) AS p(lat, lon)"
                + " WHERE km(?, 0, 0, 0) >= 0 AND lat > ?")) {
      double[] values = {47.45, -122.31, 1000, 1, 5};
      for (int i = 0; i < values.length; i++) {
        s.setDouble(i + 1, values[i]);
      }
      assertThat(s.getParameterMetaData().getParameterCount()).isEqualTo(5);
      for (int i = 0; i < 3; i++) {
        try (ResultSet rows = s.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getDouble(1)).isCloseTo(SEA_LAX + 1000, within(5.0));
        }
      }
    }
    assertThat(connection.unwrap(FunctionSession.class).statistics())
        .singleElement()
        .satisfies(s -> assertThat(s.calls()).isGreaterThan(3));
  }

  @Test
  void errorsOfFunctionsAreOneLineOfOurs() throws SQLException {
    Functions.execute(
        connection,
        "CREATE MODULE bad FROM 'file:" + Functions.sample("hostile/divide.wasm") + "'",
        "CREATE FUNCTION div0(a INTEGER, b INTEGER) RETURNS INTEGER LANGUAGE WASM"
            + " FROM MODULE bad EXPORT 'divide'",
        "CREATE TABLE t (i INTEGER CHECK (div0(1, i) >= 0))");
    assertThatThrownBy(() -> Functions.execute(connection, "SELECT div0(1, 0)"))
        .isInstanceOfSatisfying(SQLException.class, FunctionStatementsTest::isTrap);
    try (PreparedStatement s = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
      for (int value : new int[] {1, 0, 2, 0}) {
        s.setInt(1, value);
        s.addBatch();
      }
      assertThatThrownBy(s::executeBatch)
          .isInstanceOfSatisfying(
              BatchUpdateException.class,
              e -> {
                assertThat(e.getUpdateCounts()).containsExactly(1, -3, 1, -3);
                isTrap(e);
                isTrap(e.getNextException());
                isTrap(e.getNextException().getNextException());
              });
    }
  }

  private static void isTrap(SQLException error) {
    assertThat(error.getSQLState()).isEqualTo("38M01");
    assertThat(error.getMessage()).contains("DIV0").doesNotContain("\n", "Exception", "[");
  }

  @Test
  void tableFunctionsAnswerEveryKindOfExecution() throws SQLException {
    Functions.createTopN(connection);
    String[] expected = {"BOS JFK 9", "BOS LGA 8", "SEA LAX 30", "SEA SFO 20"};
    try (Statement s = connection.createStatement()) {
      for (int i = 0; i < 2; i++) {
        ResultSet rows = s.executeQuery(TOP);
        assertThat(rows.getStatement()).isSameAs(s);
        assertThat(s.getResultSet()).isSameAs(rows);
        assertThat(rows(rows)).containsExactly(expected);
      }
      assertThat(s.execute(TOP)).isTrue();
      assertThat(rows(s.getResultSet())).containsExactly(expected);
      assertThat(s.getMoreResults()).isFalse();
      assertThat(s.getUpdateCount()).isEqualTo(-1);
      s.execute(
          "CREATE TABLE best (id INTEGER GENERATED ALWAYS AS IDENTITY, o VARCHAR, f INTEGER)");
      String insert = "INSERT INTO best(o, f) SELECT origin, flights FROM (" + TOP + ")";
      assertThat(s.executeUpdate(insert, Statement.RETURN_GENERATED_KEYS)).isEqualTo(4);
      assertThat(rows(s.getGeneratedKeys())).containsExactly("1", "2", "3", "4");
      assertThat(s.executeLargeUpdate(insert)).isEqualTo(4);
      s.setMaxRows(3);
      assertThat(rows(s.executeQuery(TOP))).hasSize(3);
      assertThat(rows(s.executeQuery("SELECT * FROM routes"))).hasSize(3);
      s.addBatch("DELETE FROM best");
      s.addBatch(insert);
      assertThat(s.executeBatch()).containsExactly(8, 4);
      assertThatThrownBy(() -> s.executeUpdate(TOP)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> s.executeQuery(TOP.replace(", 2))", ", ?))")))
          .hasMessageStartingWith("Parameter \"#1\" is not set");
      assertThatThrownBy(() -> connection.prepareCall(TOP))
          .hasMessage(
              "prepareCall: table functions are called in FROM of a query; use prepareStatement");
    }
    try (Statement s =
            connection.createStatement(
                ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
        ResultSet rows = s.executeQuery(TOP)) {
      assertThat(rows.last()).isTrue();
      assertThat(rows.getRow()).isEqualTo(4);
    }
  }

  @Test
  void tableFunctionsTakeParametersInsideAndBesideTheCall() throws SQLException {
    Functions.createTopN(connection);
    String sql =
        "SELECT ?, t.* FROM TABLE(top_n("
            + "(SELECT origin, destination, flights FROM routes WHERE flights > ?)"
            + " PARTITION BY origin ORDER BY flights DESC, ?)) AS t WHERE t.origin <> ?";
    try (PreparedStatement s = connection.prepareStatement(sql)) {
      ParameterMetaData parameters = s.getParameterMetaData();
      assertThat(parameters.getParameterCount()).isEqualTo(4);
      assertThat(parameters.getParameterTypeName(2)).isEqualTo("INTEGER");
      assertThat(parameters.getParameterTypeName(4)).isEqualTo("CHARACTER VARYING");
      assertThatThrownBy(() -> parameters.getScale(5)).isInstanceOf(SQLException.class);
      assertThat(s.getMetaData().getColumnCount()).isEqualTo(4);
      assertThat(s.getMetaData().getColumnLabel(4)).isEqualTo("FLIGHTS");
      assertThatThrownBy(s::executeQuery).hasMessageStartingWith("Parameter \"#1\" is not set");
      s.setString(1, "x");
      s.setInt(2, 8);
      s.setInt(3, 2);
      s.setString(4, "");
      assertThat(rows(s.executeQuery()))
          .containsExactly("x BOS JFK 9", "x SEA LAX 30", "x SEA SFO 20");
      s.setInt(3, 1);
      s.setObject(4, "BOS");
      assertThat(rows(s.executeQuery())).containsExactly("x SEA LAX 30");
      assertThatThrownBy(() -> s.setInt(5, 1)).hasMessageContaining("parameterIndex");
      Functions.execute(connection, "INSERT INTO routes VALUES ('SEA', 'HNL', 99)");
      assertThat(rows(s.executeQuery())).containsExactly("x SEA HNL 99");
      s.clearParameters();
      assertThatThrownBy(s::executeQuery).isInstanceOf(SQLException.class);
    }
    try (PreparedStatement s =
        connection.prepareStatement("INSERT INTO routes " + TOP.replace(", 2))", ", ?))"))) {
      s.setInt(1, 1);
      s.addBatch();
      s.setInt(1, 2);
      s.addBatch();
      assertThat(s.executeBatch()).hasSize(2);
    }
  }

  @Test
  void preparedStatementsFollowWhatFunctionsBecome() throws SQLException {
    Functions.createTopN(connection);
    try (PreparedStatement s = connection.prepareStatement(TOP)) {
      assertThat(rows(s.executeQuery())).hasSize(4);
      Functions.execute(
          connection,
          "CREATE OR REPLACE FUNCTION top_n(data TABLE, n INTEGER) RETURNS TABLE"
              + " (origin VARCHAR(3), destination VARCHAR(9), flights BIGINT) LANGUAGE WASM"
              + " PARAMETER STYLE STREAM WITH (format = 'csv') FROM MODULE top_n");
      try (ResultSet rows = s.executeQuery()) {
        assertThat(rows.getMetaData().getColumnTypeName(3)).isEqualTo("BIGINT");
        assertThat(rows(rows)).hasSize(4);
      }
      Functions.execute(connection, "DROP FUNCTION top_n");
      assertThatThrownBy(s::executeQuery).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void endsOfResultsEndTheirFunctions() throws SQLException {
    Functions.createTopN(connection);
    InsituConnection facade = connection.unwrap(InsituConnection.class);
    Statement s = connection.createStatement();
    ResultSet rows = s.executeQuery(TOP);
    rows.next();
    assertThat(facade.executions()).isEqualTo(1);
    rows.close();
    assertThat(facade.executions()).isZero();
    ResultSet read = s.executeQuery(TOP);
    while (read.next()) {
      assertThat(facade.executions()).isEqualTo(1);
    }
    assertThat(facade.executions()).isZero();
    assertThat(read.isClosed()).isFalse();
    s.executeQuery(TOP).next();
    s.executeQuery("SELECT 1");
    assertThat(facade.executions()).isZero();
    s.executeQuery(TOP).next();
    s.getMoreResults();
    assertThat(facade.executions()).isZero();
    s.closeOnCompletion();
    s.executeQuery(TOP).close();
    assertThat(s.isClosed()).isTrue();
    PreparedStatement p = connection.prepareStatement(TOP);
    p.executeQuery().next();
    p.executeQuery().next();
    assertThat(facade.executions()).isEqualTo(1);
    p.close();
    assertThat(facade.executions()).isZero();
    connection.createStatement().executeQuery(TOP).next();
    connection.close();
    assertThat(facade.executions()).isZero();
  }
}
