package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.types.Value;
import dev.insitu.sandbox.module.ValueType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a call left behind, as one line that every engine can write: how it ended with its results,
 * what it told its host, pages and SHA-256 of its memory, its globals, its tables.
 */
final class Trace {
  private static final int PAGE = 4_096;
  private static final byte[] ZERO = new byte[PAGE];

  private Trace() {}

  /**
   * Returns the line, with the bits of NaNs that left the module or without, as JavaScript has lost
   * them.
   */
  static String of(
      SandboxInstance instance,
      GuestCall call,
      Outcome outcome,
      long[] results,
      String log,
      boolean bits) {
    Instance engine = instance.engine().instance();
    int ownGlobals = instance.module().engine().facts().ownGlobals();
    String globals =
        IntStream.range(0, ownGlobals)
            .mapToObj(i -> {
              long value = engine.global(i).getValue();
              return switch (engine.global(i).getType().opcode()) {
                case ModuleWriter.I64, ModuleWriter.F64 -> GuestCall.show(ValueType.I64, value);
                default -> GuestCall.show(ValueType.I32, value);
              };
            })
            .collect(Collectors.joining(" "));
    String tables =
        IntStream.range(0, engine.tableCount())
            .mapToObj(i -> table((EngineTable) engine.table(i)))
            .collect(Collectors.joining(", "));
    return end(call, outcome, results, bits)
        + " | "
        + log
        + " | "
        + memory(instance)
        + " | "
        + globals
        + " | "
        + tables;
  }

  private static String end(GuestCall call, Outcome outcome, long[] results, boolean bits) {
    return switch (outcome) {
      case Outcome.Completed done -> {
        List<ValueType> types = call.type().results();
        long[] shown = results.clone();
        Arrays.setAll(shown, i -> bits ? results[i] : canonical(types.get(i), results[i]));
        yield ("Completed " + GuestCall.show(types, shown)).strip();
      }
      case Outcome.Trapped trap ->
          switch (trap.kind()) {
            // Node has one message for both of them, and one for two of the others.
            case TABLE_BOUNDS, INDIRECT_CALL -> "Trapped TABLE";
            case INTEGER_OVERFLOW, INVALID_CONVERSION -> "Trapped NUMBER";
            default -> "Trapped " + trap.kind();
          };
      default -> outcome.toString();
    };
  }

  /** Returns raw bits, those of the canonical NaN for every NaN. */
  static long canonical(ValueType type, long raw) {
    return switch (type) {
      case F32 -> Float.floatToIntBits(Float.intBitsToFloat((int) raw));
      case F64 -> Double.doubleToLongBits(Double.longBitsToDouble(raw));
      default -> raw;
    };
  }

  private static String table(EngineTable table) {
    return IntStream.range(0, table.size())
        .mapToObj(table::ref)
        .map(entry -> entry == Value.REF_NULL_VALUE ? "-" : entry.toString())
        .collect(Collectors.joining(" "));
  }

  private static String memory(SandboxInstance instance) {
    if (instance.memory().sizeBytes() == 0) {
      return "0";
    }
    byte[] bytes = new byte[(int) instance.memory().sizeBytes()];
    instance.memory().read(0, bytes, 0, bytes.length);
    MessageDigest digest = sha256();
    byte[] index = new byte[4];
    for (int at = 0; at < bytes.length; at += PAGE) {
      if (!Arrays.equals(bytes, at, at + PAGE, ZERO, 0, PAGE)) {
        digest.update(ByteBuffer.wrap(index).putInt(0, at / PAGE).array());
        digest.update(bytes, at, PAGE);
      }
    }
    return bytes.length / 65_536 + " " + HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the kind of an end, for counts. */
  static String kind(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Trapped trap -> "Trapped " + trap.kind();
      case Outcome.Exhausted end -> "Exhausted " + end.limit();
      default -> outcome.getClass().getSimpleName();
    };
  }
}
