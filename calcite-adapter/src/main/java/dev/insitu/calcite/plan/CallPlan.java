package dev.insitu.calcite.plan;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.Returns;
import dev.insitu.udf.rows.Hosting;
import dev.insitu.udf.type.Column;
import java.util.List;

/**
 * A planned call of a table function.
 *
 * @param input the query whose rows the function reads, sorted
 * @param columns the columns of the input
 * @param call how the input is partitioned and ordered
 * @param scalars the scalar arguments, in the definition's order
 * @param text the call as the user wrote it
 */
record CallPlan(
    FunctionDefinition function,
    Fragment input,
    List<Column> columns,
    TableCall call,
    List<ScalarArgument> scalars,
    Hosting hosting,
    String text) {
  /** Copies the lists. */
  CallPlan {
    columns = List.copyOf(columns);
    scalars = List.copyOf(scalars);
  }

  /**
   * A scalar argument.
   *
   * @param query the query that evaluates it
   * @param place where it stands in the user's text
   */
  record ScalarArgument(Parameter.Scalar parameter, Fragment query, String place) {}

  List<Column> returned() {
    return returned(function);
  }

  /** Returns the columns that a function returns. */
  static List<Column> returned(FunctionDefinition function) {
    return switch (function.returns()) {
      case Returns.Table table -> table.columns();
      case Returns.Scalar scalar ->
          throw new IllegalArgumentException(function.name() + " returns " + scalar.type());
    };
  }

  /** Returns a table of the same columns without rows, for preparing text that reads the rows. */
  String emptyTable() {
    StringBuilder sql = new StringBuilder("(SELECT ");
    String separator = "";
    for (Column column : returned()) {
      sql.append(separator)
          .append("CAST(NULL AS ")
          .append(column.type())
          .append(") AS ")
          .append(Identifiers.quoted(column.name()));
      separator = ", ";
    }
    return sql.append(" WHERE FALSE)").toString();
  }
}
