package dev.insitu.calcite.plan;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.rows.Hosting;
import dev.insitu.udf.type.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A planned call of a table function.
 *
 * @param given the columns that the function gives this call, and behind them those that pass
 *     through it
 * @param own how many are the function's
 * @param tables the table arguments, in the definition's order; none for a leaf
 * @param keys what cuts several of them into partitions
 * @param scalars the scalar arguments, in the definition's order
 * @param lateral how the call is joined when arguments refer to tables before it
 * @param text the call as the user wrote it
 */
record CallPlan(
    FunctionDefinition function,
    List<Column> given,
    int own,
    List<TableArgument> tables,
    Optional<Keys> keys,
    List<ScalarArgument> scalars,
    Optional<Lateral> lateral,
    Hosting hosting,
    String text) {
  /** Copies the lists. */
  CallPlan {
    given = List.copyOf(given);
    tables = List.copyOf(tables);
    scalars = List.copyOf(scalars);
  }

  /**
   * A scalar argument.
   *
   * @param query the query that evaluates it, when it is not correlated
   * @param correlated whether it refers to tables before the call
   * @param place where it stands in the user's text
   */
  record ScalarArgument(
      Parameter.Scalar parameter, Fragment query, boolean correlated, String place) {}

  /**
   * The keys of partitions.
   *
   * @param query gives each key that any table has once, in the order of the tables
   */
  record Keys(Fragment query, List<Column> columns) {
    /** Copies the list. */
    Keys {
      columns = List.copyOf(columns);
    }
  }

  /**
   * A call for each row of the tables before it.
   *
   * @param arguments the query that gives the different rows of arguments
   * @param names what the statement calls the columns
   */
  record Lateral(Fragment arguments, LateralJoin join, List<String> names) {
    /** Copies the list. */
    Lateral {
      names = List.copyOf(names);
    }
  }

  /** Returns the columns that the function itself gives. */
  List<Column> ownColumns() {
    return given.subList(0, own);
  }

  /** Returns the columns that show. */
  List<Column> returned() {
    if (lateral.isEmpty()) {
      return given;
    }
    List<Column> renamed = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      renamed.add(new Column(lateral.get().names().get(i), given.get(i).type()));
    }
    return renamed;
  }

  /** Returns the columns of the rows that are hosted: those that show, and the arguments. */
  List<Column> hosted() {
    List<Column> columns = new ArrayList<>(returned());
    for (int i = 0; i < scalars.size(); i++) {
      if (scalars.get(i).correlated()) {
        columns.add(new Column(LateralJoin.hidden(i), scalars.get(i).parameter().type()));
      }
    }
    return columns;
  }

  /** Returns the queries that reading the call's rows takes. */
  List<Fragment> queries() {
    List<Fragment> queries = new ArrayList<>();
    if (lateral.isPresent()) {
      queries.add(lateral.get().arguments());
    } else {
      scalars.forEach(scalar -> queries.add(scalar.query()));
    }
    tables.forEach(table -> queries.add(table.query()));
    keys.ifPresent(present -> queries.add(present.query()));
    return queries;
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
