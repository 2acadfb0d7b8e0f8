package dev.insitu.udf.call;

import dev.insitu.sandbox.GuestFunction;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** A guest's function that takes its arguments from an array of raw values, without boxing. */
final class RawHandle {
  private static final MethodHandle FLOAT_OF =
      find(Float.class, "intBitsToFloat", float.class, int.class);
  private static final MethodHandle FLOAT_BITS =
      find(Float.class, "floatToRawIntBits", int.class, float.class);
  private static final MethodHandle DOUBLE_OF =
      find(Double.class, "longBitsToDouble", double.class, long.class);
  private static final MethodHandle DOUBLE_BITS =
      find(Double.class, "doubleToRawLongBits", long.class, double.class);
  private static final MethodType TYPE = MethodType.methodType(long.class, long[].class);

  private final MethodHandle handle;
  private final boolean isVoid;

  private RawHandle(MethodHandle handle, boolean isVoid) {
    this.handle = handle;
    this.isVoid = isVoid;
  }

  /** Returns the handle of a function with one result, or with none. */
  static RawHandle of(GuestFunction function) {
    MethodHandle exact = function.handle();
    MethodType type = exact.type();
    for (int i = 0; i < type.parameterCount(); i++) {
      Class<?> parameter = type.parameterType(i);
      if (parameter == float.class) {
        exact = MethodHandles.filterArguments(exact, i, FLOAT_OF);
      } else if (parameter == double.class) {
        exact = MethodHandles.filterArguments(exact, i, DOUBLE_OF);
      }
    }
    if (type.returnType() == float.class) {
      exact = MethodHandles.filterReturnValue(exact, FLOAT_BITS);
    } else if (type.returnType() == double.class) {
      exact = MethodHandles.filterReturnValue(exact, DOUBLE_BITS);
    }
    MethodType longs = MethodType.genericMethodType(type.parameterCount());
    for (int i = 0; i < longs.parameterCount(); i++) {
      longs = longs.changeParameterType(i, long.class);
    }
    // Longs become ints by dropping the high half, ints become longs by their sign.
    MethodHandle raw =
        MethodHandles.explicitCastArguments(exact, longs.changeReturnType(long.class));
    return new RawHandle(
        raw.asSpreader(long[].class, type.parameterCount()).asType(TYPE),
        type.returnType() == void.class);
  }

  /** Returns whether the function has no result; a call gives 0 then. */
  boolean isVoid() {
    return isVoid;
  }

  long call(long[] raw) {
    try {
      return (long) handle.invokeExact(raw);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a guest threw a checked exception", e);
    }
  }

  private static MethodHandle find(
      Class<?> owner, String name, Class<?> result, Class<?> parameter) {
    try {
      return MethodHandles.publicLookup()
          .findStatic(owner, name, MethodType.methodType(result, parameter));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
