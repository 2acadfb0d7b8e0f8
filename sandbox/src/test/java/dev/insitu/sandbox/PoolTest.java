package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.Instance;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sandbox keeps ready is bounded, shared, and never in two hands. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class PoolTest {
  private static final int MODULE_BYTES = 2 * 65_536;

  @ParameterizedTest
  @CsvSource({"0, 1000000, 0", "3, 1000000, 3", "10, 262143, 1", "10, 262144, 2", "10, 131071, 0"})
  void countAndBytesAreBounded(int slots, long bytes, int kept) {
    GuestModule module = Leftovers.load(new PoolLimits(slots, bytes, 10, 1_000_000));
    List<SandboxInstance> open = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      open.add(Leftovers.instance(module, Tier.COMPILED));
    }
    open.forEach(SandboxInstance::close);
    assertThat(module.pool().idle()).isEqualTo(kept);
    assertThat(module.pool().idleBytes()).isEqualTo((long) kept * MODULE_BYTES);
  }

  @ParameterizedTest
  @CsvSource({"0, 1000000, false", "1, 1000000, true", "1, 12287, false", "1, 12288, true"})
  void imagesAreBounded(int images, long bytes, boolean kept) {
    // The module's image has three pages that are not zero.
    GuestModule module = Leftovers.load(new PoolLimits(10, 1_000_000, images, bytes));
    try (SandboxInstance instance = Leftovers.instance(module, Tier.COMPILED)) {
      assertThat(module.pool().image(module, EnginePool.Start.of(instance)) != null)
          .isEqualTo(kept);
    }
  }

  @Test
  void theOldestImageGoesFirst() {
    GuestModule module = Leftovers.load(new PoolLimits(10, 1_000_000, 2, 1_000_000));
    EnginePool.Start[] starts = new EnginePool.Start[3];
    for (int i = 0; i < starts.length; i++) {
      Limits limits = new Limits(1_000_000, 8 + i, 20_000, 8, 0, 1_000, 0, 100);
      try (SandboxInstance instance = module.instantiate(limits, Cancellation.create())) {
        instance.initialize();
        starts[i] = EnginePool.Start.of(instance);
      }
    }
    assertThat(module.pool().image(module, starts[0])).isNull();
    assertThat(module.pool().image(module, starts[1])).isNotNull();
    assertThat(module.pool().image(module, starts[2])).isNotNull();
  }

  /**
   * Users choose limits; those that a start cannot see or reach are no reason for another image.
   */
  @Test
  void limitsThatAStartCannotSeeShareItsImage() {
    GuestModule module = Leftovers.load(new PoolLimits(10, 1_000_000, 10, 1_000_000));
    Limits limits = new Limits(1_000_000, 8, 20_000, 8, 0, 1_000, 0, 100);
    Outcome first = initialize(module, limits);
    long fuel = first.fuelUsed();
    assertThat(fuel).isGreaterThan(1);
    assertThat(initialize(module, new Limits(fuel, 8, 20_000, 8, 60_000, 1_000, 7, 0)))
        .isEqualTo(first);
    assertThat(module.images()).hasSize(1);
    Limits less = new Limits(fuel - 1, 8, 20_000, 8, 0, 1_000, 0, 100);
    GuestModule fresh = Leftovers.load(PoolLimits.NONE);
    assertThat(initialize(module, less))
        .isInstanceOf(Outcome.Exhausted.class)
        .isEqualTo(initialize(fresh, less));
  }

  private static Outcome initialize(GuestModule module, Limits limits) {
    try (SandboxInstance instance = module.instantiate(limits, Cancellation.create())) {
      return instance.initialize();
    }
  }

  @Test
  void aFullPoolLendsItsOldestArrayClean() throws ModuleRejected {
    Sandbox sandbox =
        Sandbox.create(ModuleLimits.DEFAULT, new PoolLimits(1, 1_000_000, 10, 1_000_000));
    GuestModule leftovers = sandbox.load(Leftovers.MODULE);
    GuestModule other = sandbox.load(twoPages());
    try (SandboxInstance kept = other.instantiate(Leftovers.LIMITS, Cancellation.create())) {
      kept.initialize();
      Leftovers.State fresh = Leftovers.State.of(kept);
      kept.park();
      for (int i = 0; i < 3; i++) {
        byte[] array;
        try (SandboxInstance instance = Leftovers.instance(leftovers, Tier.COMPILED)) {
          Leftovers.call(instance, "fill");
          Leftovers.call(instance, "grow-and-fill");
        }
        try (SandboxInstance instance = Leftovers.instance(leftovers, Tier.COMPILED)) {
          array = instance.engine().memory().bytes;
        }
        assertThat(other.pool().idle()).isEqualTo(1);
        assertThat(Leftovers.State.of(kept)).isEqualTo(fresh);
        assertThat(kept.engine().memory().bytes).isSameAs(array);
        kept.park();
      }
    }
  }

  /** A module with as much memory as the other one, two globals and a page of its own. */
  private static byte[] twoPages() {
    ModuleWriter writer = new ModuleWriter();
    writer.global(ModuleWriter.I64, ModuleWriter.code().i64(1));
    writer.global(ModuleWriter.I64, ModuleWriter.code().i64(2));
    return writer.memory(2).data(70_000, new byte[] {1, 2, 3}).bytes();
  }

  @Test
  void modulesOfOneSandboxShareAndSandboxesDoNot() throws ModuleRejected {
    Sandbox sandbox = Sandbox.create();
    GuestModule leftovers = sandbox.load(Leftovers.MODULE);
    assertThat(sandbox.load(twoPages()).pool()).isSameAs(leftovers.pool());
    assertThat(Leftovers.load(PoolLimits.DEFAULT).pool()).isNotSameAs(leftovers.pool());
  }

  @Test
  void noSlotIsInTwoHands() {
    GuestModule module = Leftovers.load(PoolLimits.DEFAULT);
    Leftovers.Look look;
    try (SandboxInstance instance = Leftovers.instance(module, Tier.COMPILED)) {
      look = Leftovers.Look.of(instance);
    }
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(CompletableFuture.runAsync(() -> useAndPark(module, look)));
    }
    threads.forEach(CompletableFuture::join);
    assertThat(module.pool().idle()).isBetween(1, 4);
  }

  private static void useAndPark(GuestModule module, Leftovers.Look look) {
    for (int i = 0; i < 200; i++) {
      try (SandboxInstance instance = Leftovers.instance(module, Tier.COMPILED)) {
        instance.park();
        Instance slot = instance.engine().instance();
        assertThat(Leftovers.Look.of(instance)).isEqualTo(look);
        assertThat(Leftovers.call(instance, "grow-and-fill")).isInstanceOf(Outcome.Completed.class);
        assertThat(instance.engine().instance()).isSameAs(slot);
      }
    }
  }
}
