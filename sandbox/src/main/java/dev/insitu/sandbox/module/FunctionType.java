package dev.insitu.sandbox.module;

import java.util.List;
import java.util.stream.Collectors;

/** The type of a function: its parameters and its results, in order. */
public record FunctionType(List<ValueType> parameters, List<ValueType> results) {
  /** Copies both lists. */
  public FunctionType {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }

  /** Writes the type as {@code (f64, f64) -> f64}, with {@code ()} for no result. */
  @Override
  public String toString() {
    return list(parameters) + " -> " + (results.size() == 1 ? results.get(0) : list(results));
  }

  private static String list(List<ValueType> types) {
    return types.stream().map(ValueType::toString).collect(Collectors.joining(", ", "(", ")"));
  }
}
