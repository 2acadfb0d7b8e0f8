package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class InspectTest {
  private static final Path MODULES =
      Path.of(System.getProperty("insitu.root")).resolve("sandbox/src/test/resources/modules");

  private final Console console = new Console();

  @Test
  void describesAModuleAndSuggestsItsSql() {
    assertThat(console.run("inspect", MODULES.resolve("arithmetic.wasm").toString())).isZero();
    assertThat(console.out())
        .contains("kind     library")
        .contains("  function add (i32, i32) -> i32")
        .contains("  memory memory")
        .contains(
            "  CREATE FUNCTION half(p1 DOUBLE PRECISION) RETURNS DOUBLE PRECISION LANGUAGE WASM"
                + " FROM MODULE arithmetic;");
  }

  @Test
  void aRefusedModuleAndAMissingFileAreErrorsOfTheCommand() {
    assertThat(console.run("inspect", MODULES.resolve("network.wasm").toString())).isEqualTo(1);
    assertThat(console.run("inspect", MODULES.resolve("absent.wasm").toString())).isEqualTo(1);
    assertThat(console.run("unknown")).isEqualTo(2);
    assertThat(console.run()).isEqualTo(2);
  }

  @Test
  void printsItsVersion() {
    assertThat(console.run("--version")).isZero();
  }
}
