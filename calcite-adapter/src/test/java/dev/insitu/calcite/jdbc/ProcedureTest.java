package dev.insitu.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Procedures through JDBC. */
final class ProcedureTest {
  private static final String MODULE = "../sql-tests/src/test/resources/modules/procedures.wasm";
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:insitu:h2:mem:");
    execute("CREATE MODULE p FROM 'file:" + MODULE + "'");
    create("divide(a BIGINT, IN b BIGINT, OUT quotient BIGINT, OUT remainder BIGINT)");
    create("twice(INOUT n INTEGER, OUT what VARCHAR(10))");
    create("bad(OUT what VARCHAR)");
    create("echo(INOUT s VARCHAR(8))");
    create("none(OUT n INTEGER)");
    create("nothing()");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void create(String signature) throws SQLException {
    execute("CREATE PROCEDURE " + signature + " LANGUAGE WASM FROM MODULE p");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void outParametersAreReadByIndexAndByName() throws SQLException {
    try (CallableStatement call = connection.prepareCall("{call divide(?, ?, ?, ?)}")) {
      call.registerOutParameter(3, Types.BIGINT);
      call.registerOutParameter("REMAINDER", Types.BIGINT);
      for (long a : new long[] {7, -7, 2_000_000_001}) {
        call.setLong(1, a);
        call.setLong("B", 2);
        call.execute();
        assertThat(call.getLong(3)).isEqualTo(a / 2);
        assertThat(call.getLong("QUOTIENT")).isEqualTo(a / 2);
        assertThat(call.getString(4)).isEqualTo(String.valueOf(a % 2));
        assertThat(call.getObject("REMAINDER")).isEqualTo(a % 2);
        assertThat(call.getBigDecimal(3)).isEqualByComparingTo(String.valueOf(a / 2));
        assertThat(call.getObject(3, Integer.class)).isEqualTo((int) (a / 2));
        assertThat(call.wasNull()).isFalse();
      }
    }
  }

  @Test
  void inoutParametersGoInAndComeOut() throws SQLException {
    try (CallableStatement call = connection.prepareCall("CALL twice(?, ?)")) {
      call.registerOutParameter(1, Types.INTEGER);
      call.registerOutParameter(2, Types.VARCHAR);
      call.setInt(1, 4);
      call.executeUpdate();
      assertThat(call.getInt(1)).isEqualTo(8);
      assertThat(call.getString(2)).isEqualTo("even");
      call.setInt(1, 5);
      call.execute();
      assertThat(call.getInt(1)).isEqualTo(10);
      assertThat(call.getString("WHAT")).isNull();
      assertThat(call.wasNull()).isTrue();
      call.setNull(1, Types.INTEGER);
      call.execute();
      assertThat(call.getObject(1)).isNull();
      assertThat(call.getObject(2)).isNull();
    }
    try (CallableStatement call = connection.prepareCall("{call echo(?)}")) {
      call.registerOutParameter(1, Types.VARCHAR);
      for (String text : List.of("", "a", "\u00e4\u20ac\ud83d\ude00")) {
        call.setString(1, text);
        call.execute();
        assertThat(call.getString(1)).isEqualTo(text);
      }
    }
  }

  @Test
  void callsWhoseMarkersAreNotTheParametersAreRefused() {
    assertThatThrownBy(() -> connection.prepareCall("CALL divide(1, ?, ?, ?)"))
        .hasMessage("prepareCall: write a question mark for each of the 4 parameters of DIVIDE");
  }

  @Test
  void errorsAreOurs() {
    assertThatThrownBy(() -> execute("CALL divide(1, 0, NULL, NULL)"))
        .hasMessageStartingWith("function DIVIDE: integer divide by zero");
    assertThatThrownBy(() -> execute("CALL divide(1, 2)"))
        .hasMessage("function DIVIDE: takes 4 arguments, not 2");
    assertThatThrownBy(() -> execute("CALL bad(NULL)"))
        .hasMessage(
            "function BAD: returned text of 64 bytes at 4294967280, which is outside its memory of"
                + " 131072 bytes");
    assertThatThrownBy(() -> execute("CALL echo('123456789')"))
        .hasMessage("function ECHO: argument 1 (S) has 9 characters, VARCHAR(8) allows 8");
  }

  @Test
  void metadataShowsProceduresWithTheirModes() throws SQLException {
    DatabaseMetaData metadata = connection.getMetaData();
    List<String> columns = new ArrayList<>();
    try (ResultSet rows = metadata.getProcedureColumns(null, "PUBLIC", "DIVIDE", null)) {
      while (rows.next()) {
        columns.add(rows.getString("COLUMN_NAME") + " " + rows.getInt("COLUMN_TYPE"));
      }
    }
    assertThat(columns)
        .containsExactly(
            "A " + DatabaseMetaData.procedureColumnIn,
            "B " + DatabaseMetaData.procedureColumnIn,
            "QUOTIENT " + DatabaseMetaData.procedureColumnOut,
            "REMAINDER " + DatabaseMetaData.procedureColumnOut);
    try (ResultSet rows = metadata.getFunctions(null, "PUBLIC", "DIVIDE")) {
      assertThat(rows.next()).isFalse();
    }
    try (ResultSet rows = metadata.getProcedures(null, "PUBLIC", "DIVIDE")) {
      assertThat(rows.next()).isTrue();
    }
  }

  @Test
  void proceduresAndFunctionsDoNotReplaceEachOther() throws SQLException {
    assertThatThrownBy(() ->
            execute(
                "CREATE OR REPLACE FUNCTION none(n INTEGER) RETURNS INTEGER LANGUAGE WASM FROM"
                    + " MODULE p"))
        .hasMessage("function NONE: is a procedure; DROP PROCEDURE it first");
    assertThatThrownBy(() -> execute("DROP FUNCTION none"))
        .hasMessage("function NONE: is a procedure; use DROP PROCEDURE");
    execute("DROP PROCEDURE none RESTRICT");
    execute("DROP PROCEDURE IF EXISTS none");
    assertThatThrownBy(() -> execute("CALL none(NULL)")).hasMessageContaining("NONE");
  }
}
