package dev.insitu.udf.h2;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueDouble;
import org.h2.value.ValueTimestamp;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/*
 * H2 looks each value up in a cache of the process. Where every row brings new ones nothing is ever
 * found there, and the look was a fifth of what a row through a table function costs.
 */
/**
 * Makes values of H2 without its cache of values, where H2 has the constructors that are known
 * here, otherwise through the cache.
 */
final class FreshValues {
  private static final @Nullable MethodHandle BIGINT = constructor(ValueBigint.class, long.class);
  private static final @Nullable MethodHandle DOUBLE = constructor(ValueDouble.class, double.class);
  private static final @Nullable MethodHandle VARCHAR =
      constructor(ValueVarchar.class, String.class);
  private static final @Nullable MethodHandle TIMESTAMP =
      constructor(ValueTimestamp.class, long.class, long.class);

  private FreshValues() {}

  private static @Nullable MethodHandle constructor(Class<?> type, Class<?>... parameters) {
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findConstructor(type, MethodType.methodType(void.class, parameters))
          .asType(MethodType.methodType(Value.class, parameters));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** Returns whether values are made past the cache. */
  static boolean areFresh() {
    return Arrays.asList(BIGINT, DOUBLE, VARCHAR, TIMESTAMP).stream().allMatch(h -> h != null);
  }

  static Value bigint(long value) {
    try {
      return BIGINT == null ? ValueBigint.get(value) : (Value) BIGINT.invokeExact(value);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a value; H2 has one of its own for NaN, and for zero, whose sign it drops. */
  static Value doublePrecision(double value) {
    try {
      return DOUBLE == null || value == 0 || Double.isNaN(value)
          ? ValueDouble.get(value)
          : (Value) DOUBLE.invokeExact(value);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a text that is not empty: some modes of H2 take the empty text for NULL. */
  static Value varchar(String value) {
    try {
      return VARCHAR == null ? ValueVarchar.get(value) : (Value) VARCHAR.invokeExact(value);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a moment; the day as H2 packs it. */
  static Value timestamp(long dateValue, long nanosOfDay) {
    try {
      return TIMESTAMP == null
          ? ValueTimestamp.fromDateValueAndNanos(dateValue, nanosOfDay)
          : (Value) TIMESTAMP.invokeExact(dateValue, nanosOfDay);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
