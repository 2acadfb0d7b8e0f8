package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's story, and the scripts that it is made of. */
final class DemoTest {
  private static final Path ROOT = Path.of(System.getProperty("insitu.root"));

  private final Console console = new Console();

  /** The whole text: the same rows, and the same fuel, every time and everywhere. */
  @Test
  void demoTellsTheSameStoryEverywhere() throws IOException {
    System.setProperty("insitu.home", ROOT.toString());
    assertThat(console.run("demo")).isZero();
    assertThat(console.err()).isEmpty();
    Path story = ROOT.resolve("cli/src/test/resources/demo.txt");
    if (Boolean.getBoolean("insitu.demo.update")) {
      Files.writeString(story, console.out());
    }
    assertThat(console.out()).isEqualTo(Files.readString(story));
    assertThat(console.out()).contains("Honolulu", "Anchorage");
  }

  @ParameterizedTest
  @ValueSource(strings = {"city-pairs", "operators", "top-routes"})
  void scriptsRunAlone(String script) {
    Path samples = ROOT.resolve("samples");
    String load = samples.resolve("load.sql").toString();
    int code =
        console.run("run", "--format", "csv", load, samples.resolve(script + ".sql").toString());
    assertThat(console.err()).isEmpty();
    assertThat(code).isZero();
    assertThat(console.out().lines().count()).isGreaterThan(8);
  }

  @Test
  void hostileScriptEndsAtItsFirstErrorUnlessToldToContinue() {
    Path samples = ROOT.resolve("samples");
    String load = samples.resolve("load.sql").toString();
    String hostile = samples.resolve("hostile.sql").toString();
    assertThat(console.run("run", "--format", "csv", load, hostile)).isEqualTo(1);
    assertThat(console.err().lines()).hasSize(2);
    assertThat(console.err()).contains("SQLSTATE 53M01");
    assertThat(console.run("run", "--continue", "--format", "csv", load, hostile)).isEqualTo(1);
    assertThat(console.err().lines()).hasSize(4);
    assertThat(console.err()).contains("SQLSTATE 42M04");
    assertThat(console.out()).endsWith("AIRPORTS\n3376\n");
  }
}
