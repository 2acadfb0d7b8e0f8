package dev.insitu.udf;

import dev.insitu.udf.type.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What CREATE FUNCTION and CREATE PROCEDURE store. Names are spelled as the backend stores them.
 *
 * @param schema the schema that the function belongs to
 * @param module the module's name
 * @param moduleDigest SHA-256 of the module that the definition was checked against
 * @param export the export that is called; {@code _start} for a program of style STREAM, what its
 *     exports begin with for an aggregate and a table function that is no program
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
  /** The export of a program that is a table function. */
  public static final String PROGRAM = "_start";

  /** Copies the collections. */
  public FunctionDefinition {
    parameters = List.copyOf(parameters);
    options = Map.copyOf(options);
  }

  /** Returns whether the function folds the rows of a group into one value. */
  public boolean isAggregate() {
    return style == ParameterStyle.AGGREGATE;
  }

  /** Returns whether it is a procedure: called by CALL, for its OUT and INOUT parameters. */
  public boolean isProcedure() {
    return style == ParameterStyle.PROCEDURE;
  }

  /** Returns whether the module describes the columns of the result, for each call. */
  public boolean isDescribed() {
    return returns instanceof Returns.Table table && table.isDescribed();
  }

  /** Returns what the lifecycle exports of a table function begin with; null for a program. */
  public @Nullable String lifecycle() {
    return style == ParameterStyle.STREAM && !export.equals(PROGRAM) ? export : null;
  }

  /**
   * Returns whether one run serves all partitions, which may keep something from one to another.
   */
  public boolean sharesPartitions() {
    return options.getOrDefault("partitions", "isolated").equalsIgnoreCase("shared");
  }

  /** Returns the table whose columns pass through the function; null for none. */
  public Parameter.@Nullable Table passedThrough() {
    return tables().stream().filter(Parameter.Table::passThrough).findFirst().orElse(null);
  }

  /** Returns the parameters that are tables. */
  public List<Parameter.Table> tables() {
    List<Parameter.Table> tables = new ArrayList<>();
    for (Parameter parameter : parameters) {
      if (parameter instanceof Parameter.Table table) {
        tables.add(table);
      }
    }
    return tables;
  }

  /** Returns the definition as it is for one call: with these columns of the result. */
  public FunctionDefinition returning(List<Column> columns) {
    return new FunctionDefinition(
        schema,
        name,
        parameters,
        new Returns.Table(columns),
        style,
        module,
        moduleDigest,
        export,
        deterministic,
        calledOnNullInput,
        options);
  }

  /** Returns whether the function is called in FROM. */
  public boolean isTableFunction() {
    return returns instanceof Returns.Table;
  }
}
