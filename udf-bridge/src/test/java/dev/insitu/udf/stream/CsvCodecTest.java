package dev.insitu.udf.stream;

import static dev.insitu.udf.stream.Codecs.bytes;
import static dev.insitu.udf.stream.Codecs.columns;
import static dev.insitu.udf.stream.Codecs.row;
import static dev.insitu.udf.stream.Codecs.text;
import static dev.insitu.udf.stream.Codecs.types;
import static dev.insitu.udf.stream.Codecs.unescape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows as CSV, there and back, and what hostile CSV becomes. */
final class CsvCodecTest {
  private static final CsvFormat BARE = new CsvFormat(false, "");

  @Test
  void fieldsAreWrittenAsTheReferenceSays() throws Exception {
    List<Column> columns = columns("BOOLEAN", "SMALLINT", "BIGINT", "REAL", "DOUBLE", "VARCHAR");
    List<Object[]> rows =
        List.of(
            row(true, -32768, Long.MIN_VALUE, 0.1f, 0.1, "plain"),
            row(false, 0, Long.MAX_VALUE, -0.0f, 1e10, "a,b"),
            row(null, null, null, null, null, null),
            row(true, 7, -10L, Float.NaN, Double.NEGATIVE_INFINITY, ""),
            row(true, 7, 10L, 1e-45f, Double.MIN_VALUE, "say \"hi\"\r\n"),
            row(true, 7, 0L, 16777216f, 3.0, "Zürich 🛫 "));
    assertThat(text(encode(new CsvFormat(true, ""), columns, rows)))
        .isEqualTo(
            """
            A,B,C,D,E,F
            true,-32768,-9223372036854775808,0.1,0.1,plain
            false,0,9223372036854775807,-0.0,1.0E10,"a,b"
            ,,,,,
            true,7,-10,NaN,-Infinity,""
            true,7,10,1.4E-45,4.9E-324,"say ""hi""\r
            "
            true,7,0,1.6777216E7,3.0,Zürich 🛫\s
            """);
    assertThat(text(encode(new CsvFormat(false, "7"), columns, rows.subList(3, 4))))
        .isEqualTo("true,\"7\",-10,NaN,-Infinity,\"\"\n");
  }

  @Test
  void doublesAreWrittenAsTheirShortestText() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    List<Object[]> rows = new ArrayList<>();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      double scaled = random.nextLong(1L << random.nextInt(1, 45)) / Math.pow(10, i % 9);
      double value = (i & 1) == 0 ? scaled : -Math.nextUp(scaled);
      rows.add(row(value));
      expected.append(value).append('\n');
    }
    assertThat(text(encode(BARE, columns("DOUBLE"), rows))).isEqualTo(expected.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BOOLEAN  | TRUE                   | true
          BOOLEAN  | False                  | false
          BOOLEAN  | 1                      | true
          BOOLEAN  | "0"                    | false
          SMALLINT | +32767                 | 32767
          INTEGER  | -2147483648            | -2147483648
          INTEGER  | 0000000000000000000012 | 12
          INTEGER  | -0                     | 0
          BIGINT   | -9223372036854775808   | -9223372036854775808
          DOUBLE   | 1.                     | 1.0
          DOUBLE   | -.5e+1                 | -5.0
          DOUBLE   | 123456789012345678901  | 1.2345678901234568E20
          DOUBLE   | 1e-400                 | 0.0
          DOUBLE   | -0                     | -0.0
          DOUBLE   | 9007199254740993       | 9.007199254740992E15
          DOUBLE   | 8.41                   | 8.41
          DOUBLE   | nan                    | NaN
          DOUBLE   | -nan                   | NaN
          DOUBLE   | INF                    | Infinity
          DOUBLE   | -infinity              | -Infinity
          REAL     | 16777217               | 1.6777216E7
          REAL     | 0.3                    | 0.3
          REAL     | 1.00000017881393432617187499 | 1.0000001
          VARCHAR  | 'x'                    | 'x'
          TINYINT  | -128                   | -128
          DECIMAL(5, 2) | 999.99            | 999.99
          DECIMAL(5, 2) | -1                | -1.00
          DECIMAL(5, 2) | 12.3400           | 12.34
          DECIMAL(5, 2) | 1.5e1             | 15.00
          DECIMAL(5, 2) | 000000000000000000000000000012.5 | 12.50
          DECIMAL(5, 2) | 0e999999999       | 0.00
          DECIMAL(38, 38) | .00000000000000000000000000000000000001 | 1E-38
          DECIMAL(38) | -99999999999999999999999999999999999999 | -99999999999999999999999999999999999999
          UUID     | 00112233-4455-6677-8899-AABBCCDDEEFF | 00112233-4455-6677-8899-aabbccddeeff
          UUID     | 00112233445566778899aabbccddeeff | 00112233-4455-6677-8899-aabbccddeeff
          DATE     | 2026-11-24             | 2026-11-24
          DATE     | +12026-1-2             | +12026-01-02
          DATE     | -0001-12-31            | -0001-12-31
          TIME(3)  | 23:59:59.999           | 23:59:59.999
          TIME     | 7:05                   | 07:05
          TIME     | 07:05:09.000000000000  | 07:05:09
          TIMESTAMP | 2026-11-24 12:30:00.25 | 2026-11-24T12:30:00.250
          TIMESTAMP | 2026-11-24T12:30      | 2026-11-24T12:30
          TIMESTAMP WITH TIME ZONE | 2026-11-24 12:30:00Z | 2026-11-24T12:30Z
          TIMESTAMP WITH TIME ZONE | 2026-11-24 12:30:00+05:30 | 2026-11-24T12:30+05:30
          TIMESTAMP WITH TIME ZONE | 2026-11-24 12:30:00 -08 | 2026-11-24T12:30-08:00
          TIMESTAMP WITH TIME ZONE | 2026-11-24T12:30:00-003015 | 2026-11-24T12:30-00:30:15
          """)
  void spellingsOfTheSameValueAreRead(String type, String field, String value) throws Exception {
    List<List<Object>> rows = decode(BARE, columns(type), bytes(field + "\n"), 3);
    assertThat(rows).hasSize(1);
    assertThat(rows.getFirst().getFirst()).hasToString(value);
  }

  @Test
  void aNumberInAnyDecimalSpellingIsTheNearest() throws Exception {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < 100_000; i++) {
      String text = random.nextLong(1L << random.nextInt(1, 63)) + "e" + random.nextInt(-40, 40);
      DecimalText decimal = new DecimalText();
      assertThat(decimal.scan(bytes(text), 0, text.length())).isTrue();
      assertThat(decimal.doubleValue(bytes(text), 0, text.length()))
          .as(text)
          .isEqualTo(Double.parseDouble(text));
      assertThat(decimal.floatValue(bytes(text), 0, text.length()))
          .as(text)
          .isEqualTo(Float.parseFloat(text));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          INTEGER | x\\n1         | 22018 | output, row 1, column A: 'x' is no INTEGER
          INTEGER | 1\\n1.0       | 22018 | output, row 2, column A: '1.0' is no INTEGER
          INTEGER | -             | 22018 | output, row 1, column A: '-' is no INTEGER
          INTEGER | ""            | 22018 | output, row 1, column A: '' is no INTEGER
          INTEGER | \\s1          | 22018 | output, row 1, column A: ' 1' is no INTEGER
          INTEGER | 2147483648    | 22003 | output, row 1, column A: '2147483648' is out of the range of INTEGER
          INTEGER | -2147483649   | 22003 | output, row 1, column A: '-2147483649' is out of the range of INTEGER
          SMALLINT | 32768        | 22003 | output, row 1, column A: '32768' is out of the range of SMALLINT
          BIGINT  | 9223372036854775808 | 22003 | output, row 1, column A: '9223372036854775808' is out of the range of BIGINT
          BIGINT  | 99999999999999999999999 | 22003 | output, row 1, column A: '99999999999999999999999' is out of the range of BIGINT
          DOUBLE  | 1e400         | 22003 | output, row 1, column A: '1e400' is out of the range of DOUBLE PRECISION
          REAL    | 1e39          | 22003 | output, row 1, column A: '1e39' is out of the range of REAL
          DOUBLE  | 0x1p3         | 22018 | output, row 1, column A: '0x1p3' is no DOUBLE PRECISION
          DOUBLE  | 1d            | 22018 | output, row 1, column A: '1d' is no DOUBLE PRECISION
          DOUBLE  | .             | 22018 | output, row 1, column A: '.' is no DOUBLE PRECISION
          DOUBLE  | 1e            | 22018 | output, row 1, column A: '1e' is no DOUBLE PRECISION
          DOUBLE  | 1.2.3         | 22018 | output, row 1, column A: '1.2.3' is no DOUBLE PRECISION
          BOOLEAN | yes           | 22018 | output, row 1, column A: 'yes' is no BOOLEAN
          TINYINT | 128           | 22003 | output, row 1, column A: '128' is out of the range of TINYINT
          DECIMAL | NaN           | 22018 | output, row 1, column A: 'NaN' is no DECIMAL(38, 0)
          DECIMAL | 1_000         | 22018 | output, row 1, column A: '1_000' is no DECIMAL(38, 0)
          DECIMAL(5;2) | 1000     | 22003 | output, row 1, column A: '1000' is out of the range of DECIMAL(5, 2)
          DECIMAL(5;2) | 1.005    | 22003 | output, row 1, column A: '1.005' has more than the 2 decimals of DECIMAL(5, 2); round it
          DECIMAL(5;2) | 1e-999999999 | 22003 | output, row 1, column A: '1e-999999999' has more than the 2 decimals of DECIMAL(5, 2); round it
          DECIMAL(5;2) | 1e999999999 | 22003 | output, row 1, column A: '1e999999999' is out of the range of DECIMAL(5, 2)
          DECIMAL | 999999999999999999999999999999999999999 | 22003 | output, row 1, column A: '999999999999999999999999999999999999999' is out of the range of DECIMAL(38, 0)
          CHAR(2) | abc           | 22001 | output, row 1, column A: 3 characters, CHAR(2) allows 2
          VARBINARY(2) | 0a0b0c   | 22001 | output, row 1, column A: 3 bytes, VARBINARY(2) allows 2
          VARBINARY | abc         | 22018 | output, row 1, column A: 'abc' is no VARBINARY
          BINARY(2) | 0g          | 22018 | output, row 1, column A: '0g' is no BINARY(2)
          UUID    | 00112233-4455-6677-8899aabbccddeeff- | 22018 | output, row 1, column A: '00112233-4455-6677-8899aabbccddeeff-' is no UUID
          UUID    | x             | 22018 | output, row 1, column A: 'x' is no UUID
          DATE    | 2026-02-29    | 22018 | output, row 1, column A: '2026-02-29' is no DATE
          DATE    | 2026-02-28 00:00:00 | 22018 | output, row 1, column A: '2026-02-28 00:00:00' is no DATE
          DATE    | 9999999999-01-01 | 22018 | output, row 1, column A: '9999999999-01-01' is no DATE
          TIME    | 24:00:00      | 22018 | output, row 1, column A: '24:00:00' is no TIME(0)
          TIME    | 23:59:60      | 22018 | output, row 1, column A: '23:59:60' is no TIME(0)
          TIME    | 12:30:00.5    | 22008 | output, row 1, column A: '12:30:00.5' is finer than TIME(0)
          TIMESTAMP | 2026-11-24 12:30:00.0000001 | 22008 | output, row 1, column A: '2026-11-24 12:30:00.0000001' is finer than TIMESTAMP(6)
          TIMESTAMP | 2026-11-24 12:30:00Z | 22018 | output, row 1, column A: '2026-11-24 12:30:00Z' is no TIMESTAMP(6)
          TIMESTAMP | 2026-11-24  | 22018 | output, row 1, column A: '2026-11-24' is no TIMESTAMP(6)
          TIMESTAMP WITH TIME ZONE | 2026-11-24 12:30:00 | 22018 | output, row 1, column A: '2026-11-24 12:30:00' is no TIMESTAMP(6) WITH TIME ZONE
          TIMESTAMP WITH TIME ZONE | 2026-11-24 12:30:00+18:01 | 22018 | output, row 1, column A: '2026-11-24 12:30:00+18:01' is no TIMESTAMP(6) WITH TIME ZONE
          VARCHAR(3) | abc\\nabcd | 22001 | output, row 2, column A: 4 characters, VARCHAR(3) allows 3
          VARCHAR | ok\\na\\xff   | 22021 | output, row 2, column A: not UTF-8 at byte 1 of the field
          VARCHAR | \\xc0\\x80    | 22021 | output, row 1, column A: not UTF-8 at byte 0 of the field
          VARCHAR | \\xed\\xa0\\x80 | 22021 | output, row 1, column A: not UTF-8 at byte 0 of the field
          VARCHAR | ab\\xf0\\x9f\\x9b | 22021 | output, row 1, column A: not UTF-8 at byte 2 of the field
          VARCHAR | "abc\\n       | 39M02 | output, row 1, column A: the quote before the text is never closed
          VARCHAR | "ab"c         | 39M02 | output, row 1, column A: text behind the closing quote
          VARCHAR | ab"c          | 39M02 | output, row 1, column A: a quote inside a field without quotes
          VARCHAR | ab\\rc        | 39M02 | output, row 1: a CR outside quotes without an LF
          VARCHAR | ab\\r         | 39M02 | output, row 1: a CR outside quotes without an LF
          VARCHAR,INTEGER | a     | 39M02 | output, row 1: has 1 field, expected 2 fields
          VARCHAR,INTEGER | a,1\\n\\n | 39M02 | output, row 2: has 1 field, expected 2 fields
          VARCHAR,INTEGER | a,1,  | 39M02 | output, row 1: has more than 2 fields
          INTEGER | \\x1b[31m\\u202e | 22018 | output, row 1, column A: '\\u001B[31m\\u202E' is no INTEGER
          """)
  void hostileOutputIsOneClearError(String types, String csv, String state, String message) {
    for (int piece : new int[] {1, 2, 1000}) {
      assertThatThrownBy(() -> decode(BARE, columns(types(types)), unescape(csv), piece))
          .isInstanceOf(SQLException.class)
          .hasMessage("function F: " + message)
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(state));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          \\s      | nothing
          1,x      | '1', 'x'
          B,A      | 'B', 'A'
          A        | 'A'
          A,B,C    | more than 2 fields
          \\xef\\xbb\\xbfA,B | '\\uFEFFA', 'B'
          """)
  void aHeaderThatIsNotTheColumnsIsAnError(String csv, String found) {
    byte[] bytes = csv.equals("\\s") ? new byte[0] : unescape(csv + "\\n");
    assertThatThrownBy(
            () -> decode(new CsvFormat(true, ""), columns("VARCHAR", "INTEGER"), bytes, 5))
        .hasMessage(
            "function F: output, header: found "
                + found
                + ", expected 'A', 'B'; a program that writes no header needs"
                + " WITH (header = false)")
        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("39M02"));
  }

  @Test
  void aHeaderIsReadInAnyCaseAndTheLastLineMayLackItsEnd() throws Exception {
    assertThat(decode(new CsvFormat(true, ""), columns("VARCHAR", "INTEGER"), bytes("a,b"), 5))
        .isEmpty();
    assertThat(decode(new CsvFormat(true, ""), columns("VARCHAR"), bytes("\"a\"\r\n\n\"\""), 5))
        .isEqualTo(List.of(SqlValues.list(row((Object) null)), List.of("")));
  }

  @Test
  void rowsAreLargeButNotEndless() throws Exception {
    // The row is the field and its line end.
    String large = "x".repeat(TextEncoder.ROW_BYTES - 1);
    assertThat(decode(BARE, columns("VARCHAR"), bytes(large + "\ny\n"), 100_000))
        .isEqualTo(List.of(List.of(large), List.of("y")));
    assertThatThrownBy(() -> decode(BARE, columns("VARCHAR"), bytes("y\nx" + large + "\n"), 9_999))
        .hasMessage(
            "function F: output, row 2, column A: the row has more than 16777216 bytes of CSV");
    assertThatThrownBy(
            () -> decode(BARE, columns("VARCHAR"), bytes("\"" + "x\n".repeat(9_000_000)), 9_999))
        .hasMessage(
            "function F: output, row 1, column A: the row has more than 16777216 bytes of CSV;"
                + " the quote before the text is not closed")
        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("53M05"));
    assertThatThrownBy(() ->
            encode(BARE, columns("VARCHAR"), List.<Object[]>of(row(large), row(large + "xx"))))
        .hasMessage(
            "function F: input, row 2, column A: the row has more than 16777216 bytes of CSV");
  }

  @Test
  void textThatIsNoUnicodeDoesNotLeaveTheHost() {
    for (String text : List.of("a\ud83d", "\udeeb", "\ud83dx")) {
      assertThatThrownBy(() -> encode(BARE, columns("VARCHAR"), List.<Object[]>of(row(text))))
          .hasMessage("function F: input, row 1, column A: the text has an unpaired surrogate");
    }
  }

  private static byte[] encode(CsvFormat format, List<Column> columns, List<Object[]> rows)
      throws SQLException {
    return Codecs.encode(new CsvEncoder(format, columns, Codecs.ERRORS), columns, rows);
  }

  private static List<List<Object>> decode(
      CsvFormat format, List<Column> columns, byte[] csv, int piece) throws SQLException {
    return Codecs.decode(new CsvDecoder(format, columns, Codecs.ERRORS), columns, csv, piece);
  }
}
