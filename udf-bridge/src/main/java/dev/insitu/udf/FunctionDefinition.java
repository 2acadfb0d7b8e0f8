package dev.insitu.udf;

import java.util.List;
import java.util.Map;

/**
 * What CREATE FUNCTION stores. Names are spelled as the backend stores them.
 *
 * @param schema the schema that the function belongs to
 * @param module the module's name
 * @param moduleDigest SHA-256 of the module that the definition was checked against
 * @param export the export that is called; {@code _start} for STREAM, what its exports begin with
 *     for an aggregate
 * @param deterministic whether equal arguments give equal results
 * @param calledOnNullInput whether the function sees NULL arguments; otherwise they give NULL
 * @param options the options of WITH, names in lower case, values as text without quotes
 */
public record FunctionDefinition(
    String schema,
    String name,
    List<Parameter> parameters,
    Returns returns,
    ParameterStyle style,
    String module,
    String moduleDigest,
    String export,
    boolean deterministic,
    boolean calledOnNullInput,
    Map<String, String> options) {
  /** Copies the collections. */
  public FunctionDefinition {
    parameters = List.copyOf(parameters);
    options = Map.copyOf(options);
  }

  /** Returns whether the function folds the rows of a group into one value. */
  public boolean isAggregate() {
    return style == ParameterStyle.AGGREGATE;
  }

  /** Returns whether the function is called in FROM. */
  public boolean isTableFunction() {
    return returns instanceof Returns.Table;
  }
}
