package dev.insitu.benchmarks;

import static java.util.stream.Collectors.joining;

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
    command.add(javaProgram());
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath() + File.pathSeparator + peers(), main.getName()));
    command.addAll(List.of(arguments));
    return output(command);
  }

  /** Returns the program that runs this JVM. */
  static String javaProgram() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Returns the class path of this JVM. */
  static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** Returns the class path of what only benchmarks load, empty where there is none. */
  static String peers() throws IOException {
    String home = System.getProperty("insitu.home");
    Path peers = Path.of(home == null ? "." : home, "cli", "target", "peers");
    if (!Files.isDirectory(peers)) {
      return "";
    }
    try (Stream<Path> jars = Files.list(peers)) {
      return jars.map(Path::toString).sorted().collect(joining(File.pathSeparator));
    }
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
