package dev.insitu.tests;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names of test classes and their methods, read from the sources of all modules. */
final class TestNames {
  private static final Map<String, List<Path>> CLASSES =
      Repository.files(".java").stream()
          .filter(file -> Repository.name(file).contains("src/test/"))
          .collect(
              Collectors.groupingBy(file -> file.getFileName().toString().replace(".java", "")));

  private TestNames() {}

  /** Returns whether there is this test, {@code Class} or {@code Class.method}. */
  static boolean exists(String test) {
    String[] names = test.split("\\.", 2);
    List<Path> files = CLASSES.getOrDefault(names[0], List.of());
    if (names.length == 1) {
      return !files.isEmpty();
    }
    Pattern method = Pattern.compile("\\b(void|Stream<DynamicTest>) " + names[1] + "\\(");
    return files.stream()
        .flatMap(file -> Repository.lines(file).stream())
        .anyMatch(line -> method.matcher(line).find());
  }
}
