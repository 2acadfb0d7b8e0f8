package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class InspectTest {
  private static final Path MODULES =
      Path.of(System.getProperty("insitu.root")).resolve("sandbox/src/test/resources/modules");

  private final StringWriter out = new StringWriter();

  @Test
  void describesAModuleAndSuggestsItsSql() {
    assertThat(inspect(MODULES.resolve("arithmetic.wasm"))).isZero();
    assertThat(out.toString())
        .contains("kind     library")
        .contains("  function add (i32, i32) -> i32")
        .contains("  memory memory")
        .contains(
            "  CREATE FUNCTION half(p1 DOUBLE PRECISION) RETURNS DOUBLE PRECISION LANGUAGE WASM"
                + " FROM MODULE arithmetic;");
  }

  @Test
  void aRefusedModuleAndAMissingFileAreErrorsOfTheCommand() {
    assertThat(Main.run("inspect", MODULES.resolve("network.wasm").toString())).isEqualTo(1);
    assertThat(Main.run("inspect", MODULES.resolve("absent.wasm").toString())).isEqualTo(1);
    assertThat(Main.run("unknown")).isEqualTo(2);
    assertThat(Main.run()).isEqualTo(2);
  }

  @Test
  void printsItsVersion() {
    assertThat(Main.run("--version")).isZero();
  }

  private int inspect(Path file) {
    return new CommandLine(new Inspect())
        .setOut(new PrintWriter(out, true))
        .execute(file.toString());
  }
}
