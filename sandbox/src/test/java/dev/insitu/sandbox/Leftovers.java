package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.Instance;
import dev.insitu.sandbox.module.ModuleRejected;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** The module {@code leftovers}, which leaves something behind in every way there is. */
final class Leftovers {
  static final byte[] MODULE = TestModules.bytes("leftovers");

  /** Bytes of the module's memory before it grows. */
  static final int MEMORY_BYTES = 2 * 65_536;

  static final Limits LIMITS = new Limits(1_000_000, 8, 20_000, 8, 0, 1_000, 0, 100);

  private static final GuestModule COMPILED = compiled();
  private static final String[] LASTING = {
    "store-8",
    "store-straddling",
    "store-at-the-end",
    "fill",
    "copy",
    "init",
    "data-drop",
    "grow",
    "grow-and-fill",
    "global",
    "table-set",
    "table-grow",
    "table-fill",
    "table-copy",
    "table-init",
    "elem-drop",
    "stderr",
    "stdout",
    "close",
    "random",
    "sleep",
    "exit-0"
  };

  private Leftovers() {}

  /** Returns the functions that change something and return. */
  static Stream<String> lasting() {
    return Stream.of(LASTING);
  }

  /** Returns the functions that change something and fail. */
  static Stream<String> failing() {
    return Stream.of("trap", "raise", "exit-1", "spin", "deep");
  }

  /** Returns the module with a pool of its own; compiled once. */
  static GuestModule load(PoolLimits kept) {
    return load(new EnginePool(kept));
  }

  /** Returns the module whose memories a budget counts. */
  static GuestModule load(PoolLimits kept, MemoryBudget budget) {
    return load(new EnginePool(kept, budget));
  }

  /** Returns the module in a pool. */
  static GuestModule load(EnginePool pool) {
    return new GuestModule(MODULE, COMPILED.description(), COMPILED.engine(), pool);
  }

  private static GuestModule compiled() {
    try {
      return Sandbox.create().load(MODULE);
    } catch (ModuleRejected e) {
      throw new AssertionError(e);
    }
  }

  static SandboxInstance instance(GuestModule module, Tier tier) {
    SandboxInstance instance = module.instantiate(LIMITS, Cancellation.create(), tier);
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    return instance;
  }

  static Outcome call(SandboxInstance instance, String function) {
    GuestFunction called = instance.function(function);
    return called.call(new long[0], new long[called.type().results().size()]);
  }

  /** All that an instance consists of. */
  record State(
      long size,
      long memory,
      List<Long> globals,
      List<List<Integer>> tables,
      List<Integer> segments,
      List<Integer> elements,
      String errors) {
    static State of(SandboxInstance instance) {
      Instance engine = instance.engine().instance();
      byte[] bytes = new byte[(int) instance.memory().sizeBytes()];
      assertThat(instance.memory().read(0, bytes, 0, bytes.length)).isTrue();
      CRC32 crc = new CRC32();
      crc.update(bytes);
      List<List<Integer>> tables = new ArrayList<>();
      for (int i = 0; i < engine.tableCount(); i++) {
        EngineTable table = (EngineTable) engine.table(i);
        tables.add(IntStream.range(0, table.size()).mapToObj(table::get).toList());
      }
      return new State(
          bytes.length,
          crc.getValue(),
          // The others are the meter's, which no tier uses.
          IntStream.range(0, 2).mapToObj(i -> engine.global(i).getValue()).toList(),
          tables,
          Stream.of(instance.engine().memory().segments()).map(s -> s.data().length).toList(),
          IntStream.range(0, engine.elementCount())
              .mapToObj(i -> engine.element(i) == null ? -1 : engine.element(i).elementCount())
              .toList(),
          instance.stderrTail());
    }
  }

  /** What the guest itself sees, and what looking has cost. */
  record Look(Outcome outcome, long result, String bytes) {
    static Look of(SandboxInstance instance) {
      long[] result = new long[1];
      Outcome outcome = instance.function("look").call(new long[0], result);
      byte[] bytes = new byte[80];
      assertThat(instance.memory().read(1_040, bytes, 0, bytes.length)).isTrue();
      return new Look(outcome, result[0], HexFormat.of().formatHex(bytes));
    }
  }
}
