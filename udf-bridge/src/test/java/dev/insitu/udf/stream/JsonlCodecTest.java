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
import dev.insitu.udf.type.SqlType;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows as JSON Lines, and what hostile JSON becomes. */
final class JsonlCodecTest {
  @Test
  void valuesAreWrittenAsTheReferenceSays() throws Exception {
    List<Column> columns =
        columns("BOOLEAN", "BIGINT", "REAL", "DOUBLE", "DECIMAL(38, 4)", "VARCHAR");
    List<Object[]> rows =
        List.of(
            row(true, Long.MIN_VALUE, 0.1f, 0.1, new BigDecimal("-12.5000"), "plain"),
            row(false, 9007199254740993L, -0.0f, 1e10, decimal("9".repeat(34) + ".9999"), ""),
            row(null, null, null, null, null, null),
            row(
                true,
                7L,
                Float.NaN,
                Double.NEGATIVE_INFINITY,
                decimal("0.0000"),
                "\"\\/\n\r\t\b\f"),
            row(true, 7L, 1e-45f, Double.MIN_VALUE, decimal("1.0000"), "\0\u001fü🛫"));
    assertThat(text(encode(columns, rows)))
        .isEqualTo(
            """
            {"A":true,"B":-9223372036854775808,"C":0.1,"D":0.1,"E":-12.5000,"F":"plain"}
            {"A":false,"B":9007199254740993,"C":-0.0,"D":1.0E10,"E":%s.9999,"F":""}
            {"A":null,"B":null,"C":null,"D":null,"E":null,"F":null}
            {"A":true,"B":7,"C":"NaN","D":"-Infinity","E":0.0000,"F":"\\"\\\\/\\n\\r\\t\\b\\f"}
            {"A":true,"B":7,"C":1.4E-45,"D":4.9E-324,"E":1.0000,"F":"\\u0000\\u001fü🛫"}
            """
                .formatted("9".repeat(34)));
  }

  @Test
  void timesAreWrittenAsIso8601AndBytesAsDigits() throws Exception {
    List<Column> columns =
        columns("DATE", "TIME(9)", "TIMESTAMP(9)", "TIMESTAMP WITH TIME ZONE", "UUID", "VARBINARY");
    LocalDateTime time = LocalDateTime.of(2026, 11, 24, 9, 30, 0, 250_000_000);
    UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    byte[] value = {0, 10, -1};
    List<Object[]> rows =
        List.of(
            row(time.toLocalDate(), time.toLocalTime(), time, zoned(time, 0), uuid, value),
            row(LocalDate.of(-44, 3, 15), LocalTime.MIN, time, zoned(time, 3600), uuid, value),
            row(time.toLocalDate(), LocalTime.MAX, time, zoned(time, -12_615), uuid, new byte[0]));
    assertThat(text(encode(columns, rows)))
        .isEqualTo(
            """
            {"A":"2026-11-24","B":"09:30:00.25","C":"2026-11-24T09:30:00.25",\
            "D":"2026-11-24T09:30:00.25Z","E":"00112233-4455-6677-8899-aabbccddeeff","F":"000aff"}
            {"A":"-0044-03-15","B":"00:00:00","C":"2026-11-24T09:30:00.25",\
            "D":"2026-11-24T09:30:00.25+01:00","E":"00112233-4455-6677-8899-aabbccddeeff","F":"000aff"}
            {"A":"2026-11-24","B":"23:59:59.999999999","C":"2026-11-24T09:30:00.25",\
            "D":"2026-11-24T09:30:00.25-03:30:15","E":"00112233-4455-6677-8899-aabbccddeeff","F":""}
            """);
  }

  private static OffsetDateTime zoned(LocalDateTime time, int seconds) {
    return time.atOffset(ZoneOffset.ofTotalSeconds(seconds));
  }

  private static BigDecimal decimal(String digits) {
    return new BigDecimal(digits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BOOLEAN       | true                    | true
          BOOLEAN       | 0                       | false
          BOOLEAN       | "TRUE"                  | true
          TINYINT       | -128                    | -128
          INTEGER       | 1e3                     | 1000
          INTEGER       | -2147483648.0           | -2147483648
          INTEGER       | 120E-1                  | 12
          INTEGER       | -0.0                    | 0
          BIGINT        | 9223372036854775807     | 9223372036854775807
          BIGINT        | -9.223372036854775808e18 | -9223372036854775808
          BIGINT        | "9007199254740993"      | 9007199254740993
          DOUBLE        | 9007199254740993        | 9.007199254740992E15
          DOUBLE        | -0                      | -0.0
          DOUBLE        | "NaN"                   | NaN
          DOUBLE        | "-Infinity"             | -Infinity
          REAL          | 16777217                | 1.6777216E7
          DECIMAL(38)   | -99999999999999999999999999999999999999 | -99999999999999999999999999999999999999
          DECIMAL(5, 2) | "12.5"                  | 12.50
          DECIMAL(5, 2) | 1.25e1                  | 12.50
          VARCHAR       | ""                      | ``
          VARCHAR       | "null"                  | null
          VARCHAR       | "\\\\ud83d\\\\uDEEB\\\\u00fc\\\\/" | 🛫ü/
          VARCHAR       | "\\\\u0041\\\\\\\\\\\\"\\u00fc" | A\\"ü
          DATE          | "2026-11-24"            | 2026-11-24
          TIME(3)       | "23:59:59.999"          | 23:59:59.999
          TIMESTAMP     | "2026-11-24 12:30:00"   | 2026-11-24T12:30
          TIMESTAMP WITH TIME ZONE | "2026-11-24T12:30:00Z" | 2026-11-24T12:30Z
          INTEGER ARRAY | [\\s1.0,null,"3"\\s] | [1, null, 3]
          BOOLEAN ARRAY[2] | [true,0]          | [true, false]
          VARCHAR ARRAY | []                   | []
          VARCHAR ARRAY[2] | ["],","\\\\u00fc"] | [],, ü]
          UUID          | "00112233445566778899AABBCCDDEEFF" | 00112233-4455-6677-8899-aabbccddeeff
          """)
  void spellingsOfTheSameValueAreRead(String type, String json, String value) throws Exception {
    List<List<Object>> rows =
        decode(
            columns(type),
            unescape("\\s{\\t\"A\"\\s:\\s".replace("\\t", "\t") + json + " }\\r\\n"),
            3);
    assertThat(rows).hasSize(1);
    assertThat(rows.getFirst().getFirst()).hasToString(value);
  }

  @Test
  void arraysAreArrays() throws Exception {
    List<Column> columns = columns("INTEGER ARRAY", "VARCHAR ARRAY", "DATE ARRAY", "DOUBLE ARRAY");
    Object[] values = {
      new Object[] {1, null, -3},
      new Object[] {"a\"", ""},
      new Object[0],
      new Object[] {Double.NaN, 0.5}
    };
    assertThat(text(encode(columns, List.of(values, row(null, null, null, null)))))
        .isEqualTo(
            "{\"A\":[1,null,-3],\"B\":[\"a\\\"\",\"\"],\"C\":[],\"D\":[\"NaN\",0.5]}\n"
                + "{\"A\":null,\"B\":null,\"C\":null,\"D\":null}\n");
    assertThatThrownBy(() ->
            encode(
                columns("VARCHAR ARRAY"),
                List.<Object[]>of(row((Object) new Object[] {"a", "\ud800"}))))
        .hasMessage(
            "function F: input, row 1, column A, element 2: the text has an unpaired surrogate");
    byte[] most = bytes("{\"A\":[" + "1,".repeat(SqlType.ARRAY_ELEMENTS - 1) + "1]}");
    assertThat(decode(columns("INTEGER ARRAY"), most, 10_000)).hasSize(1);
    byte[] more = bytes("{\"A\":[" + "1,".repeat(SqlType.ARRAY_ELEMENTS) + "1]}");
    assertThatThrownBy(() -> decode(columns("INTEGER ARRAY"), more, 10_000))
        .hasMessage(
            "function F: output, row 1, column A: more elements than the 65536 that INTEGER ARRAY"
                + " allows");
  }

  @Test
  void keysComeInAnyOrderAndCaseAndExactOnesFirst() throws Exception {
    List<Column> columns =
        List.of(
            new Column("NAME", SqlValues.type("VARCHAR")),
            new Column("name", SqlValues.type("VARCHAR")),
            new Column("N", SqlValues.type("INTEGER")));
    String output =
        """
        {"NAME":"a","name":"b","N":1}
        {"n":2,"name":"b","NAME":"a"}

        \t\r
        {"n":3,"name":"b","NAME":null}
        {"\\u004e":4,"NAME":"a","name":"b"}\
        """;
    for (int piece : new int[] {1, 7, 1000}) {
      assertThat(decode(columns, bytes(output), piece))
          .isEqualTo(
              List.of(
                  List.of("a", "b", 1),
                  List.of("a", "b", 2),
                  SqlValues.list(row(null, "b", 3)),
                  List.of("a", "b", 4)));
    }
    assertThatThrownBy(() -> decode(columns, bytes("{\"Name\":\"a\"}"), 9))
        .hasMessage("function F: output, row 1: has the key 'Name', expected 'NAME', 'name', 'N'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          INTEGER | {"A":1.5}       | 22018 | , column A: '1.5' is no INTEGER
          INTEGER | {"A":1e-9}      | 22018 | , column A: '1e-9' is no INTEGER
          INTEGER | {"A":1e999999999} | 22003 | , column A: '1e999999999' is out of the range of INTEGER
          INTEGER | {"A":2147483648} | 22003 | , column A: '2147483648' is out of the range of INTEGER
          BIGINT  | {"A":9223372036854775808} | 22003 | , column A: '9223372036854775808' is out of the range of BIGINT
          BIGINT  | {"A":9.3e18}    | 22003 | , column A: '9300000000000000000' is out of the range of BIGINT
          DOUBLE  | {"A":1e400}     | 22003 | , column A: '1e400' is out of the range of DOUBLE PRECISION
          DOUBLE  | {"A":NaN}       | 39M02 | : at byte 6 of the line, no JSON: 'NaN'
          DECIMAL(5;2) | {"A":1.005} | 22003 | , column A: '1.005' has more than the 2 decimals of DECIMAL(5, 2); round it
          DECIMAL | {"A":"NaN"}     | 22018 | , column A: 'NaN' is no DECIMAL(38, 0)
          INTEGER | {"A":true}      | 22018 | , column A: true is no INTEGER
          BOOLEAN | {"A":2}         | 22018 | , column A: '2' is no BOOLEAN
          VARCHAR | {"A":12}        | 22018 | , column A: a number is no VARCHAR; it must be a string
          VARCHAR | {"A":{}}        | 22018 | , column A: an object is no VARCHAR; it must be a string
          DATE    | {"A":[]}        | 22018 | , column A: an array is no DATE; it must be a string
          INTEGER | {"A":[[[[[[[[   | 22018 | , column A: an array is no INTEGER
          INTEGER ARRAY | {"A":[[1]]} | 22018 | , column A, element 1: an array is no INTEGER
          INTEGER ARRAY | {"A":[1,{}]} | 22018 | , column A, element 2: an object is no INTEGER
          INTEGER ARRAY | {"A":[1,2.5]} | 22018 | , column A, element 2: '2.5' is no INTEGER
          INTEGER ARRAY | {"A":[2147483648]} | 22003 | , column A, element 1: '2147483648' is out of the range of INTEGER
          VARCHAR(1) ARRAY | {"A":["a",null,"ab"]} | 22001 | , column A, element 3: 2 characters, VARCHAR(1) allows 1
          VARCHAR ARRAY | {"A":["\\xff"]} | 22021 | , column A, element 1: not UTF-8 at byte 0 of the field
          INTEGER ARRAY[2] | {"A":[1,2,3]} | 22001 | , column A: more elements than the 2 that INTEGER ARRAY[2] allows
          INTEGER ARRAY | {"A":"[1]"} | 22018 | , column A: a string is no INTEGER ARRAY; it must be an array
          INTEGER ARRAY | {"A":1}     | 22018 | , column A: a number is no INTEGER ARRAY; it must be an array
          INTEGER ARRAY | {"A":true}  | 22018 | , column A: true is no INTEGER ARRAY; it must be an array
          INTEGER ARRAY | {"A":{}}    | 22018 | , column A: an object is no INTEGER ARRAY; it must be an array
          INTEGER ARRAY | {"A":[      | 39M02 | : at byte 7 of the line, found the end of the line, expected a value
          INTEGER ARRAY | {"A":[1     | 39M02 | : at byte 8 of the line, found the end of the line, expected ',' or ']'
          INTEGER ARRAY | {"A":[1,]}  | 39M02 | : at byte 9 of the line, found ']', expected a value
          INTEGER ARRAY | {"A":[1 2]} | 39M02 | : at byte 9 of the line, found a number, expected ',' or ']'
          INTEGER ARRAY | {"A":[1}}   | 39M02 | : at byte 8 of the line, found '}', expected ',' or ']'
          INTEGER ARRAY,INTEGER | {"A":[1],"B":[]} | 22018 | , column B: an array is no INTEGER
          VARCHAR(3) | {"A":"abcd"} | 22001 | , column A: 4 characters, VARCHAR(3) allows 3
          TIME    | {"A":"12:30:00.5"} | 22008 | , column A: '12:30:00.5' is finer than TIME(0)
          VARCHAR | {"A":"a\\xff"}  | 22021 | , column A: not UTF-8 at byte 1 of the field
          VARCHAR | {"A":"\\xed\\xa0\\x80\\\\n"} | 22021 | , column A: not UTF-8 at byte 0 of the field
          VARCHAR | {"A":"\\\\ud83d"} | 22021 | : at byte 7 of the line, a string has an unpaired surrogate
          VARCHAR | {"A":"\\\\ud83d\\\\u0041"} | 22021 | : at byte 7 of the line, a string has an unpaired surrogate
          VARCHAR | {"A":"\\\\udeeb"} | 22021 | : at byte 7 of the line, a string has an unpaired surrogate
          VARCHAR | {"\\xc3":1}     | 22021 | : a key is not UTF-8: '�'
          VARCHAR | {"A":"\\\\x41"} | 39M02 | : at byte 7 of the line, a string has an unknown escape
          VARCHAR | {"A":"\\\\u004"} | 39M02 | : at byte 7 of the line, a string has an unknown escape
          VARCHAR | {"A":"\\\\      | 39M02 | : at byte 7 of the line, a string has an unknown escape
          VARCHAR | {"A":"a\\x01"}  | 39M02 | : at byte 8 of the line, a control character inside a string; it must be escaped
          VARCHAR | {"A":"a\\n"}    | 39M02 | : at byte 6 of the line, a string is not closed on its line
          VARCHAR | {\\n"A":""}     | 39M02 | : at byte 2 of the line, found the end of the line, expected a key
          VARCHAR | {"A":"" \\n}    | 39M02 | : at byte 9 of the line, found the end of the line, expected ',' or '}'
          VARCHAR | {"A":"",}       | 39M02 | : at byte 9 of the line, found '}', expected a key
          VARCHAR | {"A":""}}       | 39M02 | : at byte 9 of the line, found '}', expected the end of the line
          VARCHAR | {"A":""}{"A":""} | 39M02 | : at byte 9 of the line, found an object, expected the end of the line
          VARCHAR | {"A":}          | 39M02 | : at byte 6 of the line, found '}', expected a value
          VARCHAR | {"A" ""}        | 39M02 | : at byte 6 of the line, found a string, expected ':'
          VARCHAR | {A:""}          | 39M02 | : at byte 2 of the line, no JSON: 'A'
          VARCHAR | ["x"]           | 39M02 | : at byte 1 of the line, found an array, expected an object with the keys 'A'
          VARCHAR | null            | 39M02 | : at byte 1 of the line, found null, expected an object with the keys 'A'
          VARCHAR | A,B             | 39M02 | : at byte 1 of the line, no JSON: 'A'
          VARCHAR | \\xef\\xbb\\xbf{"A":""} | 39M02 | : at byte 1 of the line, no JSON: '\\uFEFF'
          INTEGER | {"A":01}        | 39M02 | : at byte 6 of the line, a number begins with 0
          INTEGER | {"A":-}         | 39M02 | : at byte 7 of the line, a number lacks a digit
          INTEGER | {"A":1.}        | 39M02 | : at byte 8 of the line, a number lacks a digit
          INTEGER | {"A":1e+}       | 39M02 | : at byte 9 of the line, a number lacks a digit
          INTEGER | {"A":+1}        | 39M02 | : at byte 6 of the line, no JSON: '+1'
          INTEGER | {"A":1x}        | 39M02 | : at byte 7 of the line, no JSON: 'x'
          BOOLEAN | {"A":tru}       | 39M02 | : at byte 6 of the line, no JSON: 'tru'
          BOOLEAN | {"A":\\x1b[31m} | 39M02 | : at byte 6 of the line, no JSON: '\\u001B'
          VARCHAR,INTEGER | {"A":""} | 39M02 | : has no key 'B'; NULL is written as null
          VARCHAR,INTEGER | {}       | 39M02 | : has no key 'A'; NULL is written as null
          VARCHAR,INTEGER | {"A":"","b":1,"B":1} | 39M02 | : has column B twice
          VARCHAR,INTEGER | {"A":"","B":1,"C":[]} | 39M02 | : has the key 'C', expected 'A', 'B'
          """)
  void hostileOutputIsOneClearError(String types, String json, String state, String message) {
    for (int piece : new int[] {1, 2, 1000}) {
      assertThatThrownBy(() -> decode(columns(types(types)), unescape(json), piece))
          .isInstanceOf(SQLException.class)
          .hasMessage("function F: output, row 1" + message)
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(state));
    }
  }

  @Test
  void errorsNameTheRowAndNotTheLine() {
    assertThatThrownBy(() -> decode(columns("INTEGER"), bytes("\n{\"A\":1}\n \n{\"A\":x}\n"), 4))
        .hasMessage("function F: output, row 2: at byte 6 of the line, no JSON: 'x'");
  }

  @Test
  void rowsAreLargeButNotEndless() throws Exception {
    // The row is the key, the quotes, the text and the line end.
    String large = "x".repeat(TextEncoder.ROW_BYTES - 9);
    assertThat(decode(columns("VARCHAR"), bytes("{\"A\":\"" + large + "\"}\n"), 100_000))
        .isEqualTo(List.of(List.of(large)));
    String endless = "{\"A\":\"" + large;
    for (String end : List.of("x\"}\n", "xxxxxxxxxxxxxxx")) {
      assertThatThrownBy(
              () -> decode(columns("VARCHAR"), bytes("{\"A\":\"\"}\n" + endless + end), 9_999))
          .hasMessage("function F: output, row 2: has more than 16777216 bytes of JSON")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("53M05"));
    }
    assertThatThrownBy(
            () -> encode(columns("VARCHAR"), List.of(row(large), row(large + "x".repeat(9)))))
        .hasMessage(
            "function F: input, row 2, column A: the row has more than 16777216 bytes of JSON");
  }

  @Test
  void whatNoObjectCanHoldDoesNotLeaveTheHost() {
    for (String text : List.of("a\ud83d", "\udeeb", "\n\ud83dx")) {
      assertThatThrownBy(() -> encode(columns("VARCHAR"), List.<Object[]>of(row(text))))
          .hasMessage("function F: input, row 1, column A: the text has an unpaired surrogate");
    }
    Column column = new Column("N", SqlValues.type("INTEGER"));
    assertThatThrownBy(() -> encode(List.of(column, column), List.of()))
        .hasMessage(
            "function F: input: two columns are named N, which no JSON object can hold; rename one")
        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("0A000"));
  }

  private static byte[] encode(List<Column> columns, List<Object[]> rows) throws SQLException {
    return Codecs.encode(new JsonlEncoder(columns, Codecs.ERRORS), columns, rows);
  }

  private static List<List<Object>> decode(List<Column> columns, byte[] json, int piece)
      throws SQLException {
    return Codecs.decode(new JsonlDecoder(columns, Codecs.ERRORS), columns, json, piece);
  }
}
