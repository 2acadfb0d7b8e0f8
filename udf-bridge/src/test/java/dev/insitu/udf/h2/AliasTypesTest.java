package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.call.LiveGuests;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every type, every way of NULL, every allocator, from H2's values to a guest and back. */
final class AliasTypesTest {
  private static Functions db;

  @BeforeAll
  static void open() throws SQLException {
    db = Functions.open(Functions.memory());
    db.module("scalar");
  }

  @AfterAll
  static void close() throws SQLException {
    db.close();
    assertThat(LiveGuests.count()).isZero();
  }

  @AfterEach
  void goesOn() throws SQLException {
    db.function("alive(a INTEGER) RETURNS INTEGER EXPORT 'same_int'");
    assertThat(db.value("SELECT alive(5)")).isEqualTo("5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BOOLEAN          | bool     | TRUE                      | TRUE
          BOOLEAN          | bool     | FALSE                     | FALSE
          BOOLEAN          | bool     | 'yes'                     | TRUE
          BOOLEAN          | bool     | 17                        | TRUE
          SMALLINT         | smallint | CAST(-32768 AS SMALLINT)  | -32768
          SMALLINT         | smallint | 32767                     | 32767
          SMALLINT         | smallint | '-7'                      | -7
          INTEGER          | int      | -2147483648               | -2147483648
          INTEGER          | int      | 2147483647                | 2147483647
          INTEGER          | int      | 2.5                       | 3
          INTEGER          | int      | CAST(5 AS BIGINT)         | 5
          INTEGER          | int      | ' 12'                     | 12
          BIGINT           | bigint   | -9223372036854775808      | -9223372036854775808
          BIGINT           | bigint   | 9223372036854775807       | 9223372036854775807
          BIGINT           | bigint   | 1                         | 1
          REAL             | real     | CAST(1.5 AS REAL)         | 1.5
          REAL             | real     | CAST(0.1 AS REAL)         | 0.1
          REAL             | real     | 3                         | 3.0
          REAL             | real     | CAST('-Infinity' AS REAL) | -Infinity
          REAL             | real     | CAST('NaN' AS REAL)       | NaN
          DOUBLE PRECISION | double   | 1                         | 1.0
          DOUBLE PRECISION | double   | 0.1                       | 0.1
          DOUBLE PRECISION | double   | CAST('4.9E-324' AS DOUBLE PRECISION) | 4.9E-324
          DOUBLE PRECISION | double   | CAST('Infinity' AS DOUBLE PRECISION) | Infinity
          DOUBLE PRECISION | double   | CAST('NaN' AS DOUBLE PRECISION)      | NaN
          DOUBLE PRECISION | double   | '2.5'                     | 2.5
          DOUBLE PRECISION | double   | CAST(1E2 AS DECFLOAT)     | 100.0
          VARCHAR          | text     | 'Zürich'                  | Zürich
          VARCHAR          | text     | CAST('ab ' AS CHAR(3))    | ab
          VARCHAR          | text     | 12.50                     | 12.50
          VARCHAR          | text     | DATE '2026-11-24'         | 2026-11-24
          VARCHAR          | text     | CAST('lob' AS CLOB)       | lob
          VARCHAR(3)       | text     | 'abc'                     | abc
          TINYINT          | smallint | -128                      | -128
          TINYINT          | smallint | '127'                     | 127
          DECIMAL(18, 4)   | bigint   | 99999999999999.9999       | 99999999999999.9999
          DECIMAL(10, 2)   | bigint   | -0.125                    | -0.13
          DECIMAL(10, 2)   | bigint   | 7                         | 7.00
          DECIMAL(10, 2)   | bigint   | 1E-1000000000             | 0.00
          DECIMAL(10, 2)   | bigint   | -0.005                    | -0.01
          DECIMAL(2, 2)    | bigint   | 0.00499                   | 0.00
          DECIMAL(2, 2)    | bigint   | 0.5                       | 0.50
          DATE             | int      | DATE '2026-11-24'         | 2026-11-24
          DATE             | int      | DATE '-0044-03-15'        | -0044-03-15
          DATE             | int      | '1969-12-31'              | 1969-12-31
          TIME(9)          | bigint   | TIME '23:59:59.999999999' | 23:59:59.999999999
          TIME             | bigint   | TIME '00:00:00'           | 00:00:00
          TIMESTAMP        | bigint   | TIMESTAMP '1969-12-31 23:59:59.999999' | 1969-12-31 23:59:59.999999
          TIMESTAMP(9)     | bigint   | TIMESTAMP '294247-01-10 04:00:54.775807' | 294247-01-10 04:00:54.775807
          TIMESTAMP(3)     | bigint   | DATE '2026-11-24'         | 2026-11-24 00:00:00
          VARCHAR(3)       | text     | U&'\\+01F6EB\\+01F6EB\\+01F6EB' | 🛫🛫🛫
          """)
  void valuesCrossAndComeBack(String type, String export, String literal, String expected)
      throws SQLException {
    db.function("same(a " + type + ") RETURNS " + type + " EXPORT 'same_" + export + "'");
    db.function(
        "opt(a "
            + type
            + ") RETURNS "
            + type
            + " CALLED ON NULL INPUT EXPORT 'opt_"
            + export
            + "'");
    assertThat(db.value("SELECT same(" + literal + ")").strip()).isEqualTo(expected);
    assertThat(db.value("SELECT opt(" + literal + ")").strip()).isEqualTo(expected);
    assertThat(db.value("SELECT same(NULL)")).isEqualTo("null");
    assertThat(db.value("SELECT opt(NULL)")).isEqualTo("null");
    // From a column, where H2 knows no constant.
    assertThat(db.value("SELECT same(v) FROM (VALUES (" + literal + ")) t(v)").strip())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BOOLEAN          | bool     | BOOLEAN  | 1  | java.lang.Boolean
          SMALLINT         | smallint | SMALLINT | 16 | java.lang.Integer
          INTEGER          | int      | INTEGER  | 32 | java.lang.Integer
          BIGINT           | bigint   | BIGINT   | 64 | java.lang.Long
          REAL             | real     | REAL     | 24 | java.lang.Float
          DOUBLE PRECISION | double   | DOUBLE   | 53 | java.lang.Double
          VARCHAR(20)      | text     | VARCHAR  | 1000000000 | java.lang.String
          TINYINT          | smallint | TINYINT  | 8  | java.lang.Integer
          DECIMAL(9, 2)    | bigint   | NUMERIC  | 100000 | java.math.BigDecimal
          VARBINARY(20)    | text     | VARBINARY | 1000000000 | [B
          DATE             | int      | DATE     | 10 | java.sql.Date
          TIME             | bigint   | TIME     | 18 | java.sql.Time
          TIMESTAMP(3)     | bigint   | TIMESTAMP | 29 | java.sql.Timestamp
          """)
  void columnsHaveTheDeclaredType(
      String type, String export, String jdbc, int precision, String javaClass) throws Exception {
    db.function("same(a " + type + ") RETURNS " + type + " EXPORT 'same_" + export + "'");
    try (Statement statement = db.connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT same(NULL)")) {
      assertThat(rows.getMetaData().getColumnType(1))
          .isEqualTo(Types.class.getField(jdbc).getInt(null));
      assertThat(rows.getMetaData().getPrecision(1)).isEqualTo(precision);
      assertThat(rows.getMetaData().getColumnClassName(1)).isEqualTo(javaClass);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          number(a INTEGER) RETURNS SMALLINT | 32768  | 22003 | function NUMBER: returned 32768, which is not between -32768 and 32767 as SMALLINT is
          number(a INTEGER) RETURNS SMALLINT | -32769 | 22003 | function NUMBER: returned -32769, which is not between -32768 and 32767 as SMALLINT is
          same_text(s VARCHAR(3)) RETURNS VARCHAR | 'four' | 22001 | function SAME_TEXT: argument 1 (S) has 4 characters, VARCHAR(3) allows 3
          same_text(s VARCHAR) RETURNS VARCHAR(3) | 'four' | 22001 | function SAME_TEXT: returned text of 4 characters, VARCHAR(3) allows 3
          same_text(s VARCHAR) RETURNS VARCHAR | CONCAT('ab', CHAR(55357)) | 22021 | function SAME_TEXT: argument 1 (S) has an unpaired surrogate at character 3
          number(a INTEGER) RETURNS TINYINT | 128 | 22003 | function NUMBER: returned 128, which is not between -128 and 127 as TINYINT is
          same_bigint(a DECIMAL(3, 1)) RETURNS BIGINT | 99.95 | 22003 | function SAME_BIGINT: argument 1 (A) is out of the range of DECIMAL(3, 1)
          same_bigint(a DECIMAL(3, 1)) RETURNS BIGINT | 1E1000000000 | 22003 | function SAME_BIGINT: argument 1 (A) is out of the range of DECIMAL(3, 1)
          same_bigint(a DECIMAL(3, 1)) RETURNS BIGINT | 1E90 | 22003 | function SAME_BIGINT: argument 1 (A) is out of the range of DECIMAL(3, 1)
          same_bigint(a BIGINT) RETURNS DECIMAL(3, 1) | -1000 | 22003 | function SAME_BIGINT: returned -100.0, which is out of the range of DECIMAL(3, 1)
          same_bigint(a BIGINT) RETURNS TIME | 86400000000000 | 22008 | function SAME_BIGINT: returned 86400000000000, which is no time of day in nanoseconds
          same_bigint(a BIGINT) RETURNS TIME | -1 | 22008 | function SAME_BIGINT: returned -1, which is no time of day in nanoseconds
          same_bigint(a BIGINT) RETURNS TIME(3) | 1 | 22008 | function SAME_BIGINT: returned 00:00:00.000000001, which is finer than TIME(3)
          same_bigint(a BIGINT) RETURNS TIMESTAMP(3) | 1 | 22008 | function SAME_BIGINT: returned 1970-01-01T00:00:00.000001, which is finer than TIMESTAMP(3)
          same_bigint(a TIMESTAMP(9)) RETURNS BIGINT | TIMESTAMP '2026-11-24 00:00:00.123456789' | 22008 | function SAME_BIGINT: argument 1 (A) is 2026-11-24T00:00:00.123456789, finer than the 6 digits of seconds that TIMESTAMP(9) has in style DIRECT
          same_bigint(a TIMESTAMP) RETURNS BIGINT | TIMESTAMP '294247-01-10 04:00:54.775808' | 22008 | function SAME_BIGINT: argument 1 (A) is +294247-01-10T04:00:54.775808, which 64 bits of microseconds do not reach
          same_int(a DATE) RETURNS INTEGER | DATE '9999999-01-01' | 22008 | function SAME_INT: argument 1 (A) is +9999999-01-01, which 32 bits of days do not reach
          same_text(a VARBINARY(2)) RETURNS VARBINARY | X'010203' | 22001 | function SAME_TEXT: argument 1 (A) has 3 bytes, VARBINARY(2) allows 2
          same_text(a VARBINARY) RETURNS VARBINARY(2) | X'010203' | 22001 | function SAME_TEXT: returned 3 bytes, VARBINARY(2) allows 2
          latter(a VARCHAR, b VARCHAR) RETURNS VARCHAR | 'a', CONCAT(CHAR(56320), 'b') | 22021 | function LATTER: argument 2 (B) has an unpaired surrogate at character 1
          """)
  void valuesThatDoNotFit(String signature, String arguments, String state, String message)
      throws SQLException {
    db.function(signature);
    String name = signature.substring(0, signature.indexOf('('));
    db.fails("CALL " + name + "(" + arguments + ")", state, message);
  }

  @Test
  void bytesCrossAndComeBack() throws SQLException {
    db.function("same(a VARBINARY) RETURNS VARBINARY EXPORT 'same_text'");
    db.function("opt(a VARBINARY) RETURNS VARBINARY CALLED ON NULL INPUT EXPORT 'opt_text'");
    assertThat(
            db.query(
                "SELECT RAWTOHEX(same(v)) = RAWTOHEX(v), opt(v) = v, OCTET_LENGTH(same(v)) FROM"
                    + " (VALUES (X'00ff80c0'), (X''), (CAST(REPEAT('x', 100000) AS VARBINARY)))"
                    + " t(v)"))
        .containsExactly("TRUE TRUE 4", "TRUE TRUE 0", "TRUE TRUE 100000");
    assertThat(db.value("SELECT same(CAST(NULL AS VARBINARY)) IS NULL")).isEqualTo("TRUE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DECIMAL(19, 0)",
        "CHAR(3)",
        "BINARY(3)",
        "TIMESTAMP(6) WITH TIME ZONE",
        "UUID",
        "INTEGER ARRAY"
      })
  void otherTypesAreRefusedAtOnce(String type) {
    String remedy =
        " is " + type + ", which style DIRECT does not take; declare it PARAMETER STYLE BATCH";
    db.fails(
        "CREATE FUNCTION other(a " + type + ") RETURNS INTEGER FROM MODULE scalar",
        "0A000",
        "function OTHER: parameter A" + remedy);
    db.fails(
        "CREATE FUNCTION other(a INTEGER) RETURNS " + type + " FROM MODULE scalar",
        "0A000",
        "function OTHER: the result" + remedy);
  }

  @Test
  void conversionErrorsAreH2s() throws SQLException {
    db.function("same_int(a INTEGER) RETURNS INTEGER");
    SQLException ours = db.error("SELECT same_int('twelve')");
    assertThat(ours.getErrorCode()).isEqualTo(22018);
    assertThat(ours.getMessage()).startsWith("Data conversion error converting \"twelve\"");
    assertThat(db.error("SELECT same_int(3000000000)").getErrorCode()).isEqualTo(22003);
  }

  @Test
  void nullReachesAFunctionThatAsksForIt() throws SQLException {
    db.function(
        "there(a INTEGER, b VARCHAR, c DOUBLE PRECISION) RETURNS INTEGER CALLED ON NULL INPUT");
    assertThat(
            db.query(
                "SELECT there(a, b, c) FROM (VALUES (0, '', 0E0), (NULL, NULL, NULL),"
                    + " (1, NULL, 2E0), (NULL, 'x', NULL), (7, 'long', NULL)) t(a, b, c)"))
        .containsExactly("111", "0", "101", "10", "110");
  }

  @Test
  void nullOutweighsAValue() throws SQLException {
    db.function("null_and_value(a INTEGER) RETURNS INTEGER");
    assertThat(db.value("SELECT null_and_value(5)")).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"insitu", "malloc", "cabi", "new", "none"})
  void textFindsItsPlaceWithEveryAllocator(String allocator) throws SQLException {
    db.module("alloc-" + allocator);
    db.run(
        "CREATE OR REPLACE FUNCTION echo(s VARCHAR) RETURNS VARCHAR FROM MODULE alloc_"
            + allocator);
    assertThat(
            db.query(
                "SELECT LENGTH(e), e = v FROM (SELECT v, echo(v) AS e FROM (VALUES"
                    + " ('a'), (''), ('Zürich'), (REPEAT('x', 65536)), (REPEAT('ü', 32768)),"
                    + " (U&'nul\\0000nul'), (REPEAT(U&'\\+01F6EB', 16384)), ('z')) t(v))"))
        .containsExactly(
            "1 TRUE",
            "0 TRUE",
            "6 TRUE",
            "65536 TRUE",
            "32768 TRUE",
            "7 TRUE",
            "32768 TRUE",
            "1 TRUE");
    db.run("DROP FUNCTION echo", "DROP MODULE alloc_" + allocator);
  }

  @Test
  void allocatorWithoutMemoryIsAnError() throws SQLException {
    db.module("alloc-zero");
    db.fails(
        "CREATE FUNCTION no_memory(s VARCHAR) RETURNS VARCHAR FROM MODULE alloc_zero EXPORT 'echo'",
        "39M04",
        "function NO_MEMORY: malloc(65536) gave no memory but 0");
  }

  @Test
  void textLargerThanTheMemoryIsAnError() throws SQLException {
    db.run(
        "CREATE OR REPLACE FUNCTION same_text(s VARCHAR) RETURNS VARCHAR WITH (memory = '1MB')"
            + " FROM MODULE scalar");
    assertThat(db.value("SELECT LENGTH(same_text(REPEAT('x', 500000)))")).isEqualTo("500000");
    db.fails(
        "CALL same_text(REPEAT('x', 600000))",
        "53M02",
        "function SAME_TEXT: its memory cannot grow by 1048576 bytes of arguments");
    assertThat(db.value("SELECT same_text('small')")).isEqualTo("small");
  }

  @Test
  void severalTextsLieBehindEachOther() throws SQLException {
    db.function("two(a VARCHAR, b VARCHAR) RETURNS INTEGER");
    db.function("latter(a VARCHAR, b VARCHAR) RETURNS VARCHAR");
    assertThat(db.value("SELECT two('Zürich', 'Bern'), latter('Zürich', 'Bern')"))
        .isEqualTo("7004 Bern");
  }

  @Test
  void nothingOfACallReachesTheNext() throws SQLException {
    db.function("count_up(a BIGINT) RETURNS BIGINT EXPORT 'count'");
    db.function("behind(s VARCHAR) RETURNS BIGINT");
    assertThat(db.query("SELECT DISTINCT count_up(x) FROM SYSTEM_RANGE(1, 1000)"))
        .containsExactly("2");
    assertThat(
            db.query(
                "SELECT behind(s) FROM (VALUES ('a secret of the row before'), ('x'), (''))"
                    + " t(s)"))
        .containsExactly("0", "0", "0");
  }

  @Test
  void functionsTakeNothingAndMany() throws SQLException {
    db.function("nothing() RETURNS INTEGER");
    StringBuilder parameters = new StringBuilder("p0 INTEGER");
    for (int i = 1; i < 11; i++) {
      parameters.append(", p").append(i).append(" INTEGER");
    }
    db.function("eleven(" + parameters + ") RETURNS INTEGER");
    assertThat(db.value("SELECT nothing(), eleven(2, 0, 0, 0, 0, 0, 0, 0, 30, 0, 4)"))
        .isEqualTo("7 64");
    db.fails(
        "SELECT nothing(1)",
        "42883",
        "function NOTHING is called with 1 arguments, which it does not take");
    db.fails("SELECT eleven(1, 2, 3)", "42883", "function ELEVEN: takes 11 arguments, not 3");
  }
}
