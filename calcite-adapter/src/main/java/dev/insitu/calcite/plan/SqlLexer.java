package dev.insitu.calcite.plan;

/**
 * A cursor over the words of a statement in the backend's SQL. It knows where strings, quoted names
 * and comments end and nothing else; text that is not closed ends it.
 */
final class SqlLexer {
  enum Kind {
    /** A word without quotes. */
    WORD,
    /** A name in quotes. */
    QUOTED,
    /** A string, a number, or a name with Unicode escapes. */
    LITERAL,
    /** A question mark, perhaps with a number. */
    PARAMETER,
    /** One character. */
    SYMBOL
  }

  private static final String TABLE = "TABLE";

  private final String text;
  private Kind kind = Kind.SYMBOL;
  private int start;
  private int end;
  private boolean unclosed;

  SqlLexer(String text) {
    this.text = text;
  }

  /** Moves to the next word; false at the end, or where something is not closed. */
  boolean next() {
    start = skipBlank(end);
    if (unclosed || start >= text.length()) {
      return false;
    }
    scan(text.charAt(start));
    return !unclosed;
  }

  Kind kind() {
    return kind;
  }

  /** Returns the name that a word or a quoted name stands for, as the backend stores it. */
  String name(Identifiers identifiers) {
    return name(text, kind, start, end, identifiers);
  }

  static String name(String text, Kind kind, int start, int end, Identifiers identifiers) {
    if (kind != Kind.QUOTED) {
      return identifiers.folded(text.substring(start, end));
    }
    String quote = text.substring(start, start + 1);
    String inner = text.substring(start + 1, end - 1).replace(quote + quote, quote);
    return quote.equals("`") ? identifiers.folded(inner) : inner;
  }

  /** Returns whether the word is TABLE. */
  boolean isTable() {
    return kind == Kind.WORD
        && end - start == TABLE.length()
        && text.regionMatches(true, start, TABLE, 0, TABLE.length());
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  boolean isUnclosed() {
    return unclosed;
  }

  /** Returns whether an opening parenthesis comes next; the cursor stays. */
  boolean beforeParenthesis() {
    int next = skipBlank(end);
    return next < text.length() && text.charAt(next) == '(';
  }

  private int skipBlank(int from) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c <= ' ' || Character.isSpaceChar(c)) {
        at++;
      } else if (text.startsWith("--", at) || text.startsWith("//", at)) {
        at = endOfLine(at);
      } else if (text.startsWith("/*", at)) {
        at = endOfComment(at);
      } else {
        break;
      }
    }
    return at;
  }

  private int endOfLine(int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  private int endOfComment(int from) {
    int at = from + 2;
    for (int level = 1; level > 0; ) {
      int close = text.indexOf("*/", at);
      if (close < 0) {
        unclosed = true;
        return text.length();
      }
      int open = text.indexOf("/*", at);
      boolean nested = open >= 0 && open < close;
      level += nested ? 1 : -1;
      at = (nested ? open : close) + 2;
    }
    return at;
  }

  private void scan(char c) {
    if (c == '\'') {
      to(Kind.LITERAL, endOfQuoted(start, c));
    } else if (c == '"' || c == '`') {
      to(Kind.QUOTED, endOfQuoted(start, c));
    } else if ((c == 'U' || c == 'u') && isUnicodePrefix()) {
      to(Kind.LITERAL, endOfQuoted(start + 2, text.charAt(start + 2)));
    } else if (text.startsWith("$$", start)) {
      to(Kind.LITERAL, after("$$", start + 2));
    } else if (c == '?' && (text.startsWith("??(", start) || text.startsWith("??)", start))) {
      to(Kind.SYMBOL, start + 3);
    } else if (c == '?' || c == '$') {
      to(Kind.PARAMETER, endOfDigits(start + 1));
    } else if (isDigit(c)) {
      to(Kind.LITERAL, endOfNumber());
    } else if (Character.isJavaIdentifierStart(codePoint(start))) {
      to(Kind.WORD, endOfWord());
    } else {
      to(Kind.SYMBOL, start + Character.charCount(codePoint(start)));
    }
  }

  private void to(Kind found, int until) {
    kind = found;
    end = until;
  }

  private boolean isUnicodePrefix() {
    return text.startsWith("&'", start + 1) || text.startsWith("&\"", start + 1);
  }

  private int endOfQuoted(int from, char quote) {
    int at = from + 1;
    while (true) {
      int close = text.indexOf(quote, at);
      if (close < 0) {
        unclosed = true;
        return text.length();
      }
      at = close + 1;
      if (at >= text.length() || text.charAt(at) != quote) {
        return at;
      }
      at++;
    }
  }

  private int after(String what, int from) {
    int at = text.indexOf(what, from);
    if (at < 0) {
      unclosed = true;
      return text.length();
    }
    return at + what.length();
  }

  private int endOfDigits(int from) {
    int at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Takes letters and points too: which of them make a number is the backend's business. */
  private int endOfNumber() {
    int at = start;
    while (at < text.length()
        && (text.charAt(at) == '.' || Character.isJavaIdentifierPart(codePoint(at)))) {
      at += Character.charCount(codePoint(at));
    }
    return at;
  }

  private int endOfWord() {
    int at = start;
    while (at < text.length() && Character.isJavaIdentifierPart(codePoint(at))) {
      at += Character.charCount(codePoint(at));
    }
    return at;
  }

  private int codePoint(int at) {
    return text.codePointAt(at);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
