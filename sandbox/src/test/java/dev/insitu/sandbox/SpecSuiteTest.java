package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The WebAssembly core specification's own tests, run on metered modules through the sandbox, on
 * both tiers. Where a module uses externref, it runs with funcref in its place; left out are six
 * tests of linking that tell the two apart, and the calls of one function that is larger than a
 * Java method may be.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
final class SpecSuiteTest {
  @Test
  @SuppressWarnings("SystemOut")
  void everyAssertionHoldsOnBothTiers() throws IOException {
    Path suite = SpecScript.suite("wasm-spec.zip");
    if (suite == null) {
      System.out.println("NOT RUN: the WebAssembly spec suite is absent (insitu.testsuites)");
      return;
    }
    Sandbox sandbox = SpecRunner.sandbox();
    SpecRunner compiled = new SpecRunner(sandbox, Tier.COMPILED);
    SpecRunner interpreted = new SpecRunner(sandbox, Tier.INTERPRETED);
    for (SpecScript script : SpecScript.read(suite)) {
      GuestThreads.call(
          () -> {
            compiled.run(script);
            interpreted.run(script);
            return script;
          },
          4 * SpecRunner.LIMITS.stackDepth());
    }
    System.out.println("spec suite, compiled: " + compiled.passed);
    System.out.println("spec suite, interpreted: " + interpreted.passed);
    System.out.println("spec suite, left out: " + compiled.excluded);
    assertThat(compiled.failures).isEmpty();
    assertThat(interpreted.failures).isEmpty();
    assertThat(interpreted.passed).isEqualTo(compiled.passed);
    assertThat(compiled.passed)
        .satisfies(counts -> assertAtLeast(counts, "assert_return", 21_000))
        .satisfies(counts -> assertAtLeast(counts, "assert_trap", 2_200));
    assertThat(compiled.excluded).doesNotContainKeys("assert_invalid", "assert_malformed");
  }

  private static void assertAtLeast(Map<String, Integer> counts, String kind, int least) {
    assertThat(counts.getOrDefault(kind, 0)).as(kind).isGreaterThanOrEqualTo(least);
  }
}
