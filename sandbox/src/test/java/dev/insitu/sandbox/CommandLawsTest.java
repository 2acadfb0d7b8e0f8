package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the host does meanwhile changes nothing: output, errors, fuel and end are the command's. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class CommandLawsTest {
  private static final long SEED = 20_261_124;

  @Test
  void chunksAndPollsChangeNothing() {
    law(SEED, 60);
  }

  @Test
  @Tag("ci")
  void chunksAndPollsChangeNothingOverMany() {
    law(SEED + 1, 2_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000_000_000, 1_500_000, 300_000, 70_000, 4_096})
  void bothTiersEndAtTheSamePlace(long fuel) {
    byte[] input = new byte[400_000];
    new Random(SEED).nextBytes(input);
    Limits limits = new Limits(fuel, 16, 10_000, 100, 0, 1 << 20, 0, 1_000);
    GuestModule mixer = Commands.module("mixer");
    assertThat(Commands.run(mixer, Commands.SPEC, limits, input, Tier.INTERPRETED))
        .isEqualTo(Commands.run(mixer, Commands.SPEC, limits, input, Tier.COMPILED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "t", "r", "m", "e1234"})
  void bothTiersEndTheSameWay(String input) {
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    Limits limits = new Limits(100_000_000, 64, 60_000, 100, 0, 100, 0, 1_000);
    GuestModule ends = Commands.module("ends");
    assertThat(Commands.run(ends, Commands.SPEC, limits, bytes, Tier.INTERPRETED))
        .isEqualTo(Commands.run(ends, Commands.SPEC, limits, bytes, Tier.COMPILED));
  }

  private static void law(long seed, int runs) {
    Random random = new Random(seed);
    byte[] input = new byte[0];
    Commands.Result expected = Commands.run("mixer", Commands.LIMITS, input);
    for (int i = 0; i < runs; i++) {
      if (i % 20 == 0) {
        input = new byte[random.nextInt(1 << random.nextInt(1, 20))];
        random.nextBytes(input);
        expected = Commands.run("mixer", Commands.LIMITS, input);
        assertThat(expected.outcome())
            .isInstanceOfAny(Outcome.Exited.class, Outcome.Completed.class);
        assertThat(expected.in().bytes()).isEqualTo(input.length);
      }
      long pattern = random.nextLong();
      Commands.Result result = Commands.run("mixer", Commands.LIMITS, input, new Random(pattern));
      assertThat(result)
          .describedAs("seed %d, run %d, pattern %d, %d bytes", seed, i, pattern, input.length)
          .isEqualTo(expected);
    }
  }
}
