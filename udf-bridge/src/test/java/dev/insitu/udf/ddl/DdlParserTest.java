package dev.insitu.udf.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.recording.RecordingMode;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.ddl.DdlStatement.CreateFunction;
import dev.insitu.udf.ddl.DdlStatement.CreateModule;
import dev.insitu.udf.ddl.DdlStatement.DropFunction;
import dev.insitu.udf.ddl.DdlStatement.DropModule;
import dev.insitu.udf.ddl.DdlStatement.Reset;
import dev.insitu.udf.ddl.DdlStatement.SetLimit;
import dev.insitu.udf.ddl.DdlStatement.SetRecord;
import dev.insitu.udf.ddl.DdlStatement.Source;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DdlParserTest {
  @Test
  void modulesComeFromFilesAndLiterals() throws SQLException {
    String digest = "Ab".repeat(32);
    assertThat(parse("create or replace module s.geo from 'file:geo.wasm' comment 'it''s geo'"))
        .isEqualTo(
            new CreateModule(
                new Name("S", "GEO"),
                true,
                false,
                new Source.Uri("file:geo.wasm"),
                null,
                "it's geo"));
    assertThat(
            parse(
                "CREATE MODULE IF NOT EXISTS \"geo\" /* bytes */ AS X'0061 73' SHA256 '"
                    + digest
                    + "';"))
        .isEqualTo(
            new CreateModule(
                new Name(null, "geo"),
                false,
                true,
                new Source.Bytes(ByteBuffer.wrap(new byte[] {0, 0x61, 0x73})),
                digest.toLowerCase(java.util.Locale.ROOT),
                null));
    assertThat(((CreateModule) parse("CREATE MODULE m AS 'AGFzbQ=='")).source())
        .isEqualTo(new Source.Bytes(ByteBuffer.wrap(new byte[] {0, 'a', 's', 'm'})));
  }

  @Test
  void recordingIsASetting() throws SQLException {
    assertThat(parse("SET insitu.record = off")).isEqualTo(new SetRecord(null));
    assertThat(parse("set /* the */ Insitu . RECORD to Digest;"))
        .isEqualTo(new SetRecord(RecordingMode.DIGEST));
    assertThat(parse("SET insitu.record full")).isEqualTo(new SetRecord(RecordingMode.FULL));
    assertThat(parse("SET insitu.record TO DEFAULT")).isEqualTo(new SetRecord(null));
    assertThat(parse("set insitu.Fuel = 12")).isEqualTo(new SetLimit("fuel", "12"));
    assertThat(parse("SET insitu.memory '16 MB';")).isEqualTo(new SetLimit("memory", "16 MB"));
    assertThat(parse("SET insitu.fuel TO default")).isEqualTo(new SetLimit("fuel", null));
    assertThat(parse("RESET insitu.fuel")).isEqualTo(new Reset("fuel"));
    assertThat(parse("/* now */ reset INSITU.All")).isEqualTo(new Reset("all"));
  }

  @Test
  void clausesOfAFunctionComeInAnyOrder() throws SQLException {
    CreateFunction expected =
        new CreateFunction(
            new Name(null, "KM"),
            false,
            false,
            List.of(
                new Parameter.Scalar("A", new SqlType.DoublePrecision()),
                new Parameter.Scalar("B", new SqlType.Varchar(10))),
            new Returns.Scalar(new SqlType.BigInt()),
            ParameterStyle.DIRECT,
            true,
            false,
            Map.of("fuel", "1000", "memory", "16MB"),
            new Name(null, "GEO"),
            "km");
    String head = "CREATE FUNCTION km(a DOUBLE, b VARCHAR(10)) RETURNS BIGINT ";
    assertThat(
            parse(
                head
                    + "LANGUAGE WASM PARAMETER STYLE DIRECT DETERMINISTIC STRICT"
                    + " WITH (fuel = 1000, memory = '16MB') FROM MODULE geo EXPORT 'km'"))
        .isEqualTo(expected);
    assertThat(
            parse(
                head
                    + "EXTERNAL NAME 'geo:km' WITH (memory = '16MB', fuel = 1000) IMMUTABLE"
                    + " PARAMETER STYLE DIRECT NO SQL RETURNS NULL ON NULL INPUT LANGUAGE WASM"))
        .isEqualTo(expected);
  }

  /** Modes are no reserved words: functions of before procedures keep their names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "out BIGINT", "in BIGINT", "inout BIGINT DEFAULT 3", "out DOUBLE PRECISION",
        "out VARCHAR(3)", "in BIGINT ARRAY", "out TIMESTAMP WITH TIME ZONE", "in in BIGINT",
        "out TABLE", "in TABLE (a INT)", "in in TABLE"
      })
  void modesAreNamesToo(String parameter) throws SQLException {
    String sql = "CREATE FUNCTION f(%s) RETURNS TABLE (a INT) LANGUAGE WASM FROM MODULE m";
    CreateFunction function = (CreateFunction) parse(sql.formatted(parameter));
    assertThat(function.parameters())
        .extracting(Parameter::name)
        .containsExactly(parameter.split(" ", -1)[0].toUpperCase(Locale.ROOT));
  }

  @Test
  void tableFunctionsTakeAndGiveTables() throws SQLException {
    assertThat(
            parse(
                "CREATE FUNCTION top(t TABLE (k INT) WITH SET SEMANTICS, n INT)"
                    + " RETURNS TABLE (k INTEGER, name CHARACTER VARYING) LANGUAGE WASM"
                    + " PARAMETER STYLE STREAM WITH (format = 'csv') FROM MODULE m"))
        .isEqualTo(
            new CreateFunction(
                new Name(null, "TOP"),
                false,
                false,
                List.of(
                    new Parameter.Table("T", List.of(new Column("K", new SqlType.Int())), true),
                    new Parameter.Scalar("N", new SqlType.Int())),
                new Returns.Table(
                    List.of(
                        new Column("K", new SqlType.Int()),
                        new Column("NAME", new SqlType.Varchar(0)))),
                ParameterStyle.STREAM,
                null,
                false,
                Map.of("format", "csv"),
                new Name(null, "M"),
                null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "3 | 3",
        "- 3 | -3",
        "+0.50 | 0.50",
        ".5E2 | .5E2",
        "1e-3 | 1E-3",
        "-1.e+3 | -1.E+3",
        "'it''s' | 'it''s'",
        "x'00FF' | X'00FF'",
        "true | TRUE",
        "NULL | NULL",
        "date '2026-11-24' | DATE '2026-11-24'",
        "Timestamp With Time Zone '2026-11-24 09:30:00+01' | TIMESTAMP WITH TIME ZONE"
            + " '2026-11-24 09:30:00+01'"
      })
  void defaultsAreLiterals(String written, String kept) throws SQLException {
    CreateFunction created =
        (CreateFunction)
            parse(
                "CREATE FUNCTION f(t TABLE, a VARCHAR DEFAULT "
                    + written
                    + ", b INT) RETURNS TABLE (k INTEGER) FROM MODULE m");
    assertThat(created.parameters().subList(1, 3))
        .containsExactly(
            new Parameter.Scalar("A", new SqlType.Varchar(0), kept),
            new Parameter.Scalar("B", new SqlType.Int()));
    assertThat(DdlParser.parseLiteral(kept)).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "a INT DEFAULT) RETURNS TABLE (k INT) | line 1, column 32: expected a literal, found )",
        "a INT DEFAULT b) RETURNS TABLE (k INT) | line 1, column 33: expected a literal, found B",
        "a INT DEFAULT -) RETURNS TABLE (k INT) | line 1, column 34: expected a literal, found )",
        "a INT DEFAULT 1e) RETURNS TABLE (k INT) | line 1, column 35: expected an exponent, found )",
        "a INT DEFAULT 1 + 1) RETURNS TABLE (k INT) | line 1, column 35: expected ), found +",
        "a INT DEFAULT DATE) RETURNS TABLE (k INT) | line 1, column 37: expected a string, found )",
        "a INT DEFAULT 1) RETURNS INT | line 1, column 25: DEFAULT is for table functions: the"
            + " database calls other functions with all arguments"
      })
  void wrongDefaultsSayWhatIsExpected(String rest, String message) {
    assertThatThrownBy(() -> parse("CREATE FUNCTION f(" + rest + " FROM MODULE m"))
        .hasMessage(message);
  }

  @Test
  void dropsNameWhatToDrop() throws SQLException {
    assertThat(parse("DROP MODULE IF EXISTS m CASCADE"))
        .isEqualTo(new DropModule(new Name(null, "M"), true, true));
    assertThat(parse("DROP MODULE m RESTRICT"))
        .isEqualTo(new DropModule(new Name(null, "M"), false, false));
    assertThat(parse("DROP FUNCTION s.f"))
        .isEqualTo(new DropFunction(new Name("S", "F"), null, false, null));
    assertThat(parse("DROP FUNCTION f(TABLE, INTEGER)"))
        .isEqualTo(
            new DropFunction(
                new Name(null, "F"),
                null,
                false,
                List.of(Optional.empty(), Optional.of(new SqlType.Int()))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SELECT 1",
        "CREATE TABLE t (a INT)",
        "DROP TABLE t",
        "CREATE ALIAS f FOR 'a.b'",
        "-- CREATE MODULE m",
        "SELECT 'CREATE MODULE",
        "CREATE VIEW function AS SELECT 1",
        "SET insitu = 1",
        "SET insitu_record = 1",
        "RESET insitu"
      })
  void otherStatementsAreTheBackends(String sql) throws SQLException {
    assertThat(DdlParser.parse(sql, Folding.UPPER)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT | INTEGER",
        "NUMERIC | DECIMAL(38, 0)",
        "dec(7) | DECIMAL(7, 0)",
        "DECIMAL(7, 7) | DECIMAL(7, 7)",
        "CHARACTER | CHAR(1)",
        "CHARACTER VARYING(3) | VARCHAR(3)",
        "BINARY | BINARY(1)",
        "BINARY VARYING | VARBINARY",
        "TIME WITHOUT TIME ZONE | TIME(0)",
        "TIMESTAMP | TIMESTAMP(6)",
        "TIMESTAMP(0) WITHOUT TIME ZONE | TIMESTAMP(0)",
        "TIMESTAMP(9) WITH TIME ZONE | TIMESTAMP(9) WITH TIME ZONE",
        "uuid | UUID",
        "INT ARRAY | INTEGER ARRAY",
        "VARCHAR(20) ARRAY[5] | VARCHAR(20) ARRAY[5]",
        "timestamp with time zone array [ 65536 ] | TIMESTAMP(6) WITH TIME ZONE ARRAY[65536]"
      })
  void typesHaveOneName(String written, String name) throws SQLException {
    SqlType type = DdlParser.parseType(written);
    assertThat(type).hasToString(name);
    assertThat(DdlParser.parseType(name)).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SET insitu.record | line 1, column 18: expected OFF, DIGEST or FULL, found the end",
        "SET insitu.record = 'full' | line 1, column 21: expected OFF, DIGEST or FULL, found a string",
        "SET insitu.record = full off | line 1, column 26: expected the end, found OFF",
        "SET insitu.\"fuel\" = 1 | line 1, column 12: expected a setting, found \"fuel\"",
        "SET insitu.fuel = DEFAULT 1 | line 1, column 27: expected the end, found 1",
        "RESET insitu.fuel = 1 | line 1, column 19: expected the end, found =",
        "RESET insitu. | line 1, column 14: expected a setting, found the end",
        "CREATE MODULE | line 1, column 14: expected a module's name, found the end",
        "CREATE MODULE m | line 1, column 16: expected FROM '<uri>' or AS X'<hexadecimal>' or AS"
            + " '<base64>', found the end",
        "CREATE MODULE m AS X'0' | line 1, column 20: not hexadecimal",
        "CREATE MODULE m FROM 'a | line 1, column 22: string is not closed",
        "CREATE MODULE m FROM 'a' SHA256 'b' | line 1, column 33: a SHA256 has 64 hexadecimal"
            + " digits",
        "CREATE FUNCTION f(a MONEY) | line 1, column 21: type MONEY is not supported;"
            + " supported are BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION,"
            + " DECIMAL, CHAR, VARCHAR, BINARY, VARBINARY, DATE, TIME, TIMESTAMP [WITH TIME ZONE],"
            + " UUID, and ARRAY of these",
        "CREATE FUNCTION f(a INT ARRAY[0]) | line 1, column 31: length 0 is not between 1 and 65536",
        "CREATE FUNCTION f(a INT ARRAY[65537]) | line 1, column 31: length 65537 is not between 1"
            + " and 65536",
        "CREATE FUNCTION f(a INT ARRAY[]) | line 1, column 31: expected a length, found ]",
        "CREATE FUNCTION f(a INT ARRAY[2) | line 1, column 32: expected ], found )",
        "CREATE FUNCTION f(a INT ARRAY ARRAY) | line 1, column 31: arrays of arrays are not"
            + " supported; use one ARRAY of all elements",
        "CREATE FUNCTION f(a ARRAY) | line 1, column 21: type ARRAY is not supported; supported are"
            + " BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION, DECIMAL, CHAR,"
            + " VARCHAR, BINARY, VARBINARY, DATE, TIME, TIMESTAMP [WITH TIME ZONE], UUID, and ARRAY"
            + " of these",
        "CREATE FUNCTION f(a DECIMAL(39)) | line 1, column 29: precision 39 is not between 1 and 38",
        "CREATE FUNCTION f(a DECIMAL(3, 4)) | line 1, column 32: scale 4 is not between 0 and 3",
        "CREATE FUNCTION f(a TIME(10)) | line 1, column 26: precision 10 is not between 0 and 9",
        "CREATE FUNCTION f(a TIME WITH TIME ZONE) | line 1, column 26: type TIME WITH TIME ZONE is"
            + " not supported; use VARCHAR",
        "CREATE FUNCTION f(a CHAR(x)) | line 1, column 26: expected a length, found X",
        "CREATE FUNCTION f() RETURNS INT LANGUAGE PYTHON | line 1, column 42: LANGUAGE PYTHON is"
            + " not supported yet; compile to WebAssembly and use LANGUAGE WASM",
        "CREATE FUNCTION f() RETURNS INT LANGUAGE WASM | line 1, column 46: expected FROM MODULE"
            + " <module>, found the end",
        "CREATE FUNCTION f() RETURNS INT FROM MODULE m WITH (fuel = 1, fuel = 2) | line 1, column"
            + " 63: option fuel stands twice",
        "CREATE FUNCTION f(a VARCHAR(0)) | line 1, column 29: length 0 is not between 1 and"
            + " 1048576",
        "DROP FUNCTION f g | line 1, column 17: expected the end, found G",
        "DROP FUNCTION f(INT | line 1, column 20: expected ), found the end",
        "CREATE OR REPLACE MODULE IF NOT EXISTS m | line 1, column 26: OR REPLACE and IF NOT EXISTS"
            + " exclude each other",
        "CREATE OR REPLACE FUNCTION IF NOT EXISTS f | line 1, column 28: OR REPLACE and IF NOT"
            + " EXISTS exclude each other",
        "CREATE MODULE \"\" FROM | line 1, column 15: a name has 1 to 128 characters, this one 0",
        "CREATE MODULE m AS 'AGFzbQ=' | line 1, column 20: not base64",
        "CREATE MODULE m AS 'no base64!' | line 1, column 20: not base64",
        "/* c */ -- d\\nCREATE MODULE m FROM 'x | line 2, column 22: string is not closed",
        "CREATE FUNCTION f() RETURNS INT EXTERNAL NAME ':e' | line 1, column 47: a name has 1 to 128"
            + " characters, this one 0"
      })
  void errorsNameThePlace(String sql, String message) {
    assertThatThrownBy(() -> DdlParser.parse(sql.replace("\\n", "\n"), Folding.UPPER))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42601"))
        .hasMessage(message);
  }

  @Test
  void messagesShowNamesInOneLineAndCutThem() {
    String name = "x".repeat(1_000_000);
    assertThatThrownBy(() -> parse("DROP MODULE m " + name))
        .hasMessage("line 1, column 15: expected the end, found " + "X".repeat(64) + "…");
    assertThatThrownBy(() -> parse("DROP MODULE " + name))
        .hasMessage("line 1, column 13: a name has 1 to 128 characters, this one 1000000");
    assertThatThrownBy(() -> parse("DROP MODULE m \"a\nb\""))
        .hasMessage("line 1, column 15: expected the end, found \"a\\nb\"");
    assertThatThrownBy(() -> parse("DROP MODULE \"a\u202eb\""))
        .hasMessage("line 1, column 13: a name has no control or format characters");
  }

  @Test
  void namesFoldUnlessTheyAreQuoted() throws SQLException {
    String sql = "DROP FUNCTION Sales.\"Km\"";
    assertThat(DdlParser.parse(sql, Folding.LOWER))
        .contains(new DropFunction(new Name("sales", "Km"), null, false, null));
    assertThat(DdlParser.parse(sql, Folding.NONE))
        .contains(new DropFunction(new Name("Sales", "Km"), null, false, null));
    assertThat(
            ((CreateFunction)
                DdlParser.parse(
                        "CREATE FUNCTION F(A INT) RETURNS INT EXTERNAL NAME 'Geo:Km'",
                        Folding.LOWER)
                    .orElseThrow()))
        .satisfies(f -> {
          assertThat(f.module()).isEqualTo(new Name(null, "geo"));
          assertThat(f.export()).isEqualTo("Km");
          assertThat(f.parameters().get(0).name()).isEqualTo("a");
        });
  }

  @Test
  void optionsAreReadBackAsTheyAreWritten() throws SQLException {
    assertThat(DdlParser.parseOptions("")).isEmpty();
    assertThat(DdlParser.parseOptions("fuel = '5', null = 'it''s', header = true"))
        .isEqualTo(Map.of("fuel", "5", "null", "it's", "header", "TRUE"));
    assertThatThrownBy(() -> DdlParser.parseOptions("fuel = 1) DROP"))
        .hasMessage("line 1, column 9: expected the end, found )");
  }

  @Test
  void aLongStatementOfTheBackendsIsNotRead() {
    String sql = "INSERT INTO t VALUES ('" + "x".repeat(50_000_000);
    assertThat(DdlParser.isOurs(sql)).isFalse();
    assertThat(DdlParser.isOurs("  /* a */ drop -- b\n function f")).isTrue();
    assertThat(DdlParser.isOurs("CREATE \"MODULE\" m")).isFalse();
  }

  private static final String[] WORDS = {
    "CREATE",
    "OR",
    "REPLACE",
    "MODULE",
    "FUNCTION",
    "DROP",
    "IF",
    "EXISTS",
    "m",
    "\"q\"",
    "(",
    ")",
    ",",
    "RETURNS",
    "TABLE",
    "INT",
    "WITH",
    "=",
    "'s'",
    "X'00'",
    "X'0",
    "FROM",
    "AS",
    "1",
    "99999999999",
    "\n",
    "--",
    "/*",
    "VARCHAR",
    "LANGUAGE",
    "WASM",
    "EXTERNAL",
    "NAME",
    "'a:b'",
    "EXPORT",
    "SET",
    "SEMANTICS",
    "SHA256",
    "COMMENT",
    "\"\"",
    "\u0001",
    "\ud800",
    ";",
    "."
  };

  @Test
  void wordsInAnyOrderGiveAStatementOrASyntaxError() {
    long seed = 20_261_124;
    Random random = new Random(seed);
    Folding[] folds = Folding.values();
    for (int round = 0; round < 20_000; round++) {
      StringBuilder sql = new StringBuilder(random.nextBoolean() ? "CREATE FUNCTION f" : "DROP");
      for (int i = random.nextInt(12); i >= 0; i--) {
        sql.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
      }
      try {
        DdlParser.parse(sql.toString(), folds[round % folds.length]);
      } catch (DdlSyntaxException e) {
        assertThat(e.getMessage()).startsWith("line ").matches("[^\\p{Cc}\\p{Cs}]*");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + round + ": " + sql, e);
      }
    }
  }

  private static DdlStatement parse(String sql) throws SQLException {
    return DdlParser.parse(sql, Folding.UPPER).orElseThrow();
  }
}
