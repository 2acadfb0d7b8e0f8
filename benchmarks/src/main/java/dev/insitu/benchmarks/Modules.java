package dev.insitu.benchmarks;

import java.io.IOException;
import java.io.InputStream;

/** The modules of the benchmarks. */
final class Modules {
  private Modules() {}

  static byte[] read(String name) throws IOException {
    try (InputStream in = Modules.class.getResourceAsStream(name + ".wasm")) {
      if (in == null) {
        throw new IOException("no module " + name);
      }
      return in.readAllBytes();
    }
  }
}
