package dev.insitu.sandbox;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An exported function of a compiled module, shared by its instances. */
final class EngineFunction {
  private final EngineCompiler.Code code;
  private final CompiledModule.Function function;
  private final FunctionType type;
  private volatile @Nullable MethodHandle entry;

  EngineFunction(EngineCompiler.Code code, CompiledModule.Function function) {
    this.code = code;
    this.function = function;
    this.type = function.type();
  }

  int index() {
    return function.index();
  }

  FunctionType type() {
    return type;
  }

  /** Returns whether a call may change memory, globals or tables. */
  boolean writes() {
    return function.writes();
  }

  /** Returns the call depth that the function may take without counting it. */
  int depth() {
    return function.depth();
  }

  /** Returns the handle of {@link EngineEntry}: the instance, then the wasm parameters. */
  MethodHandle entry() {
    MethodHandle known = entry;
    if (known == null) {
      known =
          EngineEntry.create(
              code.function(index(), function.className(), javaType()),
              javaType(),
              writes(),
              depth());
      entry = known;
    }
    return known;
  }

  /** Returns the number, and for every NaN the canonical one. */
  static float canonical(float number) {
    return Float.isNaN(number) ? Float.NaN : number;
  }

  /** Returns the number, and for every NaN the canonical one. */
  static double canonical(double number) {
    return Double.isNaN(number) ? Double.NaN : number;
  }

  /** Returns arguments whose NaNs are canonical; the same array when they are already. */
  long[] canonical(long[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (canonical(i, arguments[i]) != arguments[i]) {
        long[] result = arguments.clone();
        for (int j = i; j < result.length; j++) {
          result[j] = canonical(j, result[j]);
        }
        return result;
      }
    }
    return arguments;
  }

  /** Extends the sign of results of 32 bits, whatever the engine has put above them. */
  void extend(long[] results) {
    for (int i = 0; i < results.length; i++) {
      ValueType result = type.results().get(i);
      if (result == ValueType.I32 || result == ValueType.F32) {
        results[i] = (int) results[i];
      }
    }
  }

  private long canonical(int parameter, long raw) {
    return switch (type.parameters().get(parameter)) {
      case F32 ->
          Float.isNaN(Float.intBitsToFloat((int) raw)) ? Float.floatToIntBits(Float.NaN) : raw;
      case F64 ->
          Double.isNaN(Double.longBitsToDouble(raw)) ? Double.doubleToLongBits(Double.NaN) : raw;
      default -> raw;
    };
  }

  /** Returns a handle like {@link #entry()}, bound, for an instance without compiled code. */
  MethodHandle boxing(EngineInstance instance) {
    MethodType exact = javaType();
    Function<Object[], @Nullable Object> call = boxed -> callBoxed(this, instance, boxed);
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Function.class, "apply", MethodType.genericMethodType(1))
          .bindTo(call)
          .asType(MethodType.methodType(Object.class, Object[].class))
          .asCollector(Object[].class, exact.parameterCount())
          .asType(exact);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("every JDK has java.util.function.Function", e);
    }
  }

  private static @Nullable Object callBoxed(
      EngineFunction function, EngineInstance instance, Object[] boxed) {
    long[] arguments = new long[boxed.length];
    for (int i = 0; i < boxed.length; i++) {
      arguments[i] =
          switch (boxed[i]) {
            case Float f -> Float.floatToIntBits(f);
            case Double d -> Double.doubleToLongBits(d);
            default -> ((Number) boxed[i]).longValue();
          };
    }
    long[] results = new long[function.type.results().size()];
    Outcome outcome = instance.call(function, arguments, results);
    if (!(outcome instanceof Outcome.Completed)) {
      throw new GuestEnd(outcome);
    }
    if (results.length == 0) {
      return null;
    }
    return switch (function.type.results().get(0)) {
      case I32, FUNCREF -> (int) results[0];
      case I64 -> results[0];
      case F32 -> Float.intBitsToFloat((int) results[0]);
      case F64 -> Double.longBitsToDouble(results[0]);
    };
  }

  private MethodType javaType() {
    Class<?> result = void.class;
    if (type.results().size() > 1) {
      throw new IllegalStateException("function of type " + type + " has more than one result");
    }
    if (!type.results().isEmpty()) {
      result = javaType(type.results().get(0));
    }
    return MethodType.methodType(
        result, type.parameters().stream().<Class<?>>map(EngineFunction::javaType).toList());
  }

  private static Class<?> javaType(ValueType type) {
    return switch (type) {
      case I32, FUNCREF -> int.class;
      case I64 -> long.class;
      case F32 -> float.class;
      case F64 -> double.class;
    };
  }
}
