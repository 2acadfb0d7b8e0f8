package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.calcite.plan.Fixture.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls whose columns the module describes, rightly, wrongly and with bad intent. */
final class DescribedCallTest extends EveryDatabase {
  private static final List<String> WRONG =
      List.of(
          "empty",
          "money",
          "closed",
          "twice",
          "quote",
          "umlaut",
          "nameless",
          "control",
          "wide",
          "comment",
          "drop",
          "fine",
          "not_utf8",
          "outside",
          "raises",
          "gives_null",
          "traps",
          "spins",
          "endless",
          "many",
          "echo");

  @BeforeAll
  void create() throws SQLException {
    for (Fixture database : databases.values()) {
      database.execute(
          "CREATE MODULE numbered FROM 'file:"
              + Fixture.ROOT.resolve("samples/numbered/numbered.wasm")
              + "'",
          "CREATE FUNCTION numbered(t TABLE, name VARCHAR DEFAULT 'NR') RETURNS TABLE"
              + " LANGUAGE WASM WITH (format = 'insitu') FROM MODULE numbered",
          "CREATE TABLE \"o\"\"d,d\" (\"a \"\"b\"\", c\" VARCHAR(7), d DECIMAL(8, 2))",
          "INSERT INTO \"o\"\"d,d\" VALUES ('x', 1.5)");
    }
    Fixture database = databases.get(Kind.MEMORY);
    database.execute(
        "CREATE MODULE describe FROM 'file:"
            + Fixture.ROOT.resolve("udf-bridge/src/test/resources/modules/describe.wasm")
            + "'");
    for (String name : WRONG) {
      database.execute(
          "CREATE FUNCTION "
              + name
              + "(t TABLE, n INTEGER DEFAULT 1) RETURNS TABLE LANGUAGE WASM"
              + " WITH (header = false, fuel = 1000000) FROM MODULE describe");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM TABLE(numbered(TABLE t PARTITION BY k ORDER BY o))          | SELECT k, o, v, ROW_NUMBER() OVER (PARTITION BY k ORDER BY o) FROM t ORDER BY k, o
          SELECT name, "n r" FROM numbered(TABLE u ORDER BY name, 'n r')            | SELECT name, ROW_NUMBER() OVER (ORDER BY name) FROM u ORDER BY 2
          SELECT nr FROM TABLE(numbered(TABLE(SELECT 1 AS one)))                    | VALUES 1
          SELECT "a ""b"", c", "no""1" FROM numbered(TABLE "o""d,d", 'no"1')        | VALUES ('x', 1)
          SELECT m, nr FROM numbered(TABLE numbered(TABLE t ORDER BY o DESC, 'M') ORDER BY m DESC) ORDER BY nr LIMIT 1 | VALUES (12, 1)
          SELECT x.name, p.nr FROM u x JOIN numbered(TABLE t ORDER BY o) p ON p.k = x.k AND p.nr < 4 ORDER BY 1 | VALUES ('one', 1), ('zero', 3)
          WITH n AS (SELECT * FROM numbered(TABLE t ORDER BY o)) SELECT MAX(nr) FROM n | VALUES 12
          SELECT * FROM TABLE(numbered(TABLE e))                                    | SELECT *, 1 FROM e
          """)
  void columnsAreThoseOfTheTableAndOneMore(String sql, String oracle) throws SQLException {
    requireSame(sql, oracle);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void typesAreDescribedWhenTheStatementIsPrepared(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    assertThat(database.columns("SELECT * FROM TABLE(numbered(TABLE \"o\"\"d,d\", 'N'))"))
        .isEqualTo("a \"b\", c CHARACTER VARYING(7), D DECIMAL(8), N BIGINT(64)");
    database.execute("CREATE TABLE changes (a INTEGER)");
    String sql = "SELECT * FROM TABLE(numbered(TABLE changes))";
    try (PreparedStatement statement = database.connection.prepareStatement(sql)) {
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isFalse();
      }
      database.execute("ALTER TABLE changes ADD COLUMN b VARCHAR");
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.getMetaData().getColumnCount()).isEqualTo(3);
      }
    }
    assertThat(database.columns(sql))
        .isEqualTo("A INTEGER(32), B CHARACTER VARYING(1000000000), NR BIGINT(64)");
    database.execute("DROP TABLE changes");
  }

  @Test
  void valuesThatAreNotWrittenDownAreUnknown() throws SQLException {
    Fixture database = databases.get(Kind.MEMORY);
    for (String argument : List.of("?", "'A' || 'B'", "(SELECT 'A')", "NULL")) {
      assertThatThrownBy(() -> database.query("SELECT * FROM numbered(TABLE t, " + argument + ")"))
          .as(argument)
          .isInstanceOf(SQLException.class)
          .hasMessage(
              "function NUMBERED, describe: the name of the new column must be written in the call")
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("22023");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          empty      | 39M02 | byte 1: expected a column's name, found the end
          money      | 39M02 | byte 14: type MONEY is not supported; supported are
          closed     | 39M02 | byte 10: expected a comma or the end, found )
          twice      | 39M02 | gave column A twice
          quote      | 39M02 | byte 12: quoted name is not closed
          umlaut     | 39M02 | byte 17: type the end is not supported; supported are
          nameless   | 39M02 | byte 8: type the end is not supported; supported are
          control    | 39M02 | byte 1: a name has no control or format characters
          wide       | 39M02 | byte 13: precision 99 is not between 1 and 38
          comment    | 39M02 | byte 11: comment is not closed
          drop       | 39M02 | byte 10: expected a comma or the end, found ;
          echo       | 39M02 | byte 6: type , is not supported; supported are
          many       | 39M02 | gave 1001 columns, at most 1000
          not_utf8   | 22021 | returned text that is not UTF-8 at byte 0
          outside    | 39M01 | returned text of 16777216 bytes at 262140, which is outside its memory of
          endless    | 22001 | returned text of 70000 characters, VARCHAR(65536) allows 65536
          gives_null | 39M03 | gave no columns but NULL
          raises     | 22023 | no columns for you
          traps      | 38M01 | unreachable
          spins      | 53M01 | wants 1000001 of fuel, allowed 1000000; WITH (fuel = …) allows more
          """)
  void whatIsNoDescriptionIsRefused(String name, String state, String message) {
    Fixture database = databases.get(Kind.MEMORY);
    for (int again = 0; again < 2; again++) {
      assertThatThrownBy(() -> database.query("SELECT * FROM TABLE(" + name + "(TABLE t))"))
          .isInstanceOf(SQLException.class)
          .hasMessageStartingWith("function " + name.toUpperCase() + ", describe: " + message)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo(state);
    }
  }

  @Test
  void aDescriptionIsAllThatIsAsked() throws SQLException {
    Fixture database = databases.get(Kind.MEMORY);
    assertThat(database.columns("SELECT * FROM TABLE(fine(TABLE t))"))
        .isEqualTo("A INTEGER(32), b c CHARACTER VARYING(5)");
    assertThat(database.query("SELECT * FROM TABLE(fine(TABLE t))")).isEmpty();
    assertThatThrownBy(() ->
            database.execute(
                "CREATE FUNCTION wrong(t TABLE) RETURNS TABLE LANGUAGE WASM FROM MODULE describe"))
        .hasMessageStartingWith(
            "function WRONG: RETURNS TABLE without columns asks for wrong_describe(i32, i32) -> i64,"
                + " but module DESCRIBE exports it as (i32) -> i64; its functions are ");
    assertThatThrownBy(() ->
            database.execute(
                "CREATE FUNCTION other(t TABLE) RETURNS TABLE LANGUAGE WASM FROM MODULE numbered"))
        .hasMessage(
            "function OTHER: RETURNS TABLE without columns asks for other_describe(i32, i32) -> i64,"
                + " but module NUMBERED exports no such function; its functions are"
                + " _start() -> (), insitu_alloc(i32) -> i32, numbered_describe(i32, i32) -> i64");
  }

  @Test
  void theCatalogKeepsThatTheModuleDescribes() throws SQLException {
    Fixture database = databases.get(Kind.FILE);
    assertThat(
            database.query(
                "SELECT data_type FROM insitu.functions WHERE routine_name = 'NUMBERED'"))
        .containsExactly("POLYMORPHIC TABLE");
    try (Connection second = database.connect()) {
      assertThat(Fixture.query(second, "SELECT nr FROM numbered(TABLE t) WHERE nr > 11"))
          .containsExactly("12");
    }
  }
}
