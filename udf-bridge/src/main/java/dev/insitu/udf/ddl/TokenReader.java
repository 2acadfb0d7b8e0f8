package dev.insitu.udf.ddl;

import dev.insitu.udf.error.GuestText;
import java.util.List;

/** A cursor over tokens that says what it expected. */
final class TokenReader {
  private static final int NAME_MAX = 128;

  private final List<Token> tokens;
  private final Folding folding;
  private int position;

  TokenReader(List<Token> tokens, Folding folding) {
    this.tokens = tokens;
    this.folding = folding;
  }

  Token peek() {
    return tokens.get(position);
  }

  /** Returns the token behind the next one. */
  Token peekSecond() {
    return peek(1);
  }

  /** Returns the token so many behind the next one. */
  Token peek(int ahead) {
    return tokens.get(Math.min(position + ahead, tokens.size() - 1));
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
    next();
    return token.kind() == Token.Kind.QUOTED
        ? checked(token, token.text())
        : folded(token, token.written());
  }

  /** Returns a name as the backend stores it when it is written without quotes. */
  String folded(Token at, String name) throws DdlSyntaxException {
    return checked(at, folding.fold(name));
  }

  /** Refuses names that no catalog and no message could hold. */
  private static String checked(Token at, String name) throws DdlSyntaxException {
    if (name.isEmpty() || name.length() > NAME_MAX) {
      throw new DdlSyntaxException(
          at, "a name has 1 to " + NAME_MAX + " characters, this one " + name.length());
    }
    if (!GuestText.escape(name).equals(name)) {
      throw new DdlSyntaxException(at, "a name has no control or format characters");
    }
    return name;
  }

  /** Takes {@code IF NOT EXISTS}, which does not go with {@code OR REPLACE}. */
  boolean ifNotExists(boolean orReplace) throws DdlSyntaxException {
    if (orReplace && peek().is("IF")) {
      throw error("OR REPLACE and IF NOT EXISTS exclude each other");
    }
    return take("IF", "NOT", "EXISTS");
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
