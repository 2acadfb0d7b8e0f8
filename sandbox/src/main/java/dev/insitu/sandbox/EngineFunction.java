package dev.insitu.sandbox;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** An exported function of a compiled module, shared by its instances. */
final class EngineFunction {
  private final EngineCompiler.Code code;
  private final int index;
  private final FunctionType type;
  private final boolean writes;
  private volatile @Nullable MethodHandle entry;

  EngineFunction(EngineCompiler.Code code, int index, FunctionType type, boolean writes) {
    this.code = code;
    this.index = index;
    this.type = type;
    this.writes = writes;
  }

  int index() {
    return index;
  }

  FunctionType type() {
    return type;
  }

  /** Returns whether a call may change memory, globals or tables. */
  boolean writes() {
    return writes;
  }

  /** Returns the handle of {@link EngineEntry}: the instance, then the wasm parameters. */
  MethodHandle entry() {
    MethodHandle known = entry;
    if (known == null) {
      known = EngineEntry.create(code.function(index, javaType()), javaType(), writes);
      entry = known;
    }
    return known;
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
