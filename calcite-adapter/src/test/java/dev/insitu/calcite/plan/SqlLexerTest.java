package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where words, strings and comments end. */
final class SqlLexerTest {
  static final String[] SCRAPS = {
    "SELECT",
    "FROM",
    "TABLE",
    "JOIN",
    "WITH",
    "RECURSIVE",
    "AS",
    "ON",
    "WHERE",
    "UNION",
    "ALL",
    "VALUES",
    "PARTITION",
    "ORDER",
    "BY",
    "f",
    "F",
    "g",
    "\"f\"",
    "t",
    "c",
    "\"a\"\"b\"",
    "(",
    ")",
    "((",
    "))",
    ",",
    ".",
    ";",
    "=>",
    "=",
    ">",
    "?",
    "?1",
    "?2",
    "??(",
    "'it''s'",
    "'",
    "\"",
    "`",
    "$$",
    "$",
    "$$x$$",
    "--",
    "//",
    "/*",
    "*/",
    "\n",
    " ",
    "U&\"f\"",
    "1.5e-3",
    "0x1F",
    "[",
    "]",
    "{",
    "}",
    "é",
    "\uD83D\uDE00",
    "\u00A0",
    "INSERT",
    "INTO",
    "CREATE",
    "VIEW",
    "SET",
    "LATERAL",
    "f(TABLE t)",
    "TABLE(f(",
    "(SELECT",
    "DESC",
    "NULLS",
    "FIRST",
    "n =>",
    "TABLE t"
  };

  private static final String[] STATEMENTS = {
    "SELECT * FROM TABLE ( f ( TABLE t PARTITION BY ( a , b ) ORDER BY o DESC , ? ) ) p",
    "WITH c AS ( SELECT 1 ) , d AS ( TABLE c ) SELECT * FROM f ( ( SELECT * FROM d ) ) x , t",
    "INSERT INTO t SELECT * FROM f ( t => TABLE ( f ( TABLE t , 1 ) ) , n => 2 ) WHERE a IN ( 1 )",
    "SELECT ( SELECT 1 FROM f ( TABLE t ) ) FROM ( a JOIN b ON a . x = b . x ) UNION TABLE t",
  };

  /** Returns a statement of which a few words have been changed. */
  static String damaged(SplittableRandom random) {
    List<String> words =
        new ArrayList<>(List.of(STATEMENTS[random.nextInt(STATEMENTS.length)].split(" ", -1)));
    for (int changes = random.nextInt(5); changes > 0; changes--) {
      int at = random.nextInt(words.size());
      String scrap = SCRAPS[random.nextInt(SCRAPS.length)];
      switch (random.nextInt(4)) {
        case 0 -> words.remove(at);
        case 1 -> words.add(at, scrap);
        case 2 -> words.set(at, scrap);
        default -> words.set(at, words.get(random.nextInt(words.size())));
      }
      if (words.isEmpty()) {
        words.add(scrap);
      }
    }
    return String.join(" ", words);
  }

  static String garbage(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int scraps = random.nextInt(60);
    for (int i = 0; i < scraps; i++) {
      text.append(SCRAPS[random.nextInt(SCRAPS.length)]);
      text.append(random.nextInt(3) > 0 ? " " : "");
    }
    return text.toString();
  }

  private static List<String> words(String text) {
    SqlLexer lexer = new SqlLexer(text);
    List<String> words = new ArrayList<>();
    while (lexer.next()) {
      words.add(lexer.kind().name().charAt(0) + text.substring(lexer.start(), lexer.end()));
    }
    if (lexer.isUnclosed()) {
      words.add("unclosed");
    }
    return words;
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      textBlock =
          """
          SELECT a1_$ FROM "x y"        | WSELECT Wa1_$ WFROM Q"x y"
          'it''s' "a""b" `q``r`         | L'it''s' Q"a""b" Q`q``r`
          f(?, ?12)                     | Wf S( P? S, P?12 S)
          a/* x /* y */ ' */b           | Wa Wb
          a -- ' "                      | Wa
          a // ' "                      | Wa
          a - -1 / 2                    | Wa S- S- L1 S/ L2
          $$ it's "x" $$ b              | L$$ it's "x" $$ Wb
          $1                            | P$1
          U&"f\\0041" U&'x' u           | LU&"f\\0041" LU&'x' Wu
          N'x' X'00'                    | WN L'x' WX L'00'
          a[1]??(2??)                   | Wa S[ L1 S] S??( L2 S??)
          1e5 0xFF 1_000 .5 2.x         | L1e5 L0xFF L1_000 S. L5 L2.x
          é\u00A0ü                      | Wé Wü
          'x                            | unclosed
          a "x                          | Wa unclosed
          a /* /* */                    | Wa unclosed
          a $$x                         | Wa unclosed
          a U&"x                        | Wa unclosed
          """)
  void wordsEndWhereTheBackendsDo(String text, String words) {
    assertThat(String.join(" ", words(text))).isEqualTo(words);
  }

  @RepeatedTest(3)
  void garbageIsCutWithoutLoss(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    for (int n = 0; n < 5_000; n++) {
      String text = garbage(random);
      SqlLexer lexer = new SqlLexer(text);
      int last = 0;
      while (lexer.next()) {
        assertThat(lexer.start()).as(text).isGreaterThanOrEqualTo(last);
        assertThat(lexer.end()).as(text).isGreaterThan(lexer.start());
        last = lexer.end();
      }
      assertThat(last).isLessThanOrEqualTo(text.length());
    }
  }
}
