package dev.insitu.udf.ddl;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads literals and writes them as every backend does. */
final class LiteralParser {
  private static final int LITERAL_MAX = 1_024;
  private static final Set<String> WORDS = Set.of("TRUE", "FALSE", "NULL");
  private static final Set<String> TYPED = Set.of("DATE", "TIME", "TIMESTAMP", "UUID");

  private LiteralParser() {}

  /** Reads a literal: a number, a string, bytes, TRUE, FALSE, NULL, or DATE '…' and its like. */
  static String literal(TokenReader in) throws DdlSyntaxException {
    Token at = in.peek();
    String literal = text(in);
    if (literal == null) {
      throw in.expected("a literal");
    }
    if (literal.length() > LITERAL_MAX) {
      throw new DdlSyntaxException(
          at, "a literal has at most " + LITERAL_MAX + " characters, this one " + literal.length());
    }
    return literal;
  }

  private static @Nullable String text(TokenReader in) throws DdlSyntaxException {
    Token token = in.peek();
    return switch (token.kind()) {
      case STRING -> quoted(in);
      case HEX -> "X" + quoted(in);
      case NUMBER, SYMBOL -> number(in);
      case IDENTIFIER -> word(in, token);
      case QUOTED, END -> null;
    };
  }

  private static String quoted(TokenReader in) {
    return "'" + in.next().text().replace("'", "''") + "'";
  }

  private static @Nullable String word(TokenReader in, Token token) throws DdlSyntaxException {
    if (WORDS.contains(token.text())) {
      return in.next().text();
    }
    if (!TYPED.contains(token.text())) {
      return null;
    }
    in.next();
    String type = token.text() + (in.take("WITH", "TIME", "ZONE") ? " WITH TIME ZONE " : " ");
    if (in.peek().kind() != Token.Kind.STRING) {
      throw in.expected("a string");
    }
    return type + quoted(in);
  }

  private static @Nullable String number(TokenReader in) throws DdlSyntaxException {
    StringBuilder number = new StringBuilder(in.take("-") ? "-" : "");
    if (number.isEmpty()) {
      in.take("+");
    }
    boolean digits = digits(in, number);
    if (in.take(".")) {
      number.append('.');
      digits |= digits(in, number);
    }
    if (!digits) {
      throw in.expected("a literal");
    }
    Token exponent = in.peek();
    if (exponent.kind() == Token.Kind.IDENTIFIER && exponent.text().matches("E[0-9]*")) {
      number.append(in.next().text());
      if (exponent.text().equals("E")) {
        number.append(in.take("-") ? "-" : in.take("+") ? "+" : "");
        if (!digits(in, number)) {
          throw in.expected("an exponent");
        }
      }
    }
    return number.toString();
  }

  private static boolean digits(TokenReader in, StringBuilder number) {
    if (in.peek().kind() != Token.Kind.NUMBER) {
      return false;
    }
    number.append(in.next().text());
    return true;
  }
}
