package dev.insitu.cli;

/** An end of a command with a message for the user, of one line. */
final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  Failure(String message) {
    super(message);
  }
}
