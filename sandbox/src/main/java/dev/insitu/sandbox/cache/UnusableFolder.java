package dev.insitu.sandbox.cache;

import java.io.IOException;

/** A folder or file that must not be trusted; the message is a sentence for people. */
final class UnusableFolder extends IOException {
  private static final long serialVersionUID = 1;

  UnusableFolder(String message) {
    super(message);
  }
}
