package dev.insitu.cli;

import dev.insitu.sandbox.module.SafeText;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.regex.Pattern;

/** How errors of statements are worded. */
final class ErrorText {
  /** What H2 appends: the whole statement, its error code and build. */
  private static final Pattern APPENDED =
      Pattern.compile("(; SQL statement:\n.*)? \\[\\d+-\\d+]$", Pattern.DOTALL);

  private ErrorText() {}

  /** Returns one line, {@code error: SQLSTATE 38000: message}; warnings begin as such. */
  static String of(SQLException error) {
    String message = error.getMessage() == null ? "no message" : error.getMessage();
    String state = error.getSQLState() == null ? "HY000" : error.getSQLState();
    String oneLine =
        APPENDED.matcher(message).replaceFirst("").replaceAll("\\s*[\r\n]+\\s*", " ").strip();
    return (error instanceof SQLWarning ? "warning" : "error")
        + ": SQLSTATE "
        + state
        + ": "
        + SafeText.escape(oneLine);
  }
}
