package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.tests.Markdown.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Follows README's "Your first function" from an empty folder: its files, its commands, its output.
 */
@Tag("ci")
final class FirstFunctionTest {
  @ParameterizedTest
  @CsvSource({"c, clang-19, tip.c", "rust, rustc, tip.rs", "ts, npx, tip.ts"})
  void firstFunctionWorksAsWritten(
      String language, String tool, String source, @TempDir Path folder) throws Exception {
    if (!Tools.has(tool, "README's first function in " + language)) {
      return;
    }
    List<Block> blocks = Markdown.blocks(Repository.root().resolve("README.md"));
    int at = 0;
    while (!blocks.get(at).language().equals(language)) {
      at++;
    }
    Files.writeString(folder.resolve(source), blocks.get(at).text());
    run(folder, blocks.get(at + 1).text());
    assertThat(folder.resolve("tip.wasm")).isNotEmptyFile();
    while (!blocks.get(at).text().contains("'file:tip.wasm'")) {
      at++;
    }
    Files.writeString(folder.resolve("tip.sql"), blocks.get(at).text());
    String insitu = Repository.root().resolve("insitu").toString();
    assertThat(run(folder, "'" + insitu + "' inspect tip.wasm")).contains("CREATE FUNCTION tip(");
    assertThat(run(folder, "'" + insitu + "' run tip.sql")).endsWith(blocks.get(at + 1).text());
  }

  private static String run(Path folder, String command) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-ec", command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(output.toFile());
    // README names Debian's packages, which another toolchain may hide.
    builder.environment().merge("PATH", "/usr/bin:/bin", (old, first) -> first + ":" + old);
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(command).isTrue();
    assertThat(process.exitValue()).as(command).isZero();
    return Files.readString(output);
  }
}
