package dev.insitu.calcite.jdbc;

import java.util.Locale;
import java.util.Set;

/** What the first word of a statement says about it, without parsing it. */
enum StatementKind {
  /** Reads or changes rows, or ends a transaction. */
  DATA,
  /** Changes a setting. */
  SETTING,
  /** May change tables, views, functions: anything else, and several statements in one text. */
  OTHER;

  private static final Set<String> DATA_WORDS =
      Set.of(
          "SELECT",
          "WITH",
          "VALUES",
          "TABLE",
          "FROM",
          "INSERT",
          "UPDATE",
          "DELETE",
          "MERGE",
          "CALL",
          "EXPLAIN",
          "SHOW",
          "COMMIT",
          "ROLLBACK",
          "SAVEPOINT",
          "RELEASE");

  static StatementKind of(String sql) {
    int start = startOfFirstWord(sql);
    int end = start;
    while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
      end++;
    }
    String word = sql.substring(start, end).toUpperCase(Locale.ROOT);
    if (word.equals("SET")) {
      return SETTING;
    }
    return DATA_WORDS.contains(word) && isAlone(sql) ? DATA : OTHER;
  }

  /** Returns whether a statement begins with EXPLAIN. */
  static boolean isExplain(String sql) {
    String word = "EXPLAIN";
    return sql.regionMatches(true, startOfFirstWord(sql), word, 0, word.length());
  }

  /** Skips white space, comments, parentheses, and what comes before CALL in an escape. */
  private static int startOfFirstWord(String sql) {
    int i = 0;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (sql.startsWith("--", i) || sql.startsWith("//", i)) {
        int end = sql.indexOf('\n', i);
        i = end < 0 ? sql.length() : end + 1;
      } else if (sql.startsWith("/*", i)) {
        int end = sql.indexOf("*/", i + 2);
        i = end < 0 ? sql.length() : end + 2;
      } else if (Character.isWhitespace(c) || "({?=".indexOf(c) >= 0) {
        i++;
      } else {
        return i;
      }
    }
    return i;
  }

  private static boolean isAlone(String sql) {
    int semicolon = sql.indexOf(';');
    return semicolon < 0 || sql.substring(semicolon + 1).isBlank();
  }
}
