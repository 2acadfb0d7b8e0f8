package dev.insitu.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The project's own files, as tests see them. */
final class Repository {
  private static final Set<String> SKIPPED = Set.of("target", ".git", ".insitu", "node_modules");

  private Repository() {}

  /** Returns the folder that holds the parent pom. */
  static Path root() {
    return Path.of(System.getProperty("insitu.root", "..")).toAbsolutePath().normalize();
  }

  /** Returns every file whose name has one of these endings, sorted by path. */
  static List<Path> files(String... endings) {
    try (Stream<Path> walk = Files.walk(root())) {
      return walk.filter(Files::isRegularFile)
          .filter(Repository::isOurs)
          .filter(f -> Stream.of(endings).anyMatch(e -> f.toString().endsWith(e)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the lines of a text file. */
  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the path as it is written in messages. */
  static String name(Path file) {
    return root().relativize(file).toString();
  }

  private static boolean isOurs(Path file) {
    for (Path part : root().relativize(file)) {
      if (SKIPPED.contains(part.toString())) {
        return false;
      }
    }
    return true;
  }
}
