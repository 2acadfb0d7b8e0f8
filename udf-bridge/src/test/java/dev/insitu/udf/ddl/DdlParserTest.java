package dev.insitu.udf.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.ddl.DdlStatement.CreateFunction;
import dev.insitu.udf.ddl.DdlStatement.CreateModule;
import dev.insitu.udf.ddl.DdlStatement.DropFunction;
import dev.insitu.udf.ddl.DdlStatement.DropModule;
import dev.insitu.udf.ddl.DdlStatement.Source;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
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

  @Test
  void dropsNameWhatToDrop() throws SQLException {
    assertThat(parse("DROP MODULE IF EXISTS m CASCADE"))
        .isEqualTo(new DropModule(new Name(null, "M"), true, true));
    assertThat(parse("DROP MODULE m RESTRICT"))
        .isEqualTo(new DropModule(new Name(null, "M"), false, false));
    assertThat(parse("DROP FUNCTION s.f"))
        .isEqualTo(new DropFunction(new Name("S", "F"), false, null));
    assertThat(parse("DROP FUNCTION f(TABLE, INTEGER)"))
        .isEqualTo(
            new DropFunction(
                new Name(null, "F"),
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
        "CREATE VIEW function AS SELECT 1"
      })
  void otherStatementsAreTheBackends(String sql) throws SQLException {
    assertThat(DdlParser.parse(sql, Folding.UPPER)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE MODULE | line 1, column 14: expected a module's name, found the end",
        "CREATE MODULE m | line 1, column 16: expected FROM '<uri>' or AS X'<hexadecimal>' or AS"
            + " '<base64>', found the end",
        "CREATE MODULE m AS X'0' | line 1, column 20: not hexadecimal",
        "CREATE MODULE m FROM 'a | line 1, column 22: string is not closed",
        "CREATE MODULE m FROM 'a' SHA256 'b' | line 1, column 33: a SHA256 has 64 hexadecimal"
            + " digits",
        "CREATE FUNCTION f(a DECIMAL) | line 1, column 21: type DECIMAL is not supported;"
            + " supported are BOOLEAN, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION and"
            + " VARCHAR",
        "CREATE FUNCTION f() RETURNS INT LANGUAGE PYTHON | line 1, column 42: LANGUAGE PYTHON is"
            + " not supported yet; compile to WebAssembly and use LANGUAGE WASM",
        "CREATE FUNCTION f() RETURNS INT LANGUAGE WASM | line 1, column 46: expected FROM MODULE"
            + " <module>, found the end",
        "CREATE FUNCTION f() RETURNS INT FROM MODULE m WITH (fuel = 1, fuel = 2) | line 1, column"
            + " 63: option fuel stands twice",
        "CREATE FUNCTION f(a VARCHAR(0)) | line 1, column 29: length 0 is not between 1 and"
            + " 1048576",
        "DROP FUNCTION f g | line 1, column 17: expected the end, found G"
      })
  void errorsNameThePlace(String sql, String message) {
    assertThatThrownBy(() -> DdlParser.parse(sql, Folding.UPPER))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42601"))
        .hasMessage(message);
  }

  @Test
  void wordsInAnyOrderGiveAStatementOrASyntaxError() {
    long seed = 20_261_124;
    Random random = new Random(seed);
    String[] words = {
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
      ";",
      "."
    };
    for (int round = 0; round < 20_000; round++) {
      StringBuilder sql = new StringBuilder(random.nextBoolean() ? "CREATE FUNCTION f" : "DROP");
      for (int i = random.nextInt(12); i >= 0; i--) {
        sql.append(' ').append(words[random.nextInt(words.length)]);
      }
      try {
        DdlParser.parse(sql.toString(), Folding.UPPER);
      } catch (DdlSyntaxException e) {
        assertThat(e.getMessage()).startsWith("line ");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + round + ": " + sql, e);
      }
    }
  }

  private static DdlStatement parse(String sql) throws SQLException {
    return DdlParser.parse(sql, Folding.UPPER).orElseThrow();
  }
}
