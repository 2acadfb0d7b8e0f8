package dev.insitu.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions in the metadata that tools look at. */
final class FunctionMetaDataTest {
  @TempDir private Path folder;
  private Connection connection;

  private DatabaseMetaData open(TestDatabase database) throws SQLException {
    connection = database.insitu(folder, "db");
    Functions.createKm(connection);
    Functions.createTopN(connection);
    Functions.execute(
        connection, "CREATE ALIAS plus AS 'int plus(int a, int b) { return a + b; }'");
    return connection.getMetaData();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private static List<String> rows(ResultSet rows, String... columns) throws SQLException {
    List<String> all = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (String column : columns) {
          row.add(rows.getString(column));
        }
        all.add(String.join(" ", row));
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void functionsAreShownOnce(TestDatabase database) throws SQLException {
    DatabaseMetaData metadata = open(database);
    String[] names = {"FUNCTION_SCHEM", "FUNCTION_NAME", "FUNCTION_TYPE", "SPECIFIC_NAME"};
    assertThat(rows(metadata.getFunctions(null, null, "%"), names))
        .containsExactly("PUBLIC KM 1 KM", "PUBLIC TOP_N 2 TOP_N");
    assertThat(rows(metadata.getFunctions(null, "PUBLIC", "TOP\\_%"), "REMARKS"))
        .containsExactly("LANGUAGE WASM, module TOP_N, export _start");
    assertThat(rows(metadata.getFunctions(null, "OTHER", null), names)).isEmpty();
    assertThat(rows(metadata.getFunctions("other", null, null), names)).isEmpty();
    assertThat(rows(metadata.getFunctions(null, null, "K"), names)).isEmpty();
    assertThat(rows(metadata.getFunctions(null, null, "_M"), names)).hasSize(1);
    assertThat(
            rows(metadata.getProcedures(null, "PUBLIC", null), "PROCEDURE_NAME", "PROCEDURE_TYPE"))
        .containsExactly("KM 2", "PLUS 2", "TOP_N 2");
  }

  @ParameterizedTest
  @EnumSource
  void aggregatesAreFunctionsThatSayWhatTheyAre(TestDatabase database) throws SQLException {
    DatabaseMetaData metadata = open(database);
    Functions.execute(
        connection,
        "CREATE MODULE samples FROM 'file:" + Functions.sample("aggregates/aggregates.wasm") + "'",
        "CREATE AGGREGATE FUNCTION mean(x DOUBLE) RETURNS DOUBLE LANGUAGE WASM FROM MODULE samples"
            + " AS 'geometric_mean'");
    assertThat(
            rows(
                metadata.getFunctions(null, null, "MEAN"),
                "FUNCTION_NAME",
                "FUNCTION_TYPE",
                "REMARKS"))
        .containsExactly(
            "MEAN 1 LANGUAGE WASM, module SAMPLES, aggregate of exports geometric_mean_…");
    assertThat(
            rows(
                metadata.getFunctionColumns(null, null, "MEAN", "%"),
                "COLUMN_NAME",
                "COLUMN_TYPE",
                "TYPE_NAME"))
        .containsExactly("RESULT 4 DOUBLE PRECISION", "X 1 DOUBLE PRECISION");
    assertThat(rows(metadata.getProcedures(null, "PUBLIC", "MEAN"), "PROCEDURE_NAME"))
        .containsExactly("MEAN");
  }

  @ParameterizedTest
  @EnumSource
  void parametersHaveTheirNamesAndTypes(TestDatabase database) throws SQLException {
    DatabaseMetaData metadata = open(database);
    String[] columns = {
      "FUNCTION_NAME", "COLUMN_NAME", "COLUMN_TYPE", "TYPE_NAME", "PRECISION", "ORDINAL_POSITION"
    };
    assertThat(rows(metadata.getFunctionColumns(null, null, "%", "%"), columns))
        .containsExactly(
            "KM RESULT 4 DOUBLE PRECISION 53 0",
            "KM LAT1 1 DOUBLE PRECISION 53 1",
            "KM LON1 1 DOUBLE PRECISION 53 2",
            "KM LAT2 1 DOUBLE PRECISION 53 3",
            "KM LON2 1 DOUBLE PRECISION 53 4",
            "TOP_N DATA 1 TABLE 0 1",
            "TOP_N N 1 INTEGER 32 2",
            "TOP_N ORIGIN 5 CHARACTER VARYING 3 1",
            "TOP_N DESTINATION 5 CHARACTER VARYING 3 2",
            "TOP_N FLIGHTS 5 INTEGER 32 3");
    assertThat(rows(metadata.getFunctionColumns(null, null, null, "LAT_"), "DATA_TYPE"))
        .containsExactly("8", "8");
    assertThat(
            rows(
                metadata.getProcedureColumns(null, "PUBLIC", "%", null),
                "PROCEDURE_NAME",
                "COLUMN_NAME",
                "COLUMN_TYPE",
                "NULLABLE",
                "IS_NULLABLE"))
        .contains("KM RESULT 5 1 YES", "KM LAT1 1 1 YES", "TOP_N DATA 1 0 NO")
        .contains("TOP_N FLIGHTS 3 1 YES")
        .anyMatch(row -> row.startsWith("PLUS "))
        .noneMatch(row -> row.startsWith("KM P1"));
  }

  @ParameterizedTest
  @EnumSource(names = "MEMORY")
  void defaultsAreShownAndDescribedColumnsAreNot(TestDatabase database) throws SQLException {
    DatabaseMetaData metadata = open(database);
    Functions.execute(
        connection,
        "CREATE MODULE numbered FROM 'file:" + Functions.sample("numbered/numbered.wasm") + "'",
        "CREATE FUNCTION numbered(t TABLE, name VARCHAR DEFAULT 'it''s') RETURNS TABLE LANGUAGE WASM"
            + " WITH (format = 'insitu') FROM MODULE numbered");
    assertThat(
            rows(
                metadata.getProcedureColumns(null, null, "NUMBERED", null),
                "COLUMN_NAME",
                "COLUMN_TYPE",
                "COLUMN_DEF"))
        .containsExactly("T 1 null", "NAME 1 'it''s'");
    assertThat(rows(metadata.getFunctions(null, null, "NUMBERED"), "FUNCTION_TYPE"))
        .containsExactly("2");
  }

  @ParameterizedTest
  @EnumSource(names = "MEMORY")
  void columnsOfTheAnswersAreTheBackends(TestDatabase database) throws SQLException {
    DatabaseMetaData metadata = open(database);
    try (Connection plain = TestDatabase.MEMORY.plain(folder, "plain")) {
      DatabaseMetaData expected = plain.getMetaData();
      assertThat(types(metadata.getFunctions(null, null, null)))
          .isEqualTo(types(expected.getFunctions(null, null, null)));
      assertThat(types(metadata.getFunctionColumns(null, null, null, null)))
          .isEqualTo(types(expected.getFunctionColumns(null, null, null, null)));
      assertThat(types(metadata.getProcedures(null, null, null)))
          .isEqualTo(types(expected.getProcedures(null, null, null)));
      assertThat(types(metadata.getProcedureColumns(null, null, null, null)))
          .isEqualTo(types(expected.getProcedureColumns(null, null, null, null)));
    }
  }

  private static List<String> types(ResultSet rows) throws SQLException {
    List<String> all = new ArrayList<>();
    try (rows) {
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        all.add(
            rows.getMetaData().getColumnLabel(i) + " " + rows.getMetaData().getColumnTypeName(i));
      }
    }
    return all;
  }
}
