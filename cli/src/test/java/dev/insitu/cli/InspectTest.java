package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Names that SQL has, text, programs: what is suggested runs as it stands. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sandbox/src/test/resources/modules/arithmetic.wasm",
        "samples/clean-text/clean-text.wasm",
        "samples/great-circle/great-circle.wasm",
        "samples/hostile/spin.wasm",
        "samples/tip/tip.wasm",
        "samples/top-n/top-n.wasm"
      })
  void itsSqlRuns(String module) {
    Path file = Path.of(System.getProperty("insitu.root"), module);
    assertThat(console.run("inspect", file.toString())).isZero();
    String sql = console.out().substring(console.out().indexOf("as SQL\n") + "as SQL\n".length());
    assertThat(sql).contains("CREATE FUNCTION");
    assertThat(console.input(sql).run("run", "-")).as(sql).isZero();
    assertThat(console.err()).isEmpty();
  }

  @Test
  void aRefusedModuleAndAMissingFileAreErrorsOfTheCommand() {
    assertThat(console.run("inspect", MODULES.resolve("network.wasm").toString())).isEqualTo(1);
    assertThat(console.run("inspect", MODULES.resolve("absent.wasm").toString())).isEqualTo(1);
    assertThat(console.run("unknown")).isEqualTo(2);
    assertThat(console.run()).isEqualTo(2);
  }

  @Test
  void saysWhyCompiledCodeIsNotKept(@TempDir Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    String setting = System.setProperty("insitu.cache", folder.toString());
    try {
      String module = MODULES.resolve("arithmetic.wasm").toString();
      assertThat(console.run("inspect", module)).isZero();
      assertThat(console.out())
          .contains(
              "note     compiled code is not kept: "
                  + folder
                  + " may be used by others (rwxr-xr-x); leave it to its owner: chmod go= "
                  + folder
                  + "\nimports\n");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      assertThat(console.run("inspect", module)).isZero();
      assertThat(folder.resolve("key")).exists();
      assertThat(console.out()).contains("kind     library").doesNotContain("note     ");
    } finally {
      System.setProperty("insitu.cache", setting);
    }
  }

  @Test
  void printsItsVersion() {
    assertThat(console.run("--version")).isZero();
  }
}
