package dev.insitu.cli;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.impl.DefaultParser;

/** Says when what was typed is complete: every statement ended, nothing left open. */
final class ShellParser extends DefaultParser {
  private final Predicate<String> isCommand;

  ShellParser(Predicate<String> isCommand) {
    this.isCommand = isCommand;
    setQuoteChars(new char[0]);
    setEscapeChars(new char[0]);
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if ((context == ParseContext.ACCEPT_LINE || context == ParseContext.SECONDARY_PROMPT)
        && !isComplete(line)) {
      throw new EOFError(-1, cursor, "the statement is not complete", "");
    }
    return super.parse(line, cursor, context);
  }

  @Override
  public boolean isDelimiterChar(CharSequence buffer, int pos) {
    char c = buffer.charAt(pos);
    return !Character.isLetterOrDigit(c) && c != '_' && c != '.' && c != '"';
  }

  private boolean isComplete(String text) {
    StatementReader reader = new StatementReader(new StringReader(text), isCommand);
    try {
      for (var next = reader.next(); next != null; next = reader.next()) {
        if (!next.ended()) {
          return false;
        }
      }
      return true;
    } catch (UnclosedException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
