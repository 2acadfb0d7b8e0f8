package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.calcite.plan.Fixture.Kind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls of functions of two tables, on every kind of database; H2 itself is the oracle. */
final class SeveralTablesTest extends EveryDatabase {
  private static final String BOTH = " PARTITION BY symbol ORDER BY at";
  private static final String TOGETHER =
      "(TABLE quotes" + BOTH + ", TABLE trades" + BOTH + " COPARTITION (quotes, trades))";

  @BeforeAll
  void create() throws SQLException {
    for (Fixture database : databases.values()) {
      database.execute(
          "CREATE MODULE as_of FROM 'file:"
              + Fixture.ROOT.resolve("samples/as-of/as-of.wasm")
              + "'",
          "CREATE TABLE quotes(symbol VARCHAR(9), at BIGINT, price DOUBLE PRECISION)",
          "CREATE TABLE trades(symbol VARCHAR(9), at BIGINT)",
          "INSERT INTO quotes SELECT 'S' || MOD(x, 7), x, x * 0.5e0 FROM SYSTEM_RANGE(1, 3000)",
          "INSERT INTO quotes VALUES (NULL, 1, 9)",
          "INSERT INTO trades SELECT 'S' || MOD(x, 11), x * 2 FROM SYSTEM_RANGE(1, 3000)",
          "INSERT INTO trades VALUES (NULL, 2)");
      create(database, "as_of", "", "");
      create(database, "pruned", "PRUNE WHEN EMPTY", "PRUNE WHEN EMPTY");
      create(database, "empty", "", "KEEP WHEN EMPTY");
      create(database, "kept", "PRUNE WHEN EMPTY", "KEEP WHEN EMPTY");
    }
  }

  private static void create(Fixture database, String name, String quotes, String trades)
      throws SQLException {
    database.execute(
        "CREATE FUNCTION "
            + name
            + "(quotes TABLE (symbol VARCHAR, at BIGINT, price DOUBLE PRECISION) "
            + quotes
            + ", trades TABLE (symbol VARCHAR, at BIGINT) "
            + trades
            + ") RETURNS TABLE (symbol VARCHAR, at BIGINT, price DOUBLE PRECISION) LANGUAGE WASM"
            + " WITH (format = 'insitu') FROM MODULE as_of");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM as_of$                                           | SELECT t.*, # FROM trades t ORDER BY symbol, at
          SELECT * FROM pruned$                                          | SELECT t.*, # FROM trades t WHERE EXISTS (SELECT 1 FROM quotes q WHERE q.symbol IS NOT DISTINCT FROM t.symbol) ORDER BY symbol, at
          SELECT * FROM kept$                                            | SELECT t.*, # FROM trades t WHERE EXISTS (SELECT 1 FROM quotes q WHERE q.symbol IS NOT DISTINCT FROM t.symbol) ORDER BY symbol, at
          SELECT at, price FROM as_of$ WHERE symbol = 'S3' LIMIT 2       | SELECT at, # FROM trades t WHERE symbol = 'S3' ORDER BY at LIMIT 2
          SELECT COUNT(*) FROM as_of((SELECT * FROM quotes WHERE FALSE)%, TABLE trades% COPARTITION (quotes, trades)) | VALUES 3001
          SELECT COUNT(*) FROM pruned((SELECT * FROM quotes WHERE FALSE)%, TABLE trades% COPARTITION (quotes, trades)) | VALUES 0
          SELECT COUNT(*) FROM empty((SELECT * FROM quotes WHERE FALSE)%, (SELECT * FROM trades WHERE FALSE)% COPARTITION (quotes, trades)) | VALUES 0
          SELECT COUNT(*) FROM as_of((SELECT * FROM quotes WHERE FALSE), TABLE trades) | VALUES 3001
          SELECT COUNT(*) FROM pruned((SELECT * FROM quotes WHERE FALSE), TABLE trades) | VALUES 0
          SELECT * FROM as_of((SELECT * FROM quotes WHERE symbol = 'S1') ORDER BY at, TABLE(SELECT 'S1' symbol, at FROM trades) ORDER BY at) | SELECT 'S1', at, (SELECT price FROM quotes q WHERE symbol = 'S1' AND q.at <= t.at ORDER BY q.at DESC LIMIT 1) FROM trades t ORDER BY at
          SELECT COUNT(*), COUNT(price) FROM as_of((SELECT * FROM quotes WHERE at = 1) ORDER BY at, TABLE trades%)    | VALUES (3001, 3001)
          SELECT u.name, p.price FROM u JOIN as_of$ p ON p.symbol = REPLACE(u.k, 'k', 'S') AND p.at = 1980 ORDER BY 1 | SELECT u.name, # FROM trades t JOIN u ON t.symbol = REPLACE(u.k, 'k', 'S') AND at = 1980 ORDER BY 1
          SELECT COUNT(*) FROM as_of(quotes => TABLE as_of((SELECT * FROM quotes WHERE at = 1), TABLE trades ORDER BY at), trades => TABLE trades ORDER BY at) | VALUES 3001
          """)
  void tablesAreCutAtTheSameKeys(String sql, String oracle) throws SQLException {
    String price =
        "(SELECT price FROM quotes q WHERE q.symbol IS NOT DISTINCT FROM t.symbol AND q.at <= t.at"
            + " ORDER BY q.at DESC LIMIT 1)";
    requireSame(sql.replace("$", TOGETHER).replace("%", BOTH), oracle.replace("#", price));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void parametersStandInEachTable(Kind kind) throws SQLException {
    Fixture database = databases.get(kind);
    String sql =
        "SELECT COUNT(*), COUNT(price) FROM as_of((SELECT * FROM quotes WHERE symbol = ?)%,"
            + " (SELECT * FROM trades WHERE symbol IN (?, ?))% COPARTITION (quotes, trades))";
    try (PreparedStatement statement =
        database.connection.prepareStatement(sql.replace("%", BOTH))) {
      for (String quoted : new String[] {"S1", "S2", "none"}) {
        statement.setString(1, quoted);
        statement.setString(2, "S1");
        statement.setString(3, "S2");
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt(1)).isEqualTo(546);
          assertThat(rows.getInt(2)).isEqualTo(quoted.equals("none") ? 0 : 273);
        }
      }
    }
    assertThat(Fixture.leftBehind(database.connection)).isEmpty();
  }

  @Test
  void aClosedResultLeavesNothingOpen() throws SQLException {
    Fixture database = databases.get(Kind.MEMORY);
    try (PreparedStatement statement =
            database.connection.prepareStatement("SELECT * FROM as_of" + TOGETHER);
        ResultSet rows = statement.executeQuery()) {
      assertThat(rows.next()).isTrue();
    }
    assertThat(Fixture.guests()).isZero();
    database.execute("CREATE TABLE after_it AS SELECT * FROM quotes", "DROP TABLE after_it");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          as_of(TABLE quotes%, TABLE trades%)                             | 0A000 | line 1, column 15: QUOTES, TRADES of AS_OF have PARTITION BY: write COPARTITION (QUOTES, TRADES) behind the arguments
          as_of(TABLE quotes, TABLE trades%  COPARTITION (trades))        | 42883 | line 1, column 94: COPARTITION names TRADES, but PARTITION BY stands behind TRADES; it names two tables or more, each that has PARTITION BY once
          as_of(TABLE quotes, TABLE trades COPARTITION (quotes, trades))  | 42883 | line 1, column 61: COPARTITION names QUOTES, TRADES, but PARTITION BY stands behind no table; it names two tables or more, each that has PARTITION BY once
          as_of(TABLE quotes%, TABLE trades PARTITION BY at COPARTITION (quotes, trades)) | 42883 | line 1, column 15: COPARTITION needs keys of the same types: QUOTES has (SYMBOL VARCHAR(9)), TRADES has (AT BIGINT); cast them
          as_of(TABLE quotes%, TABLE trades% COPARTITION (quotes trades)) | 42601 | line 1, column 125: expected COPARTITION (table, ...)
          as_of(TABLE quotes COPARTITION (quotes), TABLE trades)          | 42601 | line 1, column 54: COPARTITION (table, ...) ends the arguments
          top_n(TABLE t PARTITION BY k, 1 COPARTITION (t))                | 42883 | line 1, column 60: COPARTITION names T, but PARTITION BY stands behind T; it names two tables or more, each that has PARTITION BY once
          """)
  void mistakesAreOneError(String call, String state, String message) {
    Fixture database = databases.get(Kind.MEMORY);
    database.requireRefused("SELECT * FROM " + call.replace("%", BOTH), state, message);
  }
}
