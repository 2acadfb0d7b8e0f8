package dev.insitu.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What names no function of ours is answered as H2's own driver answers it. */
final class PassThroughTest {
  @TempDir private Path folder;

  static Stream<Arguments> everything() {
    List<Scenario> scenarios =
        Stream.of(StatementScenarios.all(), PreparedScenarios.all(), ConnectionScenarios.all())
            .flatMap(List::stream)
            .toList();
    return Arrays.stream(TestDatabase.values())
        .flatMap(database -> scenarios.stream().map(s -> Arguments.of(database, s)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("everything")
  void answersAreThoseOfH2(TestDatabase database, Scenario scenario) throws SQLException {
    Transcript expected = new Transcript();
    try (Connection plain = database.plain(folder, "DB_ONE")) {
      scenario.play(plain, expected);
    }
    Transcript actual = new Transcript();
    try (Connection insitu = database.insitu(folder, "DB_TWO")) {
      scenario.play(insitu, actual);
    }
    assertThat(actual.toString().replace("DB_TWO", "DB_ONE"))
        .isEqualTo(expected.toString())
        .isNotEmpty();
  }
}
