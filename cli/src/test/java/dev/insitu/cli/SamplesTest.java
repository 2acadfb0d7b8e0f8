package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.SandboxInstance;
import dev.insitu.sandbox.module.ModuleKind;
import dev.insitu.sandbox.module.ModuleRejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Each committed sample does what its README says. */
final class SamplesTest {
  private static final Path SAMPLES = Path.of(System.getProperty("insitu.root")).resolve("samples");

  /** The defaults with less fuel, so that a loop ends soon. */
  private static final Limits LIMITS =
      new Limits(
          10_000_000,
          Limits.DEFAULT.memoryPages(),
          Limits.DEFAULT.stackDepth(),
          Limits.DEFAULT.tableEntries(),
          Limits.DEFAULT.wallMillis(),
          Limits.DEFAULT.outputBytes(),
          Limits.DEFAULT.outputRows(),
          Limits.DEFAULT.stderrBytes());

  @Test
  void greatCircleMeasuresKilometres() throws Exception {
    assertThat(km(0, 0, 0, 0)).isZero();
    assertThat(km(0, 0, 0, 180)).isCloseTo(Math.PI * 6371.0088, within(1e-6));
    assertThat(km(90, 0, 0, 77)).isCloseTo(Math.PI / 2 * 6371.0088, within(1e-6));
    assertThat(km(21.32, -157.92, 61.17, -150.0)).isBetween(4400.0, 4500.0);
  }

  @Test
  void cleanTextTidiesNames() throws Exception {
    assertThat(clean("  UNITED \t airlines ")).isEqualTo("United Airlines");
    assertThat(clean("canada GOOSE")).isEqualTo("Canada Goose");
    assertThat(clean("o'hare cooper's-hawk")).isEqualTo("O'hare Cooper's-Hawk");
    assertThat(clean("éLAN  ŒUVRE")).isEqualTo("Élan Œuvre");
    assertThat(clean("   ")).isEmpty();
  }

  @Test
  void anEndlessLoopRunsOutOfFuel() throws Exception {
    try (SandboxInstance instance = start("hostile/spin")) {
      Outcome end = instance.function("spin").call(new long[] {1}, new long[1]);
      assertThat(end)
          .isInstanceOfSatisfying(
              Outcome.Exhausted.class,
              exhausted -> assertThat(exhausted.limit()).isEqualTo(Limits.Kind.FUEL));
    }
  }

  @Test
  void aModuleThatAsksForTheNetworkIsRefused() {
    assertThatThrownBy(() -> load("hostile/network"))
        .isInstanceOfSatisfying(
            ModuleRejected.class,
            refused -> assertThat(refused.reason()).isEqualTo(ModuleRejected.Reason.IMPORT))
        .hasMessageContaining("'env.connect' is not allowed");
  }

  @Test
  void topNIsACommandThatTheSandboxTakes() throws Exception {
    assertThat(load("top-n/top-n").description().kind()).isEqualTo(ModuleKind.COMMAND);
  }

  private static double km(double... degrees) throws Exception {
    try (SandboxInstance instance = start("great-circle/great-circle")) {
      long[] result = new long[1];
      long[] bits = DoubleStream.of(degrees).mapToLong(Double::doubleToRawLongBits).toArray();
      assertThat(instance.function("km").call(bits, result)).isInstanceOf(Outcome.Completed.class);
      return Double.longBitsToDouble(result[0]);
    }
  }

  private static String clean(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (SandboxInstance instance = start("clean-text/clean-text")) {
      long[] address = new long[1];
      instance.function("insitu_alloc").call(new long[] {bytes.length}, address);
      assertThat(instance.memory().write(address[0], bytes, 0, bytes.length)).isTrue();
      long[] result = new long[1];
      assertThat(instance.function("clean").call(new long[] {address[0], bytes.length}, result))
          .isInstanceOf(Outcome.Completed.class);
      byte[] cleaned = new byte[(int) result[0]];
      assertThat(instance.memory().read(result[0] >>> 32, cleaned, 0, cleaned.length)).isTrue();
      return new String(cleaned, StandardCharsets.UTF_8);
    }
  }

  private static SandboxInstance start(String sample) throws Exception {
    SandboxInstance instance = load(sample).instantiate(LIMITS, Cancellation.after(60_000));
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    return instance;
  }

  private static GuestModule load(String sample) throws IOException, ModuleRejected {
    return Sandbox.create().load(Files.readAllBytes(SAMPLES.resolve(sample + ".wasm")));
  }
}
