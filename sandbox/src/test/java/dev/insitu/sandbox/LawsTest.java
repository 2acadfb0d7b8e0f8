package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.cache.CodeCache;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same module and arguments give the same results, fuel, end, memory and globals: compiled and
 * interpreted, in a fresh and in a reused instance, through arrays and handles, on two threads,
 * compiled here or taken from the cache.
 */
@Timeout(value = 3_000, unit = TimeUnit.SECONDS)
final class LawsTest {
  private static final Limits LIMITS = new Limits(30_000, 3, 5_000, 20, 0, 0, 0, 0);
  private static final long FIRST_SEED = Long.getLong("insitu.seed", 1_000);

  @TempDir Path folder;

  private final Map<String, Integer> ends = new TreeMap<>();

  @Test
  void aHundredModulesKeepTheLaws() {
    check(FIRST_SEED, 100);
    assertThat(ends.keySet())
        .contains("Completed", "Exhausted FUEL", "Exhausted STACK_DEPTH")
        .anyMatch(end -> end.startsWith("Trapped"));
    assertThat(ends).doesNotContainKey("Faulted");
  }

  @Test
  @Tag("ci")
  void manyModulesKeepTheLaws() {
    check(FIRST_SEED + 1_000_000, 250);
  }

  @Test
  @Tag("long")
  void thirtyThousandModulesKeepTheLaws() {
    check(FIRST_SEED + 2_000_000, 30_000);
  }

  private void check(long first, int count) {
    for (long seed = first; seed < first + count; seed++) {
      try {
        check(seed);
      } catch (ModuleRejected | RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + " (-Dinsitu.seed): " + e.getMessage(), e);
      }
    }
  }

  private void check(long seed) throws ModuleRejected {
    byte[] bytes = new RandomModule(seed).bytes();
    GuestModule module = Sandbox.create(ModuleLimits.DEFAULT, cache()).load(bytes);
    List<GuestCall> calls = GuestCall.random(module, new Random(seed), 3);
    List<Seen> fresh = fresh(module, calls, Tier.COMPILED);
    fresh.forEach(seen -> ends.merge(Trace.kind(seen.outcome()), 1, Integer::sum));
    assertThat(fresh(module, calls, Tier.INTERPRETED)).isEqualTo(fresh);
    assertThat(reused(module, calls, Tier.COMPILED)).isEqualTo(fresh);
    CodeCache cache = cache();
    GuestModule cached = Sandbox.create(ModuleLimits.DEFAULT, cache).load(bytes);
    assertThat(cache.statistics().hits()).isOne();
    assertThat(fresh(cached, calls, Tier.COMPILED)).isEqualTo(fresh);
    CompletableFuture<List<Seen>> other =
        CompletableFuture.supplyAsync(() -> reused(module, calls, Tier.COMPILED));
    assertThat(handles(module, calls)).isEqualTo(fresh.stream().map(Seen::withoutState).toList());
    assertThat(other.join()).isEqualTo(fresh);
  }

  private CodeCache cache() {
    return CodeCache.in(folder.resolve("cache"), /* maximumBytes= */ 1 << 20);
  }

  private static SandboxInstance instance(GuestModule module, Tier tier) {
    SandboxInstance instance = module.instantiate(LIMITS, Cancellation.create(), tier);
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    return instance;
  }

  private static List<Seen> fresh(GuestModule module, List<GuestCall> calls, Tier tier) {
    List<Seen> all = new ArrayList<>();
    for (GuestCall call : calls) {
      try (SandboxInstance instance = instance(module, tier)) {
        all.add(Seen.call(instance, call));
      }
    }
    return all;
  }

  private static List<Seen> reused(GuestModule module, List<GuestCall> calls, Tier tier) {
    List<Seen> all = new ArrayList<>();
    SandboxInstance instance = null;
    for (GuestCall call : calls) {
      if (instance == null || !instance.isAlive()) {
        instance = instance(module, tier);
        instance.seal();
      }
      all.add(Seen.call(instance, call));
    }
    return all;
  }

  private static List<Seen> handles(GuestModule module, List<GuestCall> calls) {
    List<Seen> all = new ArrayList<>();
    for (GuestCall call : calls) {
      try (SandboxInstance instance = instance(module, Tier.COMPILED)) {
        if (call.type().results().size() > 1) {
          all.add(Seen.call(instance, call).withoutState());
        } else {
          all.add(handle(instance, call));
        }
      }
    }
    return all;
  }

  private static Seen handle(SandboxInstance instance, GuestCall call) {
    Object[] arguments = new Object[call.arguments().length];
    Arrays.setAll(
        arguments,
        i ->
            switch (call.type().parameters().get(i)) {
              case I32, FUNCREF -> (Object) (int) call.arguments()[i];
              case I64 -> call.arguments()[i];
              case F32 -> Float.intBitsToFloat((int) call.arguments()[i]);
              case F64 -> Double.longBitsToDouble(call.arguments()[i]);
            });
    long[] raw = new long[call.type().results().size()];
    Outcome outcome;
    try {
      Object result = instance.function(call.function()).handle().invokeWithArguments(arguments);
      if (raw.length == 1) {
        raw[0] =
            switch (result) {
              case Float f -> Float.floatToRawIntBits(f);
              case Double d -> Double.doubleToRawLongBits(d);
              default -> ((Number) result).longValue();
            };
      }
      outcome = new Outcome.Completed(instance.fuelUsed());
    } catch (GuestEnd end) {
      outcome = end.outcome();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return Seen.of(instance, outcome, raw, false);
  }
}
