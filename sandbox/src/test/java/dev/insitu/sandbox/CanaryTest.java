package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleRejected;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a call leaves in memory, globals, tables and segments is seen by no later call of a sealed
 * instance and by no other instance, however the call ended: the host compares all of it, and the
 * guest looks for it.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class CanaryTest {
  private static final Limits LIMITS = new Limits(600_000, 4, 5_000, 20, 0, 0, 0, 0);

  private GuestModule module;

  @BeforeEach
  void load() throws ModuleRejected {
    module = Sandbox.create().load(TestModules.bytes("canary"));
  }

  private SandboxInstance instance(Tier tier) {
    SandboxInstance instance = module.instantiate(LIMITS, Cancellation.create(), tier);
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    return instance;
  }

  private GuestCall call(String function, long... arguments) {
    FunctionType type =
        module.description().exports().stream()
            .filter(export -> export.name().equals(function))
            .findFirst()
            .orElseThrow()
            .type();
    return new GuestCall(function, type, arguments);
  }

  /** Returns what the host finds in an instance that no call has touched. */
  private static Seen state(SandboxInstance instance) {
    return Seen.of(instance, new Outcome.Completed(0), new long[0], true);
  }

  private Seen clean(Tier tier) {
    try (SandboxInstance instance = instance(tier)) {
      return Seen.call(instance, call("scan", 0));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "COMPILED, 0", "COMPILED, 1", "COMPILED, 2", "COMPILED, 3",
    "INTERPRETED, 0", "INTERPRETED, 1", "INTERPRETED, 2", "INTERPRETED, 3"
  })
  void noCallSeesWhatTheOneBeforeLeft(Tier tier, int end) {
    Seen clean = clean(tier);
    SandboxInstance instance = instance(tier);
    Seen untouched = state(instance);
    instance.seal();
    for (int mark = 0xA1; mark <= 0xA6; mark++) {
      assertThat(Seen.call(instance, call("scan", 0))).isEqualTo(clean);
      Seen poisoned = Seen.call(instance, call("poison", mark, end));
      assertThat(Trace.kind(poisoned.outcome()))
          .isEqualTo(
              List.of("Completed", "Trapped UNREACHABLE", "Exhausted FUEL", "Exhausted STACK_DEPTH")
                  .get(end));
      assertThat(marked(instance, mark)).isEqualTo(3 << 16);
      if (end == 0) {
        instance.restore();
      } else {
        assertThat(instance.isAlive()).isFalse();
        instance.close();
        instance = instance(tier);
        instance.seal();
      }
      assertThat(state(instance)).isEqualTo(untouched);
      assertThat(marked(instance, mark)).isZero();
    }
    instance.close();
  }

  /** Returns how many bytes of the whole memory are a mark. */
  private static int marked(SandboxInstance instance, int mark) {
    byte[] bytes = new byte[(int) instance.memory().sizeBytes()];
    assertThat(instance.memory().read(0, bytes, 0, bytes.length)).isTrue();
    int count = 0;
    for (byte b : bytes) {
      count += b == (byte) mark ? 1 : 0;
    }
    return count;
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aNeighbourSeesNothing(Tier tier) {
    Seen clean = clean(tier);
    try (SandboxInstance one = instance(tier);
        SandboxInstance other = instance(tier)) {
      Seen untouched = state(other);
      assertThat(Seen.call(one, call("poison", 0xB1, 0)).outcome())
          .isInstanceOf(Outcome.Completed.class);
      assertThat(state(other)).isEqualTo(untouched);
      assertThat(Seen.call(other, call("scan", 0))).isEqualTo(clean);
      // Neither is sealed: what one call leaves is there for the next of the same session.
      assertThat(marked(one, 0xB1)).isEqualTo(3 << 16);
    }
  }

  @Test
  void sessionsOnFourThreadsKeepToThemselves() throws Exception {
    Seen clean = clean(Tier.COMPILED);
    List<FutureTask<Integer>> sessions = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int mark = 0xC1 + i;
      sessions.add(new FutureTask<>(() -> session(mark, clean)));
      new Thread(sessions.get(i), "session " + i).start();
    }
    for (FutureTask<Integer> session : sessions) {
      assertThat(session.get()).isEqualTo(100);
    }
  }

  /** Takes instances, looks around and leaves marks; returns how many of them were in order. */
  private int session(int mark, Seen clean) {
    int inOrder = 0;
    for (int i = 0; i < 100; i++) {
      try (SandboxInstance instance = instance(Tier.COMPILED)) {
        if (i % 2 == 0) {
          instance.seal();
        }
        boolean right = Seen.call(instance, call("scan", 0)).equals(clean);
        if (i % 2 == 1) {
          // Scanning has used what is there once; a second session of the same thread looks again.
          right &= clean(Tier.COMPILED).equals(clean);
        }
        instance.function("poison").call(new long[] {mark, i % 4}, new long[1]);
        right &= marked(instance, mark) == 3 << 16 || i % 2 == 1;
        inOrder += right ? 1 : 0;
      }
    }
    return inOrder;
  }
}
