package dev.insitu.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs other programs. */
final class Processes {
  private Processes() {}

  /**
   * Runs a program to its end and returns the lines that it wrote.
   *
   * @throws IOException when it cannot be started or fails, with what it wrote
   */
  static List<String> output(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      List<String> lines;
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        lines = reader.lines().toList();
      }
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(
            command.get(0) + " ended with " + code + ": " + String.join("\n", lines));
      }
      return lines;
    } catch (InterruptedException e) {
      throw new IOException(command.get(0) + " was not waited for", e);
    } finally {
      process.destroy();
    }
  }
}
