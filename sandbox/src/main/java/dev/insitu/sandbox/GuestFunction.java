package dev.insitu.sandbox;

import dev.insitu.sandbox.module.FunctionType;
import java.lang.invoke.MethodHandle;

/** An exported function bound to one instance. */
public final class GuestFunction {
  private final EngineInstance instance;
  private final EngineFunction function;

  GuestFunction(EngineInstance instance, EngineFunction function) {
    this.instance = instance;
    this.function = function;
  }

  /** Returns the export's type. */
  public FunctionType type() {
    return function.type();
  }

  /**
   * Calls the function with raw values: i32 sign-extended, i64 as it is, floats as their bits. A
   * NaN goes in as the canonical one, and so does one that arithmetic made come out; one that the
   * guest only copied keeps its bits.
   *
   * @param arguments one value for each parameter
   * @param results receives one value for each result when the outcome is {@link Outcome.Completed}
   * @throws IllegalArgumentException when a length does not fit the type
   * @throws IllegalStateException when the instance is dead
   */
  public Outcome call(long[] arguments, long[] results) {
    FunctionType type = function.type();
    if (arguments.length != type.parameters().size() || results.length != type.results().size()) {
      throw new IllegalArgumentException(
          "function of type "
              + type
              + " called with "
              + arguments.length
              + " arguments and "
              + results.length
              + " results");
    }
    return instance.call(function, function.canonical(arguments), results);
  }

  /**
   * Returns the function as a method handle of its exact type ({@code i32} as int, {@code f64} as
   * double, …), which starts a call under the instance's limits, without boxing. Abnormal ends
   * arrive as {@link GuestEnd}, misuse as {@link IllegalStateException}. Make it once and keep it:
   * it lives as long as the instance.
   *
   * @throws IllegalStateException when the function has more than one result
   */
  public MethodHandle handle() {
    return instance.handle(function);
  }
}
