package dev.insitu.sandbox;

import static dev.insitu.sandbox.ModuleWriter.I32;
import static dev.insitu.sandbox.ModuleWriter.I64;
import static dev.insitu.sandbox.ModuleWriter.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.module.ModuleRejected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Laws of ends over random modules: a call gets through exactly when its fuel suffices, and stops
 * at the same place with the same state whenever it does not; a cancelled call leaves nothing
 * behind; going back to the sealed state at any time changes nothing.
 */
@Timeout(value = 3_000, unit = TimeUnit.SECONDS)
final class EndLawsTest {
  private static final long SEED = Long.getLong("insitu.seed", 55_000);
  private static final long SEED_OVERSPENT = 2_055_674;
  private static final int DEPTH = 5_000;
  private static final long FUEL = 20_000;

  private int completed;
  private int exhausted;
  private int cancelled;

  @Test
  void fuelDecides() throws ModuleRejected {
    fuel(SEED, 25);
    assertThat(completed).isGreaterThan(100);
    assertThat(exhausted).isGreaterThan(100);
  }

  /** The function's last payment, for which nobody looks until it has returned, is too much. */
  @Test
  void aCallThatOverspendsAtItsEndHasNoResult() throws ModuleRejected {
    fuel(SEED_OVERSPENT, 1);
  }

  @Test
  @Tag("ci")
  void fuelDecidesOverMany() throws ModuleRejected {
    fuel(SEED + 1_000_000, 100);
  }

  @Test
  @Tag("long")
  void fuelDecidesOverThousands() throws ModuleRejected {
    fuel(SEED + 2_000_000, 5_000);
  }

  @Test
  void cancelLeavesNothingBehind() throws ModuleRejected {
    cancel(SEED, 60);
    assertThat(cancelled).isBetween(10, 59);
  }

  @Test
  @Tag("long")
  void cancelLeavesNothingBehindOverMany() throws ModuleRejected {
    cancel(SEED + 1, 10_000);
  }

  @Test
  void goingBackAtAnyTimeChangesNothing() throws ModuleRejected {
    restore(SEED, 30);
  }

  @Test
  @Tag("long")
  void goingBackAtAnyTimeChangesNothingOverMany() throws ModuleRejected {
    restore(SEED + 1_000_000, 5_000);
  }

  private static Limits limits(long fuel) {
    return new Limits(fuel, 3, DEPTH, 20, 0, 0, 0, 0);
  }

  private static SandboxInstance instance(GuestModule module, Limits limits, Tier tier) {
    SandboxInstance instance = module.instantiate(limits, Cancellation.create(), tier);
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    return instance;
  }

  private static Seen fresh(GuestModule module, GuestCall call, Limits limits, Tier tier) {
    try (SandboxInstance instance = TestModules.started(module, limits, tier)) {
      return Seen.call(instance, call);
    }
  }

  private void fuel(long first, int modules) throws ModuleRejected {
    for (long seed = first; seed < first + modules; seed++) {
      GuestModule module = Sandbox.create().load(new RandomModule(seed).bytes());
      Random random = new Random(seed);
      for (GuestCall call : GuestCall.random(module, random, 1)) {
        Seen all = fresh(module, call, limits(FUEL), Tier.COMPILED);
        if (all.outcome() instanceof Outcome.Exhausted end && end.limit() == Limits.Kind.FUEL) {
          continue;
        }
        long used = all.outcome().fuelUsed();
        long[] some = random.longs(3, 0, used + 1).toArray();
        for (long fuel : new long[] {0, some[0], some[1], some[2], used - 1, used, used + 1}) {
          if (fuel >= 0) {
            fuel(module, call, fuel, all, "seed " + seed + ", fuel " + fuel + ", " + call);
          }
        }
      }
    }
  }

  private void fuel(GuestModule module, GuestCall call, long fuel, Seen all, String what) {
    Seen seen = fresh(module, call, limits(fuel), Tier.COMPILED);
    if (fuel >= all.outcome().fuelUsed()) {
      completed++;
      assertThat(seen).as(what).isEqualTo(all);
    } else {
      exhausted++;
      assertThat(seen.outcome())
          .as(what)
          .isInstanceOfSatisfying(
              Outcome.Exhausted.class,
              end -> {
                assertThat(end.limit()).isEqualTo(Limits.Kind.FUEL);
                assertThat(end.allowed()).isEqualTo(fuel);
                assertThat(end.fuelUsed()).isGreaterThan(fuel);
              });
    }
    assertThat(fresh(module, call, limits(fuel), Tier.COMPILED)).as(what).isEqualTo(seen);
    assertThat(fresh(module, call, limits(fuel), Tier.INTERPRETED)).as(what).isEqualTo(seen);
    try (SandboxInstance reused = TestModules.started(module, limits(fuel), Tier.COMPILED)) {
      reused.seal();
      Seen first = Seen.call(reused, call);
      assertThat(first).as(what).isEqualTo(seen);
      if (reused.isAlive()) {
        assertThat(Seen.call(reused, call)).as(what).isEqualTo(seen);
      }
    }
  }

  /** A module that works for seven looks at the cancel flag and changes all that it has. */
  private static byte[] worker() {
    ModuleWriter module = new ModuleWriter().memory(1).table(4).elements(0, 0);
    int sum = module.global(I64, code().i64(1));
    int type = module.type(new int[] {I32}, I64);
    ModuleWriter.Code body = code();
    body.i32(1).op(0x40, 0, 0x1A).i32(3).op(0xD2, 0, 0x26, 0);
    body.op(0x03, 0x40);
    body.get(0).i32(0x1FFF8).op(0x71).op(0x23).u(sum).op(0x37, 0).u(0);
    body.op(0x23).u(sum).i64(6_364_136_223_846_793_005L).op(0x7E);
    body.get(0).op(0xAD, 0x7C, 0x24).u(sum);
    body.get(0).i32(1).op(0x6B).tee(0).op(0x0D).u(0).op(0x0B);
    body.op(0x23).u(sum);
    module.export("work", module.function(type, new int[0], body));
    return module.bytes();
  }

  /** Cancels at the n-th look at the flag, and from another thread at any time. */
  private void cancel(long seed, int rounds) throws ModuleRejected {
    GuestModule module = Sandbox.create().load(worker());
    Random random = new Random(seed);
    GuestCall work =
        new GuestCall("work", module.description().exports().get(0).type(), new long[] {120_000});
    Limits limits = new Limits(1L << 40, 3, DEPTH, 20, 0, 0, 0, 0);
    Seen clean = fresh(module, work, limits, Tier.COMPILED);
    assertThat(clean.outcome()).isInstanceOf(Outcome.Completed.class);
    SandboxInstance bystander = instance(module, limits, Tier.COMPILED);
    bystander.seal();
    for (int i = 0; i < rounds; i++) {
      AtomicInteger looks = new AtomicInteger(random.nextInt(12));
      Cancellation stop =
          Cancellation.polling(() ->
              looks.decrementAndGet() < 0
                  ? Cancellation.State.CANCELLED
                  : Cancellation.State.RUNNING);
      Thread other = null;
      if (i % 3 == 0) {
        looks.set(Integer.MAX_VALUE);
        int spins = random.nextInt(20_000);
        other = Thread.ofPlatform().start(() -> cancelAfter(spins, stop));
      }
      try (SandboxInstance instance = module.instantiate(limits, stop)) {
        assertThat(instance.initialize())
            .isInstanceOfAny(Outcome.Completed.class, Outcome.Cancelled.class);
        if (instance.isAlive()) {
          ended(instance, work, clean);
        }
      }
      join(other);
      assertThat(Seen.call(bystander, work)).isEqualTo(clean);
      assertThat(fresh(module, work, limits, Tier.COMPILED)).as("round %s", i).isEqualTo(clean);
    }
    bystander.close();
  }

  private void ended(SandboxInstance instance, GuestCall work, Seen clean) {
    Seen seen = Seen.call(instance, work);
    if (seen.outcome() instanceof Outcome.Cancelled) {
      cancelled++;
      assertThat(instance.isAlive()).isFalse();
    } else {
      assertThat(seen).isEqualTo(clean);
    }
  }

  private static void cancelAfter(int spins, Cancellation stop) {
    for (int i = 0; i < spins; i++) {
      Thread.onSpinWait();
    }
    stop.cancel();
  }

  private static void join(Thread thread) {
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void restore(long first, int modules) throws ModuleRejected {
    for (long seed = first; seed < first + modules; seed++) {
      GuestModule module = Sandbox.create().load(new RandomModule(seed).bytes());
      Random random = new Random(seed);
      List<GuestCall> before = survived(module, GuestCall.random(module, random, 3));
      Map<GuestCall, Seen> after = new LinkedHashMap<>();
      for (GuestCall call : GuestCall.random(module, random, 3)) {
        try (SandboxInstance instance = instance(module, limits(FUEL), Tier.COMPILED)) {
          before.forEach(earlier -> Seen.call(instance, earlier));
          Seen seen = Seen.call(instance, call);
          if (seen.outcome() instanceof Outcome.Completed) {
            after.put(call, seen);
          }
        }
      }
      for (Tier tier : Tier.values()) {
        restore(module, tier, before, after, random, "seed " + seed + " on " + tier);
      }
    }
  }

  private static void restore(
      GuestModule module,
      Tier tier,
      List<GuestCall> before,
      Map<GuestCall, Seen> after,
      Random random,
      String what) {
    try (SandboxInstance instance = instance(module, limits(FUEL), tier)) {
      before.forEach(earlier -> Seen.call(instance, earlier));
      instance.seal();
      Seen sealed = Seen.of(instance, new Outcome.Completed(0), new long[0], true);
      after.forEach((call, expected) -> {
        for (int times = random.nextInt(3); times > 0; times--) {
          instance.restore();
          assertThat(Seen.of(instance, new Outcome.Completed(0), new long[0], true))
              .as("%s, %s", what, call)
              .isEqualTo(sealed);
        }
        assertThat(Seen.call(instance, call)).as("%s, %s", what, call).isEqualTo(expected);
      });
    }
  }

  /** Returns calls that an instance survives, one after the other. */
  private static List<GuestCall> survived(GuestModule module, List<GuestCall> calls) {
    List<GuestCall> survived = new ArrayList<>();
    for (GuestCall call : calls) {
      try (SandboxInstance instance = instance(module, limits(FUEL), Tier.COMPILED)) {
        survived.forEach(earlier -> Seen.call(instance, earlier));
        if (Seen.call(instance, call).outcome() instanceof Outcome.Completed) {
          survived.add(call);
        }
      }
    }
    return survived;
  }
}
