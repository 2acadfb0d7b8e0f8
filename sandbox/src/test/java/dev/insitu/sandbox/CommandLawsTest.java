package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

  private static void law(long seed, int runs) {
    Random random = new Random(seed);
    byte[] input = new byte[0];
    Commands.Result expected = Commands.run("mixer", Commands.LIMITS, input);
    for (int i = 0; i < runs; i++) {
      if (i % 20 == 0) {
        input = new byte[random.nextInt(1 << random.nextInt(1, 20))];
        random.nextBytes(input);
        expected = Commands.run("mixer", Commands.LIMITS, input);
        assertThat(expected.outcome()).isInstanceOf(Outcome.Exited.class);
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
