package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * What is left of a call: its end with the fuel, its results, and the instance's memory, globals
 * and tables. The same in every process, also as text.
 */
record Seen(Outcome outcome, List<Long> results, long memory, List<Long> globals, long tables) {
  private static final long NOT_LOOKED_AT = -1;

  /** Makes a call and looks at everything that it left. */
  static Seen call(SandboxInstance instance, GuestCall call) {
    long[] results = new long[call.type().results().size()];
    Outcome outcome = instance.function(call.function()).call(call.arguments(), results);
    return of(instance, outcome, results, true);
  }

  /** Notes a call, with what it left in the instance or without. */
  static Seen of(SandboxInstance instance, Outcome outcome, long[] results, boolean state) {
    List<Long> list = Arrays.stream(results).boxed().toList();
    if (!state) {
      return new Seen(outcome, list, NOT_LOOKED_AT, List.of(), NOT_LOOKED_AT);
    }
    Instance engine = instance.engine().instance();
    int own = instance.module().engine().facts().ownGlobals();
    List<Long> globals = IntStream.range(0, own).mapToObj(i -> bits(engine.global(i))).toList();
    List<Integer> tables =
        IntStream.range(0, engine.tableCount())
            .mapToObj(engine::table)
            .flatMap(table -> IntStream.range(0, table.size()).mapToObj(table::ref))
            .toList();
    return new Seen(outcome, list, digest(instance.memory()), globals, tables.hashCode());
  }

  Seen withoutState() {
    return new Seen(outcome, results, NOT_LOOKED_AT, List.of(), NOT_LOOKED_AT);
  }

  /** Returns a global's bits; the engine may have anything above the lower 32 of a narrow one. */
  static long bits(GlobalInstance global) {
    return switch (global.getType().opcode()) {
      case ModuleWriter.I64, ModuleWriter.F64 -> global.getValue();
      default -> (int) global.getValue();
    };
  }

  private static long digest(GuestMemory memory) {
    byte[] bytes = new byte[(int) memory.sizeBytes()];
    if (!memory.read(0, bytes, 0, bytes.length)) {
      throw new AssertionError("a memory cannot be read");
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue() << 16 | bytes.length >> 16;
  }
}
