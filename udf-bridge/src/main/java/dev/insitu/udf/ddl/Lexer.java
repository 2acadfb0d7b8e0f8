package dev.insitu.udf.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Cuts a statement into tokens; comments and white space are dropped. */
final class Lexer {
  private static final Pattern OURS =
      Pattern.compile(
          "((CREATE( OR REPLACE)?|DROP) (MODULE|FUNCTION|PROCEDURE|AGGREGATE FUNCTION(?! FOR\\b))"
              + "|(SET|RESET) INSITU \\.)(?![^ ])");

  /** Words that tell: CREATE OR REPLACE AGGREGATE FUNCTION, or H2's CREATE AGGREGATE f FOR. */
  private static final int WORDS = 5;

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private int lineStart;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) throws DdlSyntaxException {
    Lexer lexer = new Lexer(text);
    while (lexer.skipBlank()) {
      lexer.next();
    }
    lexer.add(Token.Kind.END, "", lexer.position);
    return lexer.tokens;
  }

  /** Returns whether the first words are those of a statement of ours; reads no more than them. */
  static boolean startsLikeOurs(String text) {
    Lexer lexer = new Lexer(text);
    try {
      while (lexer.tokens.size() < WORDS && lexer.skipBlank()) {
        lexer.next();
      }
    } catch (DdlSyntaxException e) {
      // What was read before may be enough to tell.
    }
    String words =
        lexer.tokens.stream()
            .map(t -> t.kind() == Token.Kind.IDENTIFIER ? t.text() : ".")
            .collect(Collectors.joining(" "));
    return OURS.matcher(words).lookingAt();
  }

  private void add(Token.Kind kind, String value, int start) {
    tokens.add(new Token(kind, value, line, start - lineStart + 1));
  }

  private boolean skipBlank() throws DdlSyntaxException {
    while (position < text.length()) {
      if (Character.isWhitespace(text.charAt(position))) {
        advance();
      } else if (text.startsWith("--", position)) {
        while (position < text.length() && text.charAt(position) != '\n') {
          position++;
        }
      } else if (text.startsWith("/*", position)) {
        int end = text.indexOf("*/", position + 2);
        if (end < 0) {
          throw new DdlSyntaxException(here("/*"), "comment is not closed");
        }
        while (position < end + 2) {
          advance();
        }
      } else {
        return true;
      }
    }
    return false;
  }

  private void advance() {
    if (text.charAt(position++) == '\n') {
      line++;
      lineStart = position;
    }
  }

  private Token here(String what) {
    return new Token(Token.Kind.SYMBOL, what, line, position - lineStart + 1);
  }

  private void next() throws DdlSyntaxException {
    int start = position;
    char c = text.charAt(position);
    if ((c == 'x' || c == 'X') && text.startsWith("'", position + 1)) {
      position++;
      quoted('\'', Token.Kind.HEX, start);
    } else if (c == '\'') {
      quoted('\'', Token.Kind.STRING, start);
    } else if (c == '"') {
      quoted('"', Token.Kind.QUOTED, start);
    } else if (Character.isLetter(c) || c == '_') {
      while (position < text.length() && isPart(text.charAt(position))) {
        position++;
      }
      String written = text.substring(start, position);
      String upper = Folding.UPPER.fold(written);
      tokens.add(new Token(Token.Kind.IDENTIFIER, upper, written, line, start - lineStart + 1));
    } else if (Character.isDigit(c)) {
      while (position < text.length() && Character.isDigit(text.charAt(position))) {
        position++;
      }
      add(Token.Kind.NUMBER, text.substring(start, position), start);
    } else {
      position++;
      add(Token.Kind.SYMBOL, String.valueOf(c), start);
    }
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }

  private void quoted(char quote, Token.Kind kind, int start) throws DdlSyntaxException {
    int startLine = line;
    int column = start - lineStart + 1;
    StringBuilder value = new StringBuilder();
    advance();
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c != quote) {
        value.append(c);
        advance();
      } else if (position + 1 < text.length() && text.charAt(position + 1) == quote) {
        value.append(c);
        position += 2;
      } else {
        position++;
        tokens.add(new Token(kind, value.toString(), startLine, column));
        return;
      }
    }
    throw new DdlSyntaxException(
        new Token(kind, "", startLine, column),
        (quote == '"' ? "quoted name" : "string") + " is not closed");
  }
}
