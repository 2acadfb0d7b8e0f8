package dev.insitu.sandbox;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.module.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One call to make: i32 sign-extended, i64 as it is, floats as their bits. */
record GuestCall(String function, FunctionType type, long[] arguments) {
  /** Returns calls of every export of a module, each with so many sets of random arguments. */
  static List<GuestCall> random(GuestModule module, Random random, int each) {
    List<GuestCall> calls = new ArrayList<>();
    for (ModuleExport export : module.description().exports()) {
      FunctionType type = export.type();
      for (int i = 0; type != null && i < each; i++) {
        long[] arguments =
            type.parameters().stream().mapToLong(value -> argument(value, random)).toArray();
        calls.add(new GuestCall(export.name(), type, arguments));
      }
    }
    return calls;
  }

  private static long argument(ValueType type, Random random) {
    return switch (type) {
      case I32, F32 -> random.nextBoolean() ? random.nextInt() : random.nextInt(4);
      default -> random.nextBoolean() ? random.nextLong() : random.nextInt(4);
    };
  }

  /** Writes values with their types, in hexadecimal. */
  static String show(List<ValueType> types, long[] values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> show(types.get(i), values[i]))
        .collect(Collectors.joining(" "));
  }

  static String show(ValueType type, long value) {
    return switch (type) {
      case I32, FUNCREF -> "i32:" + Integer.toHexString((int) value);
      case I64 -> "i64:" + Long.toHexString(value);
      case F32 -> "f32:" + Integer.toHexString((int) value);
      case F64 -> "f64:" + Long.toHexString(value);
    };
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s(%s)", function, show(type.parameters(), arguments));
  }
}
