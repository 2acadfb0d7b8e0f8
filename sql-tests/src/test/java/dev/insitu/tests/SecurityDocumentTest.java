package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every promise of docs/security.md names a test, and every test that is named exists. */
final class SecurityDocumentTest {
  private static final Path DOCUMENT = Repository.root().resolve("docs/security.md");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test(?:\\.\\w+)?)`");

  @Test
  void everyTestThatIsNamedExists() {
    List<String> named = Repository.lines(DOCUMENT).stream().flatMap(this::tests).toList();
    assertThat(named).hasSizeGreaterThan(50);
    assertThat(named.stream().filter(test -> !TestNames.exists(test))).isEmpty();
  }

  @Test
  void everyPromiseNamesATest() {
    List<String> rows =
        Repository.lines(DOCUMENT).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
            .filter(line -> !line.startsWith("| promise") && !line.startsWith("| source"))
            .toList();
    assertThat(rows)
        .hasSizeGreaterThan(25)
        .allMatch(row -> tests(row).findAny().isPresent(), "names a test");
  }

  private Stream<String> tests(String line) {
    return TEST.matcher(line).results().map((MatchResult match) -> match.group(1));
  }
}
