package dev.insitu.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The modules of the test resources, each with its text beside it. */
final class TestModules {
  private TestModules() {}

  static byte[] bytes(String name) {
    try (InputStream in = TestModules.class.getResourceAsStream("/modules/" + name + ".wasm")) {
      if (in == null) {
        throw new IllegalArgumentException("no module " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static final Limits SMALL = new Limits(1_000_000, 16, 10_000, 100, 0, 1_000, 1_000, 100);
}
