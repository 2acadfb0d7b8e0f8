package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The modules of the test resources, each with its text beside it. */
final class TestModules {
  private TestModules() {}

  static byte[] bytes(String name) {
    try (InputStream in = TestModules.class.getResourceAsStream("/modules/" + name + ".wasm")) {
      if (in == null) {
        throw new IllegalArgumentException("no module " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static final Limits SMALL = new Limits(1_000_000, 16, 10_000, 100, 0, 1_000, 1_000, 100);

  /**
   * Returns an instance that is ready for calls, sealed, under limits that hold for calls only:
   * however little fuel there is, it starts.
   */
  static SandboxInstance started(GuestModule module, Limits limits, Tier tier) {
    Limits enough =
        new Limits(
            1L << 40,
            limits.memoryPages(),
            limits.stackDepth(),
            limits.tableEntries(),
            limits.wallMillis(),
            limits.outputBytes(),
            limits.outputRows(),
            limits.stderrBytes());
    try (SandboxInstance first = module.instantiate(enough, Cancellation.create(), tier)) {
      assertThat(first.initialize()).isInstanceOf(Outcome.Completed.class);
      first.seal();
      return first.snapshot().instantiate(limits, Cancellation.create());
    }
  }
}
