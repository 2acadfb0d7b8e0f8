package dev.insitu.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs other programs. */
final class Processes {
  private Processes() {}

  /**
   * Runs a class in a JVM of its own, with the class path of this one and with the engine as
   * everybody gets it, which the launcher keeps in a folder of its own.
   *
   * @param flags of the JVM
   */
  static List<String> java(List<String> flags, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return output(command);
  }

  private static String classPath() throws IOException {
    List<String> path = new ArrayList<>(List.of(System.getProperty("java.class.path")));
    String home = System.getProperty("insitu.home");
    Path peers = Path.of(home == null ? "." : home, "cli", "target", "peers");
    if (Files.isDirectory(peers)) {
      try (Stream<Path> jars = Files.list(peers)) {
        jars.map(Path::toString).sorted().forEach(path::add);
      }
    }
    return String.join(File.pathSeparator, path);
  }

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
