package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.call.LiveGuests;
import dev.insitu.udf.ddl.DdlParser;
import dev.insitu.udf.type.SqlType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.h2.value.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every type in style BATCH, from H2's values to a guest and back. */
final class AliasBatchTest {
  private static Functions db;

  @BeforeAll
  static void open() throws SQLException {
    db = Functions.open(Functions.memory());
    db.module("batch");
    db.module("scalar");
  }

  @AfterAll
  static void close() throws SQLException {
    db.close();
    assertThat(LiveGuests.count()).isZero();
  }

  @AfterEach
  void goesOn() throws SQLException {
    create("alive(a UUID) RETURNS UUID", "same");
    assertThat(db.value("SELECT alive('00112233-4455-6677-8899-AABBCCDDEEFF')"))
        .isEqualTo("00112233-4455-6677-8899-aabbccddeeff");
  }

  private static void create(String signature, String export) throws SQLException {
    db.run(
        "CREATE OR REPLACE FUNCTION "
            + signature
            + " PARAMETER STYLE BATCH FROM MODULE batch EXPORT '"
            + export
            + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BOOLEAN          | TRUE                      | TRUE
          BOOLEAN          | 'no'                      | FALSE
          TINYINT          | -128                      | -128
          SMALLINT         | CAST(-32768 AS SMALLINT)  | -32768
          INTEGER          | 2147483647                | 2147483647
          INTEGER          | ' 12'                     | 12
          INTEGER          | 2.5                       | 3
          BIGINT           | -9223372036854775808      | -9223372036854775808
          REAL             | CAST('-Infinity' AS REAL) | -Infinity
          REAL             | CAST(0.1 AS REAL)         | 0.1
          DOUBLE PRECISION | CAST('NaN' AS DOUBLE PRECISION) | NaN
          DOUBLE PRECISION | CAST('4.9E-324' AS DOUBLE PRECISION) | 4.9E-324
          DECIMAL(3, 1)    | -0.05                     | -0.1
          DECIMAL(18, 4)   | 99999999999999.9999       | 99999999999999.9999
          DECIMAL(38, 10)  | -9999999999999999999999999999.9999999999 | -9999999999999999999999999999.9999999999
          DECIMAL(38, 2)   | 1E-1000000000             | 0.00
          DECIMAL(38, 2)   | 7                         | 7.00
          CHAR(4)          | 'ab'                      | `ab  `
          CHAR(4)          | 'Züri'                    | Züri
          VARCHAR          | 'Zürich 🛫'               | Zürich 🛫
          VARCHAR          | ''                        | ``
          VARCHAR(3)       | 12.5                      | `22001: function SAME: argument 1 (A) has 4 characters, VARCHAR(3) allows 3`
          VARCHAR(10)      | DATE '2026-11-24'         | 2026-11-24
          DATE             | DATE '-0044-03-15'        | -0044-03-15
          DATE             | '1969-12-31'              | 1969-12-31
          TIME(9)          | TIME '23:59:59.999999999' | 23:59:59.999999999
          TIME             | TIME '00:00:00'           | 00:00:00
          TIMESTAMP        | TIMESTAMP '1969-12-31 23:59:59.999999' | 1969-12-31 23:59:59.999999
          TIMESTAMP(9)     | TIMESTAMP '9999-12-31 23:59:59.999999999' | 9999-12-31 23:59:59.999999999
          TIMESTAMP(0)     | DATE '2026-11-24'         | 2026-11-24 00:00:00
          TIMESTAMP(9) WITH TIME ZONE | TIMESTAMP WITH TIME ZONE '2000-02-29 12:30:00.5-03:30' | 2000-02-29 12:30:00.5-03:30
          UUID             | UUID '00112233-4455-6677-8899-aabbccddeeff' | 00112233-4455-6677-8899-aabbccddeeff
          BOOLEAN ARRAY    | ARRAY[TRUE, NULL]         | [TRUE, null]
          TINYINT ARRAY    | ARRAY[-128, NULL, 127]    | [-128, null, 127]
          SMALLINT ARRAY   | ARRAY[-32768, NULL]       | [-32768, null]
          INTEGER ARRAY    | ARRAY['1', NULL]          | [1, null]
          INTEGER ARRAY    | ARRAY[]                   | []
          INTEGER ARRAY    | ARRAY[NULL]               | [null]
          INTEGER ARRAY    | 5                         | [5]
          BIGINT ARRAY[3]  | ARRAY[1, 2, 9223372036854775807] | [1, 2, 9223372036854775807]
          BIGINT ARRAY[2]  | ARRAY[1, 2, 3]            | `22001: function SAME: argument 1 (A) has 3 elements, BIGINT ARRAY[2] allows 2`
          REAL ARRAY       | ARRAY[CAST(0.5 AS REAL), NULL] | [0.5, null]
          DOUBLE ARRAY     | ARRAY[0.1, NULL]          | [0.1, null]
          DECIMAL(38, 2) ARRAY | ARRAY[1.005, NULL, -7] | [1.01, null, -7.00]
          CHAR(3) ARRAY    | ARRAY['a', NULL]          | [a  , null]
          VARCHAR(2) ARRAY | ARRAY['ab', NULL, '']     | [ab, null, ]
          VARCHAR(2) ARRAY | ARRAY['ab', 'abc']        | `22001: function SAME: argument 1 (A) has 3 characters, VARCHAR(2) allows 2`
          DATE ARRAY       | ARRAY[DATE '2026-11-24', NULL] | [2026-11-24, null]
          TIME(9) ARRAY    | ARRAY[TIME '23:59:59.999999999', NULL] | [23:59:59.999999999, null]
          TIMESTAMP ARRAY  | ARRAY[TIMESTAMP '1969-12-31 23:59:59.999999', NULL] | [1969-12-31 23:59:59.999999, null]
          TIMESTAMP WITH TIME ZONE ARRAY | ARRAY[TIMESTAMP WITH TIME ZONE '2000-02-29 12:30:00.5-03:30', NULL] | [2000-02-29 12:30:00.5-03:30, null]
          UUID ARRAY       | ARRAY[UUID '00112233-4455-6677-8899-aabbccddeeff', NULL] | [00112233-4455-6677-8899-aabbccddeeff, null]
          """)
  void valuesCrossAndComeBack(String type, String literal, String expected) throws SQLException {
    create("same(a " + type + ") RETURNS " + type, "same");
    create("opt(a " + type + ") RETURNS " + type + " CALLED ON NULL INPUT", "same");
    assertThat(db.value("SELECT same(NULL)")).isEqualTo("null");
    assertThat(db.value("SELECT opt(NULL)")).isEqualTo("null");
    if (expected.startsWith("22001: ")) {
      db.fails("SELECT same(" + literal + ")", "22001", expected.substring(7));
      return;
    }
    assertThat(db.value("SELECT same(" + literal + ")")).isEqualTo(expected);
    assertThat(db.value("SELECT opt(" + literal + ")")).isEqualTo(expected);
    // From a column, where H2 knows no constant, and into one of the type.
    assertThat(db.value("SELECT same(v) FROM (VALUES (" + literal + ")) t(v)")).isEqualTo(expected);
    assertThat(db.value("SELECT CAST(opt(same(" + literal + ")) AS " + type + ")"))
        .isEqualTo(expected);
  }

  @Test
  void bytesCrossAndComeBack() throws SQLException {
    create("b3(a BINARY(3)) RETURNS BINARY(3)", "same");
    create("vb(a VARBINARY(3)) RETURNS VARBINARY(3)", "same");
    create("vba(a VARBINARY ARRAY) RETURNS VARBINARY ARRAY", "same");
    assertThat(db.value("SELECT RAWTOHEX(b3(X'01')), RAWTOHEX(vb(X'ff00')), OCTET_LENGTH(vb(X''))"))
        .isEqualTo("010000 ff00 0");
    assertThat(db.value("SELECT vba(ARRAY[X'01', NULL, X'']) = ARRAY[X'01', NULL, X'']"))
        .isEqualTo("null");
    assertThat(db.value("SELECT RAWTOHEX(vba(ARRAY[X'01', NULL])[1])")).isEqualTo("01");
    db.fails(
        "SELECT vb(X'01020304')",
        "22001",
        "function VB: argument 1 (A) has 4 bytes, VARBINARY(3) allows 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BOOLEAN          | BOOLEAN   | BOOLEAN
          TINYINT          | TINYINT   | TINYINT
          DECIMAL(38, 2)   | NUMERIC   | NUMERIC
          CHAR(3)          | VARCHAR   | CHARACTER VARYING
          BINARY(3)        | VARBINARY | BINARY VARYING
          TIMESTAMP(9) WITH TIME ZONE | TIMESTAMP_WITH_TIMEZONE | TIMESTAMP WITH TIME ZONE
          UUID             | BINARY    | UUID
          BIGINT ARRAY[5]  | ARRAY     | BIGINT ARRAY
          UUID ARRAY       | ARRAY     | UUID ARRAY
          VARBINARY ARRAY  | ARRAY     | BINARY VARYING ARRAY
          TIMESTAMP WITH TIME ZONE ARRAY | ARRAY | TIMESTAMP(9) WITH TIME ZONE ARRAY
          """)
  void columnsHaveTheDeclaredType(String type, String jdbc, String name) throws Exception {
    create("same(a " + type + ") RETURNS " + type, "same");
    try (Statement statement = db.connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT same(NULL)")) {
      assertThat(rows.getMetaData().getColumnType(1))
          .isEqualTo(Types.class.getField(jdbc).getInt(null));
      assertThat(rows.getMetaData().getColumnTypeName(1)).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BOOLEAN",
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "REAL",
        "DOUBLE",
        "DECIMAL",
        "CHAR",
        "VARCHAR",
        "BINARY",
        "VARBINARY",
        "DATE",
        "TIME",
        "TIMESTAMP",
        "TIMESTAMP WITH TIME ZONE",
        "UUID"
      })
  void everyResultHasAMethod(String name) throws Exception {
    SqlType type = DdlParser.parseType(name);
    for (SqlType each : new SqlType[] {type, new SqlType.Array(type, 0)}) {
      BatchResult result = BatchResult.of(each);
      assertThat(
              BatchTemplate.class
                  .getMethod(result.method(), Connection.class, Value[].class)
                  .getReturnType())
          .isEqualTo(result.javaClass());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          same(a DECIMAL(3, 1)) RETURNS DECIMAL(3, 1) | 99.95 | 22003 | function SAME: argument 1 (A) is out of the range of DECIMAL(3, 1)
          same(a DECIMAL(3, 1)) RETURNS DECIMAL(3, 1) | 1E1000000000 | 22003 | function SAME: argument 1 (A) is out of the range of DECIMAL(3, 1)
          same(a TIMESTAMP(3)) RETURNS TIMESTAMP(3) | TIMESTAMP '2026-11-24 00:00:00.123456' | 22008 | function SAME: input, row 1, column A: 2026-11-24T00:00:00.123456 is finer than TIMESTAMP(3)
          same(a DATE) RETURNS DATE | DATE '9999999-01-01' | 22008 | function SAME: input, row 1, column A: +9999999-01-01 is out of the range of 32 bits of days
          same(a VARCHAR) RETURNS VARCHAR | CONCAT('ab', CHAR(55357)) | 22021 | function SAME: input, row 1, column A: the text has an unpaired surrogate
          same(a VARCHAR) RETURNS VARCHAR(2) | 'abc' | 22001 | function SAME: output, frame 1, row 1, column RESULT: 3 characters, VARCHAR(2) allows 2
          same(a BIGINT) RETURNS UUID | 1 | 39M02 | function SAME: output, frame 1, column RESULT: is code 5, precision 0, scale 0, expected code 19, precision 0, scale 0 for UUID
          same(a BIGINT, b BIGINT) RETURNS BIGINT | 1, 2 | 39M02 | function SAME: output, frame 1: has 2 columns, expected 1
          twice(a BIGINT) RETURNS BIGINT | 1 | 39M02 | function TWICE: output: has 2 rows, expected 1
          none(a BIGINT) RETURNS BIGINT | 1 | 39M02 | function NONE: output: has 0 rows, expected 1
          outside(a BIGINT) RETURNS BIGINT | 1 | 39M01 | function OUTSIDE: returned bytes of 32 bytes at 4294967288, which is outside its memory of 19726336 bytes
          nothing(a BIGINT) RETURNS BIGINT | 1 | 39M03 | function NOTHING: gave NULL instead of frames; a NULL is a row of them
          raises(a BIGINT) RETURNS BIGINT | 1 | 22012 | function RAISES: no quotient
          traps(a BIGINT) RETURNS BIGINT | 1 | 38M01 | function TRAPS: unreachable executed in traps
          spins(a BIGINT) RETURNS BIGINT WITH (fuel = 1000000) | 1 | 53M01 | function SPINS: wants 1000001 of fuel, allowed 1000000; WITH (fuel = …) allows more
          spins(a BIGINT) RETURNS BIGINT WITH (timeout = '50ms') | 1 | 57014 | function SPINS: stopped by the time limit of 50 ms for a call (not deterministic); WITH (timeout = …) allows more
          """)
  void everyBadEndIsOneClearError(String signature, String arguments, String state, String message)
      throws SQLException {
    String name = signature.substring(0, signature.indexOf('('));
    create(signature, name);
    db.fails("CALL " + name + "(" + arguments + ")", state, message);
  }

  @Test
  void aRowSeesNothingOfAnother() throws SQLException {
    create("calls() RETURNS BIGINT", "calls");
    assertThat(db.query("SELECT calls() FROM SYSTEM_RANGE(1, 3)")).containsExactly("1", "1", "1");
    assertThat(
            db.value("SELECT is_deterministic FROM insitu.functions WHERE routine_name = 'CALLS'"))
        .isEqualTo("YES");
  }

  @Test
  void callsAreCounted() throws SQLException {
    create("counted(a INTEGER) RETURNS INTEGER", "same");
    db.query("SELECT counted(CASE WHEN x = 2 THEN NULL ELSE x END) FROM SYSTEM_RANGE(1, 5)");
    assertThat(
            db.value(
                "SELECT calls, fuel > 0 FROM insitu.function_stats"
                    + " WHERE routine_name = 'COUNTED'"))
        .isEqualTo("4 TRUE");
  }

  @Test
  void replacingChangesStyleAndTypes() throws SQLException {
    create("turns(a INTEGER) RETURNS INTEGER", "same");
    assertThat(db.value("SELECT turns(1)")).isEqualTo("1");
    db.run(
        "CREATE OR REPLACE FUNCTION turns(a INTEGER) RETURNS INTEGER FROM MODULE scalar"
            + " EXPORT 'same_int'");
    assertThat(db.value("SELECT turns(2)")).isEqualTo("2");
    create("turns(a UUID) RETURNS UUID", "same");
    assertThat(db.value("SELECT turns(NULL)")).isEqualTo("null");
    db.run("CREATE VIEW v AS SELECT turns(NULL) AS t");
    assertThat(db.error("DROP FUNCTION turns").getSQLState()).isEqualTo("2BP01");
    db.run("DROP VIEW v", "DROP FUNCTION turns");
    assertThat(db.error("SELECT turns(NULL)").getSQLState()).isEqualTo("90022");
  }

  @Test
  void aSchemaMayHaveTheNameOfTheStyle() throws SQLException {
    db.run("CREATE SCHEMA IF NOT EXISTS \"batch\"");
    create("\"batch\".same(a BIGINT) RETURNS BIGINT", "same");
    db.run(
        "CREATE OR REPLACE FUNCTION \"batch\".direct(a INTEGER) RETURNS INTEGER FROM MODULE batch"
            + " EXPORT 'direct'");
    assertThat(db.value("SELECT \"batch\".same(5), \"batch\".direct(6)")).isEqualTo("5 6");
    db.run("DROP FUNCTION \"batch\".same", "DROP FUNCTION \"batch\".direct");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          f(a UUID) RETURNS TABLE (k UUID) | 0A000 | function F: style BATCH returns one value; RETURNS TABLE needs STREAM
          f(t TABLE) RETURNS UUID | 0A000 | function F: parameter T is a table, which needs style STREAM
          direct(a INTEGER) RETURNS INTEGER | 42M05 | function DIRECT: SQL asks for direct(i32, i32) -> i64, but module BATCH exports direct(i32) -> i32; its functions are same(i32, i32) -> i64, calls(i32, i32) -> i64, nothing(i32, i32) -> i64, outside(i32, i32) -> i64, short(i32, i32) -> i64, none(i32, i32) -> i64, twice(i32, i32) -> i64, behind(i32, i32) -> i64, large(i32, i32) -> i64, raises(i32, i32) -> i64, traps(i32, i32) -> i64, spins(i32, i32) -> i64, direct(i32) -> i32
          same(a UUID) RETURNS UUID WITH (format = 'csv') | 42M08 | function SAME: style BATCH has no option format; it has fuel, memory, timeout, stack_depth, table_entries
          """)
  void whatStyleBatchIsNotIsRefused(String signature, String state, String message) {
    db.fails(
        "CREATE OR REPLACE FUNCTION " + signature + " PARAMETER STYLE BATCH FROM MODULE batch",
        state,
        message);
  }
}
