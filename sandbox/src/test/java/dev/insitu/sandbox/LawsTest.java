package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.Instance;
import dev.insitu.sandbox.cache.CodeCache;
import dev.insitu.sandbox.module.FunctionType;
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
import java.util.zip.CRC32;
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
  void threeHundredModulesKeepTheLaws() {
    check(FIRST_SEED, 300);
    assertThat(ends.keySet())
        .contains("Completed", "Exhausted FUEL", "Exhausted STACK_DEPTH")
        .anyMatch(end -> end.startsWith("Trapped"));
    assertThat(ends).doesNotContainKey("Faulted");
  }

  @Test
  @Tag("ci")
  void threeThousandModulesKeepTheLaws() {
    check(FIRST_SEED + 1_000_000, 3_000);
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
    List<Call> calls = calls(module, new Random(seed));
    List<Seen> fresh = fresh(module, calls, Tier.COMPILED);
    fresh.forEach(seen -> ends.merge(kind(seen.outcome()), 1, Integer::sum));
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

  private static String kind(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Trapped trap -> "Trapped " + trap.kind();
      case Outcome.Exhausted end -> "Exhausted " + end.limit();
      default -> outcome.getClass().getSimpleName();
    };
  }

  /** One call to make. */
  private record Call(String function, FunctionType type, long[] arguments) {}

  /** What is left of a call. */
  private record Seen(Outcome outcome, List<Long> results, long memory, List<Long> globals) {
    Seen withoutState() {
      return new Seen(outcome, results, 0, List.of());
    }
  }

  private static List<Call> calls(GuestModule module, Random random) {
    List<Call> calls = new ArrayList<>();
    module
        .description()
        .exports()
        .forEach(export -> {
          FunctionType type = export.type();
          for (int i = 0; i < 3; i++) {
            long[] arguments =
                type.parameters().stream()
                    .mapToLong(t ->
                        switch (t) {
                          case I32, F32 ->
                              random.nextBoolean() ? random.nextInt() : random.nextInt(4);
                          default -> random.nextBoolean() ? random.nextLong() : random.nextInt(4);
                        })
                    .toArray();
            calls.add(new Call(export.name(), type, arguments));
          }
        });
    return calls;
  }

  private static SandboxInstance instance(GuestModule module, Tier tier) {
    SandboxInstance instance = module.instantiate(LIMITS, Cancellation.create(), tier);
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    return instance;
  }

  private static List<Seen> fresh(GuestModule module, List<Call> calls, Tier tier) {
    List<Seen> all = new ArrayList<>();
    for (Call call : calls) {
      try (SandboxInstance instance = instance(module, tier)) {
        all.add(call(instance, call));
      }
    }
    return all;
  }

  private static List<Seen> reused(GuestModule module, List<Call> calls, Tier tier) {
    List<Seen> all = new ArrayList<>();
    SandboxInstance instance = null;
    for (Call call : calls) {
      if (instance == null || !instance.isAlive()) {
        instance = instance(module, tier);
        instance.seal();
      }
      all.add(call(instance, call));
    }
    return all;
  }

  private static Seen call(SandboxInstance instance, Call call) {
    long[] results = new long[call.type().results().size()];
    Outcome outcome = instance.function(call.function()).call(call.arguments(), results);
    Instance engine = instance.engine().instance();
    List<Long> globals = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      globals.add(engine.global(i).getValue());
    }
    return new Seen(
        outcome, Arrays.stream(results).boxed().toList(), digest(instance.memory()), globals);
  }

  private static long digest(GuestMemory memory) {
    byte[] bytes = new byte[(int) memory.sizeBytes()];
    assertThat(memory.read(0, bytes, 0, bytes.length)).isTrue();
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue() << 8 | bytes.length >> 16;
  }

  private static List<Seen> handles(GuestModule module, List<Call> calls) {
    List<Seen> all = new ArrayList<>();
    for (Call call : calls) {
      try (SandboxInstance instance = instance(module, Tier.COMPILED)) {
        if (call.type().results().size() > 1) {
          all.add(call(instance, call).withoutState());
        } else {
          all.add(handle(instance, call));
        }
      }
    }
    return all;
  }

  private static Seen handle(SandboxInstance instance, Call call) {
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
    return new Seen(outcome, Arrays.stream(raw).boxed().toList(), 0, List.of());
  }
}
