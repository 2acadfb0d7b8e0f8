package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands from start to end, with real modules. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class CommandRunTest {
  private static final Limits LIMITS =
      new Limits(1_000_000_000, 16, 10_000, 100, 0, 1 << 28, 1_000, 1_000);

  @Test
  void bytesGoInAndComeOut() {
    byte[] input = new byte[1_000_003];
    new Random(1).nextBytes(input);
    Commands.Result result = Commands.run("echo", spec("echo"), LIMITS, input);
    assertThat(result.output()).isEqualTo(input);
    assertThat(result.outcome())
        .isInstanceOfSatisfying(Outcome.Exited.class, end -> assertThat(end.code()).isEqualTo(1));
  }

  @Test
  void theSampleKeepsTheFirstRecords() throws Exception {
    byte[] wasm =
        java.nio.file.Files.readAllBytes(
            java.nio.file.Path.of(System.getProperty("insitu.root"), "samples/top-n/top-n.wasm"));
    byte[] csv = "a,b\n1,\"x\ny\"\n2,z\n3,w\n".getBytes(StandardCharsets.UTF_8);
    Commands.Result result =
        Commands.run(Sandbox.create().load(wasm), spec("top-n", "2"), LIMITS, csv);
    assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(new String(result.output(), StandardCharsets.UTF_8))
        .isEqualTo("a,b\n1,\"x\ny\"\n2,z\n");
  }

  private static CommandSpec spec(String... arguments) {
    return new CommandSpec(List.of(arguments), List.of(), 0, 0);
  }
}
