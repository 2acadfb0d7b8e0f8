package dev.insitu.udf.stream;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;

/*
 * Its own, because a row is one line of known shape: nothing nests deeper than the columns' types
 * do, so there is no recursion; digits are read where they stand; and every error names a byte.
 */
/** The tokens of one line of JSON (RFC 8259), as strict as that is. */
final class JsonScanner {
  /** What a token is; the text is how messages name it. */
  enum Token {
    BEGIN_OBJECT("an object"),
    END_OBJECT("'}'"),
    BEGIN_ARRAY("an array"),
    END_ARRAY("']'"),
    COLON("':'"),
    COMMA("','"),
    STRING("a string"),
    NUMBER("a number"),
    TRUE("true"),
    FALSE("false"),
    NULL("null"),
    END("the end of the line");

    private final String text;

    Token(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final Place place;
  private byte[] line = {};
  private int from;
  private int end;
  private int at;
  private int tokenAt;

  /** The content of a string, escapes undone, or the digits of a number. */
  private byte[] content = {};

  private int contentFrom;
  private int contentTo;
  private byte[] scratch = new byte[256];

  JsonScanner(Place place) {
    this.place = place;
  }

  /** Begins a line. */
  void open(byte[] bytes, int lineFrom, int lineEnd) {
    line = bytes;
    from = lineFrom;
    end = lineEnd;
    at = lineFrom;
  }

  /** Returns the array that holds the content of the string or number. */
  byte[] content() {
    return content;
  }

  int contentFrom() {
    return contentFrom;
  }

  int contentLength() {
    return contentTo - contentFrom;
  }

  /** Reads the next token. */
  Token next() throws SQLException {
    while (at < end && isSpace(line[at])) {
      at++;
    }
    tokenAt = at;
    if (at == end) {
      return Token.END;
    }
    return switch (line[at]) {
      case '"' -> string();
      case '{' -> one(Token.BEGIN_OBJECT);
      case '}' -> one(Token.END_OBJECT);
      case '[' -> one(Token.BEGIN_ARRAY);
      case ']' -> one(Token.END_ARRAY);
      case ':' -> one(Token.COLON);
      case ',' -> one(Token.COMMA);
      case 't' -> word("true", Token.TRUE);
      case 'f' -> word("false", Token.FALSE);
      case 'n' -> word("null", Token.NULL);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw unknown();
    };
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  private Token one(Token token) {
    at++;
    return token;
  }

  private Token word(String word, Token token) throws SQLException {
    int length = word.length();
    if (end - at < length
        || !word.equals(new String(line, at, length, StandardCharsets.ISO_8859_1))) {
      throw unknown();
    }
    at += length;
    return token;
  }

  private Token number() throws SQLException {
    at += line[at] == '-' ? 1 : 0;
    int first = at;
    digits();
    if (line[first] == '0' && at > first + 1) {
      throw error(first, "a number begins with 0");
    }
    if (at < end && line[at] == '.') {
      at++;
      digits();
    }
    if (at < end && (line[at] == 'e' || line[at] == 'E')) {
      at++;
      at += at < end && (line[at] == '+' || line[at] == '-') ? 1 : 0;
      digits();
    }
    content = line;
    contentFrom = tokenAt;
    contentTo = at;
    return Token.NUMBER;
  }

  private void digits() throws SQLException {
    int first = at;
    while (at < end && line[at] >= '0' && line[at] <= '9') {
      at++;
    }
    if (at == first) {
      throw error(at, "a number lacks a digit");
    }
  }

  private Token string() throws SQLException {
    at++;
    int start = at;
    while (at < end && line[at] != '"' && line[at] != '\\' && isPlain(line[at])) {
      at++;
    }
    if (at < end && line[at] == '"') {
      content = line;
      contentFrom = start;
      contentTo = at++;
      return Token.STRING;
    }
    return escaped(start);
  }

  /** Bytes beyond ASCII are negative. */
  private static boolean isPlain(byte b) {
    return b < 0 || b >= ' ';
  }

  private Token escaped(int start) throws SQLException {
    // No escape is shorter than what it stands for.
    if (scratch.length < end - start) {
      scratch = new byte[Math.max(end - start, 2 * scratch.length)];
    }
    int to = at - start;
    System.arraycopy(line, start, scratch, 0, to);
    while (at < end && line[at] != '"') {
      byte b = line[at];
      if (b == '\\') {
        to = escape(to);
      } else if (isPlain(b)) {
        scratch[to++] = b;
        at++;
      } else {
        throw error(at, "a control character inside a string; it must be escaped");
      }
    }
    if (at == end) {
      throw error(tokenAt, "a string is not closed on its line");
    }
    at++;
    content = scratch;
    contentFrom = 0;
    contentTo = to;
    return Token.STRING;
  }

  private int escape(int to) throws SQLException {
    int escapeAt = at;
    byte kind = at + 1 < end ? line[at + 1] : 0;
    at += 2;
    byte one =
        switch (kind) {
          case '"', '\\', '/' -> kind;
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'u' -> 0;
          default -> throw error(escapeAt, "a string has an unknown escape");
        };
    if (kind != 'u') {
      scratch[to] = one;
      return to + 1;
    }
    int point = unit(escapeAt);
    if (Character.isHighSurrogate((char) point)
        && at + 1 < end
        && line[at] == '\\'
        && line[at + 1] == 'u') {
      at += 2;
      int low = unit(escapeAt);
      if (Character.isLowSurrogate((char) low)) {
        point = Character.toCodePoint((char) point, (char) low);
      }
    }
    if (point < 0x80) {
      scratch[to] = (byte) point;
      return to + 1;
    }
    int after = Utf8.put(point, scratch, to);
    if (after < 0) {
      throw place.atRow(
          ErrorCode.BAD_TEXT, position(escapeAt) + "a string has an unpaired surrogate");
    }
    return after;
  }

  /** Reads four hexadecimal digits. */
  private int unit(int escapeAt) throws SQLException {
    int value = 0;
    for (int i = 0; i < 4; i++, at++) {
      int digit = at < end ? Character.digit(line[at], 16) : -1;
      if (digit < 0) {
        throw error(escapeAt, "a string has an unknown escape");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private SQLException unknown() {
    int stop = at + 1;
    while (stop < end && isWord(line[stop])) {
      stop++;
    }
    // Of bytes beyond ASCII all of a character.
    return error(at, "no JSON: " + GuestText.quote(line, at, stop - at));
  }

  private static boolean isWord(byte b) {
    return b < 0 || (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
  }

  /** Returns an error that names the last token. */
  SQLException expected(String wanted, Token found) {
    return error(tokenAt, "found " + found + ", expected " + wanted);
  }

  private SQLException error(int where, String message) {
    return place.atRow(ErrorCode.BAD_FRAME, position(where) + message);
  }

  private String position(int where) {
    return "at byte " + (where - from + 1) + " of the line, ";
  }

  /** Returns the bytes of the content. */
  byte[] copy() {
    return Arrays.copyOfRange(content, contentFrom, contentTo);
  }
}
