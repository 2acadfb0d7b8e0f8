package dev.insitu.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Runs the command line in this process and keeps what it writes. */
final class Console {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String input = "";

  Console input(String text) {
    input = text;
    return this;
  }

  int run(String... arguments) {
    out.reset();
    err.reset();
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    return Main.run(Streams.of(new ByteArrayInputStream(bytes), out, err), arguments);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
