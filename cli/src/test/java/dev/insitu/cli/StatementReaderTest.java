package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementReaderTest {
  @Test
  void cutsAtSemicolonsAndKnowsWhereAStatementStands() throws Exception {
    assertThat(read("\n -- first\nSELECT 1;; ;\nSELECT\n  2 ;SELECT 3"))
        .containsExactly(
            new SqlStatement("-- first", "SELECT 1", 3, true),
            new SqlStatement("", "SELECT\n  2", 4, true),
            new SqlStatement("", "SELECT 3", 5, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ';'",
        "SELECT 'it''s;'",
        "SELECT \";\"\"\"",
        "SELECT `;`",
        "SELECT $$ ';\" $ $$",
        "SELECT $$$$ || ';'",
        "SELECT ($$;$$)",
        "SELECT 1 -- ; '\n",
        "SELECT 1 // ; '\n",
        "SELECT /* ; ' */ 1",
        "SELECT /* /* ; */ ; */ 1",
        "SELECT /*/ ; */ 1",
        "SELECT 4 / 2 - 1",
        "SELECT A$B, C$$D, 5$",
      })
  void semicolonsHideInQuotesAndComments(String sql) throws Exception {
    assertThat(read(sql + "; SELECT 2"))
        .extracting(SqlStatement::text)
        .containsExactly(sql.stripTrailing(), "SELECT 2");
  }

  @Test
  void commentsBeforeAStatementAreItsOwn() throws Exception {
    assertThat(read("-- one\n/* two */ -- three\nSELECT 1 -- in it\n; -- left over"))
        .containsExactly(
            new SqlStatement("-- one\n/* two */ -- three", "SELECT 1 -- in it", 3, true));
  }

  @Test
  void aByteOrderMarkIsNoText() throws Exception {
    assertThat(read("\ufeffSELECT 1;").get(0).text()).isEqualTo("SELECT 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'SELECT 1;\n x ''open'       | string that starts at line 2, column 4 is not closed
          'SELECT "open;'              | quoted name that starts at line 1, column 8 is not closed
          'SELECT `open;'              | quoted name that starts at line 1, column 8 is not closed
          'SELECT $$ open;'            | $$ text that starts at line 1, column 8 is not closed
          'SELECT /* /* open; */'      | comment that starts at line 1, column 8 is not closed
          """)
  void saysWhereWhatIsNotClosedStarts(String sql, String message) {
    assertThatThrownBy(() -> read(sql)).isInstanceOf(UnclosedException.class).hasMessage(message);
  }

  @Test
  void commandsEndWithTheirLine() throws Exception {
    StatementReader reader =
        new StatementReader(new StringReader("quit\nSELECT\nquit;\nquit"), "quit"::equals);
    assertThat(rest(reader))
        .containsExactly(
            new SqlStatement("", "quit", 1, true),
            new SqlStatement("", "SELECT\nquit", 2, true),
            new SqlStatement("", "quit", 4, true));
  }

  /** Pieces that are complete in themselves come back, whatever stands beside them. */
  @RepeatedTest(20)
  void statementsComeBackAsWritten(RepetitionInfo info) throws Exception {
    long seed = info.getCurrentRepetition();
    Random random = new Random(seed);
    List<String> pieces =
        List.of("SELECT", "';'", "\"a;\"", "$$;'$$", "/*;*/", "--;'\n", "1", "/", "-", "x$", "``");
    List<String> written = new ArrayList<>();
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      StringBuilder statement = new StringBuilder("S");
      for (int n = random.nextInt(8); n >= 0; n--) {
        statement.append(' ').append(pieces.get(random.nextInt(pieces.size())));
      }
      written.add(statement.toString().stripTrailing());
      script.append(statement).append(random.nextBoolean() ? ";" : "\n;\n");
    }
    assertThat(read(script.toString()))
        .as("seed %d", seed)
        .extracting(SqlStatement::text)
        .containsExactlyElementsOf(written);
  }

  private static List<SqlStatement> read(String script) throws IOException, UnclosedException {
    return rest(new StatementReader(new StringReader(script)));
  }

  private static List<SqlStatement> rest(StatementReader reader)
      throws IOException, UnclosedException {
    List<SqlStatement> statements = new ArrayList<>();
    for (var next = reader.next(); next != null; next = reader.next()) {
      statements.add(next);
    }
    return statements;
  }
}
