package dev.insitu.cli;

/** The text ends inside a string, a quoted name or a comment. */
final class UnclosedException extends Exception {
  private static final long serialVersionUID = 1;

  private final int line;

  UnclosedException(String what, int line, int column) {
    super(what + " that starts at line " + line + ", column " + column + " is not closed");
    this.line = line;
  }

  /** Returns the line of what is not closed, from 1. */
  int line() {
    return line;
  }
}
