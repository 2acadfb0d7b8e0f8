package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.Instance;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleRejected;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Raising a limit that a call does not reach changes nothing of it: not its bits, not its fuel, not
 * its end, memory or tables. Over random modules and every field of {@link Limits}.
 */
final class LimitLawTest {
  private static final Limits LIMITS = new Limits(40_000, 3, 5_000, 20, 0, 100, 100, 100);
  private static final long FIRST_SEED = Long.getLong("insitu.seed", 77_000);
  private static final int MODULES = 100;

  private int same;
  private int different;

  @Test
  void aLimitThatIsNotReachedChangesNothing() throws ModuleRejected {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + MODULES; seed++) {
      GuestModule module = Sandbox.create().load(new RandomModule(seed).bytes());
      Random random = new Random(seed);
      for (var export : module.description().exports()) {
        long[] arguments = random.longs(export.type().parameters().size(), -3, 9).toArray();
        for (RecordComponent field : Limits.class.getRecordComponents()) {
          check(module, export.name(), export.type(), arguments, field.getName(), seed);
        }
      }
    }
    assertThat(same).isGreaterThan(3 * different);
    assertThat(different).isPositive();
  }

  private void check(
      GuestModule module,
      String function,
      FunctionType type,
      long[] arguments,
      String field,
      long seed) {
    Seen strict = call(module, function, type, arguments, LIMITS);
    Seen generous = call(module, function, type, arguments, raised(LIMITS, field));
    if (isReached(strict, generous, field)) {
      different++;
    } else {
      same++;
      assertThat(generous)
          .as("seed %d (-Dinsitu.seed), %s, %s raised", seed, function, field)
          .isEqualTo(strict);
    }
  }

  /** A memory or a table has reached its limit when it becomes larger where it may. */
  private static boolean isReached(Seen strict, Seen generous, String field) {
    return switch (field) {
      case "memoryPages" -> generous.pages() > LIMITS.memoryPages();
      case "tableEntries" -> generous.entries() > LIMITS.tableEntries();
      default ->
          strict.outcome() instanceof Outcome.Exhausted end
              && end.limit().name().replace("_", "").equalsIgnoreCase(field);
    };
  }

  private static Limits raised(Limits limits, String field) {
    return new Limits(
        field.equals("fuel") ? 2 * limits.fuel() : limits.fuel(),
        field.equals("memoryPages") ? 40 : limits.memoryPages(),
        field.equals("stackDepth") ? 3 * limits.stackDepth() : limits.stackDepth(),
        field.equals("tableEntries") ? 5_000 : limits.tableEntries(),
        field.equals("wallMillis") ? 3_600_000 : limits.wallMillis(),
        field.equals("outputBytes") ? 1L << 40 : limits.outputBytes(),
        field.equals("outputRows") ? 1L << 40 : limits.outputRows(),
        field.equals("stderrBytes") ? 1 << 20 : limits.stderrBytes());
  }

  /** What a call leaves. */
  private record Seen(
      Outcome outcome,
      List<Long> results,
      int pages,
      int memory,
      int entries,
      List<Long> globals) {}

  private static Seen call(
      GuestModule module, String function, FunctionType type, long[] arguments, Limits limits) {
    try (SandboxInstance instance = module.instantiate(limits, Cancellation.create())) {
      assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
      long[] results = new long[type.results().size()];
      Outcome outcome = instance.function(function).call(arguments, results);
      byte[] bytes = new byte[(int) instance.memory().sizeBytes()];
      assertThat(instance.memory().read(0, bytes, 0, bytes.length)).isTrue();
      Instance engine = instance.engine().instance();
      int entries = 0;
      for (int i = 0; i < engine.tableCount(); i++) {
        entries = Math.max(entries, engine.table(i).size());
      }
      List<Long> globals = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        globals.add(engine.global(i).getValue());
      }
      return new Seen(
          outcome,
          Arrays.stream(results).boxed().toList(),
          bytes.length >> 16,
          Arrays.hashCode(bytes),
          entries,
          globals);
    }
  }
}
