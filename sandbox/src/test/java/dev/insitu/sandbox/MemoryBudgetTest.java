package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all guests together may have: exact, given back, and never seen by a guest. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class MemoryBudgetTest {
  private static final PoolLimits ONE = new PoolLimits(1, 1L << 20, 0, 0);

  private static SandboxInstance open(GuestModule module, Tier tier) {
    return module.instantiate(Leftovers.LIMITS, Cancellation.create(), tier);
  }

  /** Returns the bytes that are used when an instance has done something. */
  private static long needed(Tier tier, String function) {
    MemoryBudget budget = MemoryBudget.unlimited();
    try (SandboxInstance instance =
        Leftovers.instance(Leftovers.load(PoolLimits.NONE, budget), tier)) {
      if (!function.isEmpty()) {
        Leftovers.call(instance, function);
      }
      return budget.used();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStartNeedsWhatItsMemoryTakesAndNotOneByteLess(Tier tier) {
    // The image that a start leaves is made of what is there, and counted when it is.
    int memory = Leftovers.MEMORY_BYTES;
    try (SandboxInstance instance =
        open(Leftovers.load(PoolLimits.NONE, MemoryBudget.ofBytes(memory)), tier)) {
      assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    }
    try (SandboxInstance instance =
        open(Leftovers.load(PoolLimits.NONE, MemoryBudget.ofBytes(memory - 1)), tier)) {
      assertThat(instance.initialize())
          .isEqualTo(new Outcome.Exhausted(Limits.Kind.HOST_MEMORY, memory, memory - 1, 0));
    }
  }

  /** A guest that gets -1 would go on, and its result would depend on others. */
  @ParameterizedTest
  @EnumSource
  void aGuestThatGrowsBeyondItEndsAndSeesNothing(Tier tier) {
    long grown = needed(tier, "grow");
    assertThat(grown).isGreaterThan(needed(tier, ""));
    MemoryBudget enough = MemoryBudget.ofBytes(grown);
    Outcome completed;
    try (SandboxInstance instance =
        Leftovers.instance(Leftovers.load(PoolLimits.NONE, enough), tier)) {
      completed = Leftovers.call(instance, "grow");
      assertThat(completed).isInstanceOf(Outcome.Completed.class);
    }
    MemoryBudget less = MemoryBudget.ofBytes(grown - 1);
    try (SandboxInstance instance =
        Leftovers.instance(Leftovers.load(PoolLimits.NONE, less), tier)) {
      assertThat(Leftovers.call(instance, "grow"))
          .isInstanceOfSatisfying(
              Outcome.Exhausted.class,
              end -> {
                assertThat(end.limit()).isEqualTo(Limits.Kind.HOST_MEMORY);
                assertThat(end.used()).isEqualTo(grown);
                assertThat(end.allowed()).isEqualTo(grown - 1);
              });
      assertThat(instance.isAlive()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void parkedAndPooledMemoryCountsAtItsSize(Tier tier) {
    MemoryBudget budget = MemoryBudget.unlimited();
    GuestModule module = Leftovers.load(ONE, budget);
    try (SandboxInstance instance = Leftovers.instance(module, tier)) {
      long image = budget.used() - Leftovers.MEMORY_BYTES;
      assertThat(image).isPositive().isLessThan(Leftovers.MEMORY_BYTES);
      Leftovers.call(instance, "store-8");
      instance.park();
      // The array is idle in the pool; of the instance one page of 4 KiB is left, or two.
      assertThat(module.pool().idleBytes()).isEqualTo(Leftovers.MEMORY_BYTES);
      long parked = budget.used() - image - Leftovers.MEMORY_BYTES;
      assertThat(parked).isIn(4_096L, 8_192L);
      // Room for somebody else takes what is idle.
      assertThat(module.pool().makeRoom()).isTrue();
      assertThat(module.pool().makeRoom()).isFalse();
      assertThat(budget.used()).isEqualTo(image + parked);
      assertThat(Leftovers.call(instance, "store-8")).isInstanceOf(Outcome.Completed.class);
      assertThat(budget.used()).isEqualTo(image + Leftovers.MEMORY_BYTES);
    }
  }

  @Test
  void whatIsIdleGivesWay() {
    MemoryBudget budget = MemoryBudget.ofBytes(2L * Leftovers.MEMORY_BYTES);
    EnginePool pool = new EnginePool(new PoolLimits(10, 1L << 30, 0, 0), budget);
    for (int i = 0; i < 10; i++) {
      // Each leaves an idle array of an image that nobody else starts from.
      try (SandboxInstance instance = Leftovers.instance(Leftovers.load(pool), Tier.COMPILED)) {
        assertThat(instance.isAlive()).isTrue();
      }
      assertThat(budget.used()).isLessThan(3L * Leftovers.MEMORY_BYTES);
    }
  }

  @Test
  void whatNobodyClosesComesBackWithItsGarbage() throws InterruptedException {
    MemoryBudget budget = MemoryBudget.unlimited();
    abandon(budget);
    for (int i = 0; i < 200 && budget.used() > 0; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(budget.used()).isZero();
  }

  private static void abandon(MemoryBudget budget) {
    List<SandboxInstance> open = new ArrayList<>();
    GuestModule module = Leftovers.load(PoolLimits.NONE, budget);
    for (int i = 0; i < 20; i++) {
      SandboxInstance instance = Leftovers.instance(module, Tier.COMPILED);
      Leftovers.call(instance, "grow-and-fill");
      open.add(instance);
    }
    assertThat(budget.used()).isGreaterThan(20L * Leftovers.MEMORY_BYTES);
    assertThat(open).hasSize(20);
  }

  /** Many threads together never have more than there is, and at the end nobody has anything. */
  @Test
  void threadsShareItExactly() throws Exception {
    int threads = 8;
    long allowed = 10L * Leftovers.MEMORY_BYTES;
    MemoryBudget budget = MemoryBudget.ofBytes(allowed);
    GuestModule module = Leftovers.load(new PoolLimits(0, 0, 10, 1L << 20), budget);
    Leftovers.instance(module, Tier.COMPILED).close();
    long image = budget.used();
    AtomicLong refused = new AtomicLong();
    List<Callable<Long>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(() -> {
        long done = 0;
        for (int call = 0; call < 100; call++) {
          try (SandboxInstance instance = open(module, Tier.COMPILED)) {
            Outcome end = instance.initialize();
            if (end instanceof Outcome.Completed) {
              end = Leftovers.call(instance, "grow-and-fill");
            }
            if (end instanceof Outcome.Completed) {
              done++;
            } else {
              assertThat(end)
                  .isInstanceOfSatisfying(
                      Outcome.Exhausted.class,
                      e -> assertThat(e.limit()).isEqualTo(Limits.Kind.HOST_MEMORY));
              refused.incrementAndGet();
            }
          }
        }
        return done;
      });
    }
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    long done = 0;
    for (Future<Long> future : executor.invokeAll(tasks)) {
      done += future.get();
    }
    executor.shutdown();
    assertThat(done + refused.get()).isEqualTo(threads * 100L);
    assertThat(done).isPositive();
    assertThat(budget.used()).isEqualTo(image);
  }
}
