package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.Instance;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing that one instance leaves behind reaches another, nor one call of a sealed one the next.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class LeftoversTest {
  static Stream<Arguments> lasting() {
    return Stream.of(Tier.values())
        .flatMap(tier -> Leftovers.lasting().map(function -> Arguments.of(function, tier)));
  }

  static Stream<Arguments> failing() {
    return Stream.of(Tier.values())
        .flatMap(tier -> Leftovers.failing().map(function -> Arguments.of(function, tier)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("lasting")
  void theNextInstanceInTheSameSlotStartsAfresh(String function, Tier tier) {
    Leftovers.State fresh = fresh(tier);
    Leftovers.Look look = freshLook(tier);
    GuestModule module = Leftovers.load(PoolLimits.DEFAULT);
    for (boolean sealed : new boolean[] {false, true, false}) {
      Instance slot;
      try (SandboxInstance first = Leftovers.instance(module, tier)) {
        if (sealed) {
          first.seal();
        }
        assertThat(first.memory().write(0, new byte[] {42}, 0, 1)).isTrue();
        assertThat(Leftovers.call(first, function)).isInstanceOf(Outcome.Completed.class);
        slot = first.engine().instance();
      }
      try (SandboxInstance next = Leftovers.instance(module, tier)) {
        // The slot of a sealed one waits for another with the same sealed state.
        assertThat(next.engine().instance() == slot).isEqualTo(!sealed);
        assertThat(Leftovers.State.of(next)).isEqualTo(fresh);
        assertThat(next.returnedNull()).isFalse();
        assertThat(Leftovers.Look.of(next)).isEqualTo(look);
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("lasting")
  void theNextCallOfASealedInstanceStartsAfresh(String function, Tier tier) {
    GuestModule module = Leftovers.load(PoolLimits.DEFAULT);
    Leftovers.Look look;
    Leftovers.State sealed;
    Snapshot snapshot;
    Instance slot;
    try (SandboxInstance instance = Leftovers.instance(module, tier)) {
      instance.seal();
      look = Leftovers.Look.of(instance);
      instance.restore();
      sealed = Leftovers.State.of(instance);
      assertThat(instance.memory().write(0, new byte[] {42}, 0, 1)).isTrue();
      assertThat(Leftovers.call(instance, function)).isInstanceOf(Outcome.Completed.class);
      assertThat(Leftovers.Look.of(instance)).isEqualTo(look);
      instance.restore();
      assertThat(Leftovers.State.of(instance)).isEqualTo(sealed);
      Leftovers.call(instance, function);
      snapshot = instance.snapshot();
      slot = instance.engine().instance();
    }
    // And so does an instance from its snapshot, in the slot that this one has used.
    try (SandboxInstance copy = snapshot.instantiate(Cancellation.create())) {
      assertThat(copy.engine().instance()).isSameAs(slot);
      assertThat(Leftovers.State.of(copy)).isEqualTo(sealed);
      assertThat(Leftovers.Look.of(copy)).isEqualTo(look);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("failing")
  void aFailedInstanceNeverGoesBack(String function, Tier tier) {
    GuestModule module = Leftovers.load(PoolLimits.DEFAULT);
    Leftovers.State fresh = fresh(tier);
    for (int i = 0; i < 3; i++) {
      Instance slot;
      try (SandboxInstance instance = Leftovers.instance(module, tier)) {
        assertThat(Leftovers.call(instance, function)).isNotInstanceOf(Outcome.Completed.class);
        slot = instance.engine().instance();
      }
      assertThat(module.pool().idle()).isZero();
      try (SandboxInstance next = Leftovers.instance(module, tier)) {
        assertThat(next.engine().instance()).isNotSameAs(slot);
        assertThat(Leftovers.State.of(next)).isEqualTo(fresh);
        assertThat(Leftovers.call(next, "trap")).isInstanceOf(Outcome.Trapped.class);
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("lasting")
  void whatLeavesSomethingBehindIsProvenToWrite(String function, Tier tier) {
    GuestModule module = Leftovers.load(PoolLimits.DEFAULT);
    assertThat(module.engine().function(function).writes()).isTrue();
    assertThat(module.engine().function("nothing").writes()).isFalse();
    assertThat(module.engine().function("null").writes()).isFalse();
    try (SandboxInstance instance = Leftovers.instance(module, tier)) {
      instance.seal();
      Leftovers.State sealed = Leftovers.State.of(instance);
      // No restore follows these, so nothing may need one.
      assertThat(Leftovers.call(instance, "nothing")).isInstanceOf(Outcome.Completed.class);
      assertThat(Leftovers.call(instance, "null")).isInstanceOf(Outcome.Completed.class);
      assertThat(instance.engine().memory().delta().indexes()).isEmpty();
      assertThat(Leftovers.State.of(instance)).isEqualTo(sealed);
    }
  }

  /** The state that an instance has which shares nothing. */
  private static Leftovers.State fresh(Tier tier) {
    try (SandboxInstance instance = Leftovers.instance(Leftovers.load(PoolLimits.NONE), tier)) {
      return Leftovers.State.of(instance);
    }
  }

  private static Leftovers.Look freshLook(Tier tier) {
    try (SandboxInstance instance = Leftovers.instance(Leftovers.load(PoolLimits.NONE), tier)) {
      return Leftovers.Look.of(instance);
    }
  }
}
