package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compiled loops count fuel in locals and keep the memory in them: what they compute, where they
 * end and what they cost is what the interpreter says, which counts at once, and over the ends of
 * slices, after traps, in callees and around a growing memory too.
 */
final class LoopTest {
  /** Turns: none, a few, and more than a slice of fuel. */
  private static final int[] TURNS = {0, 1, 2, 300, 60_000};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "count",
        "branches",
        "traps",
        "calls",
        "calls_to_a_trap",
        "operands",
        "fills",
        "tree"
      })
  void loopsCostTheSameOnBothTiers(String export) throws Exception {
    GuestModule module = Sandbox.create().load(TestModules.bytes("loops"));
    for (int turns : TURNS) {
      long cost = fuel(module, export, turns, 1L << 40);
      List<Long> limits = new ArrayList<>(List.of(cost, cost - 1, cost / 3 + 1));
      limits.add(1L << 40);
      for (long limit : limits) {
        assertThat(end(module, Tier.COMPILED, export, turns, limit))
            .as(export + "(" + turns + ") with fuel " + limit)
            .isEqualTo(end(module, Tier.INTERPRETED, export, turns, limit));
      }
    }
  }

  /** The JIT compiles the loop while it runs. */
  @Test
  void aHotLoopEndsWhereItsFuelDoes() throws Exception {
    GuestModule module = Sandbox.create().load(TestModules.bytes("loops"));
    long cost = fuel(module, "count", 3_000_000, 1L << 40);
    for (int round = 0; round < 5; round++) {
      assertThat(fuel(module, "count", 3_000_000, cost)).isEqualTo(cost);
      assertThat(end(module, Tier.COMPILED, "count", 3_000_000, cost - 1))
          .startsWith("Exhausted[limit=FUEL");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void memoryIsTheGrownOneBehindWhateverGrewIt(Tier tier) throws Exception {
    GuestModule module = Sandbox.create().load(TestModules.bytes("growth"));
    for (String export : List.of("own", "direct", "far", "indirect")) {
      assertThat(end(module, tier, export, -1, 1L << 40)).as(export).startsWith("[18] Completed");
    }
    // The last turn adds nine to what the first page ends with, which is 0 + 0.
    assertThat(end(module, tier, "loop", -1, 1L << 40)).startsWith("[9] Completed");
  }

  private static long fuel(GuestModule module, String export, int turns, long limit) {
    try (SandboxInstance instance = start(module, Tier.COMPILED, limit)) {
      instance.function(export).call(new long[] {turns}, new long[1]);
      return instance.fuelUsed();
    }
  }

  private static String end(GuestModule module, Tier tier, String export, int turns, long limit) {
    try (SandboxInstance instance = start(module, tier, limit)) {
      long[] results = new long[1];
      long[] arguments = turns < 0 ? new long[0] : new long[] {turns};
      Outcome end = instance.function(export).call(arguments, results);
      return end instanceof Outcome.Completed ? "[" + results[0] + "] " + end : end.toString();
    }
  }

  private static SandboxInstance start(GuestModule module, Tier tier, long fuel) {
    return TestModules.started(module, new Limits(fuel, 20, 60_000, 100, 0, 0, 0, 0), tier);
  }
}
