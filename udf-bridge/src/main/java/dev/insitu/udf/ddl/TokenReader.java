package dev.insitu.udf.ddl;

import java.util.List;

/** A cursor over tokens that says what it expected. */
final class TokenReader {
  private final List<Token> tokens;
  private int position;

  TokenReader(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(position);
  }

  Token next() {
    Token token = peek();
    if (token.kind() != Token.Kind.END) {
      position++;
    }
    return token;
  }

  /** Takes these words if all of them come next. */
  boolean take(String... words) {
    for (int i = 0; i < words.length; i++) {
      int at = Math.min(position + i, tokens.size() - 1);
      if (!tokens.get(at).is(words[i])) {
        return false;
      }
    }
    position += words.length;
    return true;
  }

  void expect(String... words) throws DdlSyntaxException {
    for (String word : words) {
      if (!take(word)) {
        throw expected(word);
      }
    }
  }

  String identifier(String what) throws DdlSyntaxException {
    Token token = peek();
    if (token.kind() != Token.Kind.IDENTIFIER && token.kind() != Token.Kind.QUOTED) {
      throw expected(what);
    }
    return next().text();
  }

  String string(String what) throws DdlSyntaxException {
    if (peek().kind() != Token.Kind.STRING) {
      throw expected(what);
    }
    return next().text();
  }

  Name name(String what) throws DdlSyntaxException {
    String first = identifier(what);
    return take(".") ? new Name(first, identifier(what)) : new Name(null, first);
  }

  DdlSyntaxException expected(String what) {
    return error("expected " + what + ", found " + peek().shown());
  }

  DdlSyntaxException error(String message) {
    return new DdlSyntaxException(peek(), message);
  }
}
