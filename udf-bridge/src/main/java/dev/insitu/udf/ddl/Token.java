package dev.insitu.udf.ddl;

import dev.insitu.udf.error.GuestText;

/**
 * A word of the text.
 *
 * @param text without quotes; an unquoted identifier in upper case, as keywords are
 * @param written an unquoted identifier as it was written, otherwise the text
 * @param line from 1
 * @param column from 1
 */
record Token(Kind kind, String text, String written, int line, int column) {
  private static final int SHOWN = 64;

  Token(Kind kind, String text, int line, int column) {
    this(kind, text, text, line, column);
  }

  enum Kind {
    IDENTIFIER,
    QUOTED,
    STRING,
    HEX,
    NUMBER,
    SYMBOL,
    END
  }

  boolean is(String word) {
    return (kind == Kind.IDENTIFIER || kind == Kind.SYMBOL) && text.equals(word);
  }

  /** Returns the token as messages show it. */
  String shown() {
    return switch (kind) {
      case END -> "the end";
      case STRING, HEX -> "a string";
      case QUOTED -> '"' + cut() + '"';
      case IDENTIFIER, NUMBER, SYMBOL -> cut();
    };
  }

  private String cut() {
    boolean whole = text.length() <= SHOWN;
    return GuestText.escape(whole ? text : text.substring(0, SHOWN) + "…");
  }
}
