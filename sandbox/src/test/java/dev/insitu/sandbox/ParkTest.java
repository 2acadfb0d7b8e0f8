package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.runtime.Instance;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An instance that was parked goes on as if it had not been. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ParkTest {
  static Stream<Arguments> lasting() {
    return LeftoversTest.lasting();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("lasting")
  void anInstanceWithAStateGoesOnBitForBit(String function, Tier tier) {
    GuestModule module = Leftovers.load(PoolLimits.DEFAULT);
    try (SandboxInstance parked = Leftovers.instance(module, tier);
        SandboxInstance twin = Leftovers.instance(module, tier)) {
      for (int round = 0; round < 3; round++) {
        Outcome outcome = Leftovers.call(parked, function);
        assertThat(outcome).isEqualTo(Leftovers.call(twin, function));
        Leftovers.State before = Leftovers.State.of(parked);
        Instance slot = parked.engine().instance();
        parked.park();
        assertThat(parked.isParked()).isTrue();
        assertThat(parked.isAlive()).isTrue();
        assertThat(parked.fuelUsed()).isEqualTo(outcome.fuelUsed());
        disturb(module, tier, slot);
        assertThat(Leftovers.State.of(parked))
            .isEqualTo(before)
            .isEqualTo(Leftovers.State.of(twin));
        assertThat(parked.isParked()).isFalse();
        parked.park();
        assertThat(Leftovers.Look.of(parked)).isEqualTo(Leftovers.Look.of(twin));
        if (!parked.isAlive()) {
          // What it dropped, nobody can look at.
          assertThat(twin.isAlive()).isFalse();
          return;
        }
        parked.park();
      }
    }
  }

  /** Uses the slot that was given back. */
  private static void disturb(GuestModule module, Tier tier, Instance slot) {
    try (SandboxInstance other = Leftovers.instance(module, tier)) {
      assertThat(other.engine().instance()).isSameAs(slot);
      Leftovers.call(other, "grow-and-fill");
      Leftovers.call(other, "table-fill");
      Leftovers.call(other, "global");
    }
  }

  @Test
  void aSealedInstanceKeepsNothing() {
    GuestModule module = Leftovers.load(PoolLimits.DEFAULT);
    try (SandboxInstance instance = Leftovers.instance(module, Tier.COMPILED)) {
      instance.seal();
      Leftovers.Look look = Leftovers.Look.of(instance);
      Leftovers.call(instance, "grow-and-fill");
      instance.park();
      assertThat(instance.isParked()).isTrue();
      assertThat(instance.stderrTail()).isEmpty();
      assertThat(module.pool().idleBytes()).isEqualTo(2 * 65_536);
      assertThat(Leftovers.Look.of(instance)).isEqualTo(look);
    }
  }

  @Test
  void handlesAndTheMemoryStayTheSame() throws Throwable {
    GuestModule module = Sandbox.create().load(TestModules.bytes("handles"));
    try (SandboxInstance instance = module.instantiate(TestModules.SMALL, Cancellation.create())) {
      instance.initialize();
      MethodHandle count = instance.function("count").handle();
      MethodHandle isNull = instance.function("null").handle();
      GuestMemory memory = instance.memory();
      for (long i = 1; i < 10; i++) {
        assertThat((long) count.invokeExact()).isEqualTo(i);
        instance.park();
        assertThat(memory).isSameAs(instance.memory());
        assertThat(memory.write(i, new byte[] {(byte) i}, 0, 1)).isTrue();
        instance.park();
        byte[] written = new byte[1];
        assertThat(memory.read(i, written, 0, 1)).isTrue();
        assertThat(written[0]).isEqualTo((byte) i);
        int nothing = (int) isNull.invokeExact();
        assertThat(nothing).isZero();
        instance.park();
        assertThat(instance.returnedNull()).isTrue();
      }
    }
  }

  @Test
  void argumentsThatWaitForTheirCallAreNotParked() throws Exception {
    GuestModule module = Sandbox.create().load(TestModules.bytes("handles"));
    try (SandboxInstance instance = module.instantiate(TestModules.SMALL, Cancellation.create())) {
      instance.initialize();
      instance.seal();
      instance.restore();
      assertThat(instance.memory().write(100, new byte[] {7}, 0, 1)).isTrue();
      instance.park();
      assertThat(instance.isParked()).isFalse();
      long[] result = new long[1];
      instance.function("byte").call(new long[] {100}, result);
      assertThat(result[0]).isEqualTo(7);
      instance.park();
      instance.function("byte").call(new long[] {100}, result);
      assertThat(result[0]).isZero();
    }
  }

  @Test
  void onlyALivingInstanceCanBeParked() {
    GuestModule module = Leftovers.load(PoolLimits.DEFAULT);
    SandboxInstance instance = Leftovers.instance(module, Tier.COMPILED);
    instance.park();
    instance.park();
    instance.close();
    assertThatThrownBy(instance::park).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> instance.memory().sizeBytes())
        .isInstanceOf(IllegalStateException.class);
    SandboxInstance failed = Leftovers.instance(module, Tier.COMPILED);
    Leftovers.call(failed, "trap");
    assertThatThrownBy(failed::park).isInstanceOf(IllegalStateException.class);
    failed.close();
  }

  @Test
  void memoryThatAClosedInstanceGaveOutLeadsNowhere() {
    GuestModule module = Leftovers.load(PoolLimits.DEFAULT);
    SandboxInstance closed = Leftovers.instance(module, Tier.COMPILED);
    GuestMemory memory = closed.memory();
    GuestFunction fill = closed.function("fill");
    MethodHandle handle = fill.handle();
    closed.close();
    try (SandboxInstance next = Leftovers.instance(module, Tier.COMPILED)) {
      Leftovers.State before = Leftovers.State.of(next);
      assertThatThrownBy(() -> memory.write(0, new byte[1], 0, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("instance is not initialised, has ended or is closed");
      assertThatThrownBy(() -> fill.call(new long[0], new long[0]))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(handle::invoke).isInstanceOf(IllegalStateException.class);
      assertThat(Leftovers.State.of(next)).isEqualTo(before);
    }
  }
}
