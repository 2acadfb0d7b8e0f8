package dev.insitu.sandbox.recording;

/** The reason why a recording is not replayed, in one line: place, rule, found, allowed. */
public final class RecordingRefused extends Exception {
  private static final long serialVersionUID = 1;

  RecordingRefused(String message) {
    super(message);
  }

  /** Returns the line. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
