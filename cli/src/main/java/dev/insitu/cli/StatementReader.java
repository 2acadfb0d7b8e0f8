package dev.insitu.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Cuts SQL text into statements while it is read, by H2's lexical rules: strings, quoted names,
 * nested comments and {@code $$} hide semicolons. Holds one statement at a time.
 */
final class StatementReader {
  private static final int END = -1;
  private static final int BYTE_ORDER_MARK = 0xfeff;

  private final Reader in;
  private final Predicate<String> isCommand;
  private final StringBuilder comment = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private int current;
  private boolean started;
  private int line = 1;
  private int column = 1;
  private int startLine;

  StatementReader(Reader in) {
    this(in, line -> false);
  }

  /**
   * Reads statements and commands.
   *
   * @param isCommand whether a first line is a command, complete without a semicolon
   */
  StatementReader(Reader in, Predicate<String> isCommand) {
    this.in = new BufferedReader(in);
    this.isCommand = isCommand;
  }

  /** Returns the next statement, null at the end. */
  @Nullable SqlStatement next() throws IOException, UnclosedException {
    if (!started) {
      started = true;
      current = in.read();
      if (current == BYTE_ORDER_MARK) {
        current = in.read();
      }
    }
    comment.setLength(0);
    text.setLength(0);
    while (current != END) {
      if (current == ';') {
        advance();
        if (!text.isEmpty()) {
          return statement(true);
        }
        comment.setLength(0);
      } else if (current == '\n' && isCommand.test(text.toString().strip())) {
        return statement(true);
      } else {
        token();
      }
    }
    return text.isEmpty() ? null : statement(isCommand.test(text.toString().strip()));
  }

  private SqlStatement statement(boolean ended) {
    return new SqlStatement(
        comment.toString().strip(), text.toString().stripTrailing(), startLine, ended);
  }

  private void token() throws IOException, UnclosedException {
    switch (current) {
      case '\'' -> quoted("string");
      case '"', '`' -> quoted("quoted name");
      case '-' -> dashes();
      case '/' -> slash();
      case '$' -> dollar();
      default -> {
        if (Character.isWhitespace(current) && text.isEmpty()) {
          comment.append((char) advance());
        } else {
          keep();
        }
      }
    }
  }

  private void quoted(String what) throws IOException, UnclosedException {
    int fromLine = line;
    int fromColumn = column;
    int quote = current;
    do {
      keep();
      while (current != quote) {
        if (current == END) {
          throw new UnclosedException(what, fromLine, fromColumn);
        }
        keep();
      }
      keep();
    } while (current == quote);
  }

  private void dashes() throws IOException {
    advance();
    if (current == '-') {
      restOfLine("-");
    } else {
      keep('-');
    }
  }

  private void restOfLine(String first) throws IOException {
    StringBuilder into = blank();
    into.append(first);
    while (current != END && current != '\n') {
      into.append((char) advance());
    }
  }

  private void slash() throws IOException, UnclosedException {
    int fromLine = line;
    int fromColumn = column;
    advance();
    if (current == '/') {
      restOfLine("/");
    } else if (current == '*') {
      bracketed(fromLine, fromColumn);
    } else {
      keep('/');
    }
  }

  private void bracketed(int fromLine, int fromColumn) throws IOException, UnclosedException {
    StringBuilder into = blank();
    into.append('/').append((char) advance());
    int depth = 1;
    int before = END;
    while (depth > 0) {
      if (current == END) {
        throw new UnclosedException("comment", fromLine, fromColumn);
      }
      int now = advance();
      into.append((char) now);
      if (before == '*' && now == '/') {
        depth--;
        now = END;
      } else if (before == '/' && now == '*') {
        depth++;
        now = END;
      }
      before = now;
    }
  }

  private void dollar() throws IOException, UnclosedException {
    int fromLine = line;
    int fromColumn = column;
    boolean insideName =
        !text.isEmpty() && Character.isJavaIdentifierPart(text.charAt(text.length() - 1));
    keep();
    if (insideName || current != '$') {
      return;
    }
    keep();
    int before = END;
    while (before != '$' || current != '$') {
      if (current == END) {
        throw new UnclosedException("$$ text", fromLine, fromColumn);
      }
      before = current;
      keep();
    }
    keep();
  }

  /** Where blanks and comments belong: before the statement or in it. */
  private StringBuilder blank() {
    return text.isEmpty() ? comment : text;
  }

  private void keep() throws IOException {
    if (text.isEmpty()) {
      startLine = line;
    }
    text.append((char) advance());
  }

  private void keep(char passed) {
    if (text.isEmpty()) {
      startLine = line;
    }
    text.append(passed);
  }

  private int advance() throws IOException {
    int passed = current;
    if (passed == '\n') {
      line++;
      column = 1;
    } else {
      column++;
    }
    current = in.read();
    return passed;
  }
}
