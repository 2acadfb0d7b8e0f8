package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.StatementPlan.Explained;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.session.CallStatistics;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Explains one execution of an EXPLAIN that names functions of ours. It begins before the execution
 * and is closed behind it, so that ANALYZE counts what the execution alone has cost.
 */
public final class Explanation implements AutoCloseable {
  private final SqlText text;
  private final TableFunctions functions;
  private final @Nullable PlannedStatement planned;
  private final boolean analyzed;
  private final Map<FunctionDefinition, Before> scalars = new LinkedHashMap<>();

  private Explanation(SqlText text, TableFunctions functions, @Nullable PlannedStatement planned) {
    this.text = text;
    this.functions = functions;
    this.planned = planned;
    this.analyzed = of(text) == Explained.ANALYZED;
  }

  /**
   * What a scalar function had cost before.
   *
   * @param nanos time in the guest, as far as it was taken
   */
  private record Before(long calls, long rows, long fuel, long nanos) {}

  /** Returns whether a statement is explained. */
  static Explained of(SqlText text) {
    if (!text.is(0, "EXPLAIN")) {
      return Explained.NO;
    }
    return text.is(1, "ANALYZE") ? Explained.ANALYZED : Explained.ONLY;
  }

  static Optional<Explanation> begin(
      SqlText text, TableFunctions functions, @Nullable PlannedStatement planned)
      throws SQLException {
    Explanation explanation = new Explanation(text, functions, planned);
    if (of(text) == Explained.NO || (!explanation.findScalars() && planned == null)) {
      return Optional.empty();
    }
    return Optional.of(explanation);
  }

  private boolean findScalars() throws SQLException {
    for (FunctionDefinition function : ScalarNames.in(text, functions)) {
      long nanos = functions.time(function, analyzed);
      CallStatistics cost = cost(function);
      scalars.put(function, new Before(cost.calls(), cost.rows(), cost.fuel(), nanos));
    }
    return !scalars.isEmpty();
  }

  private CallStatistics cost(FunctionDefinition function) {
    return functions.statistics().stream()
        .filter(s -> s.schema().equals(function.schema()))
        .filter(s -> s.function().equals(function.name()))
        .findFirst()
        .orElse(new CallStatistics(function.schema(), function.name(), 0, 0, 0));
  }

  /**
   * Returns the tree, lines parted by line feeds.
   *
   * @param backendPlan the backend's plan of the statement
   */
  public String tree(String backendPlan) throws SQLException {
    PlanTree tree = new PlanTree();
    tree.line("statement in the database");
    tree.down();
    tree.sql(backendPlan);
    PlannedStatement calls = planned;
    if (calls == null) {
      scalars(tree, text);
    } else {
      new TableCalls(tree, calls).of(calls.plan().statement());
    }
    return tree.toString();
  }

  /** Adds the scalar functions that a text names. */
  private void scalars(PlanTree tree, SqlText sql) throws SQLException {
    for (FunctionDefinition function : ScalarNames.in(sql, functions)) {
      tree.line(
          (function.isAggregate() ? "aggregate " : "function ")
              + PlanTree.name(function)
              + " in the database");
      tree.down();
      tree.line(PlanTree.module(function));
      tree.line("because the database calls it where it stands in the statement");
      Before before = scalars.get(function);
      if (analyzed && before != null) {
        if (functions.statistics().isEmpty()) {
          tree.line("calls are counted by the server, in insitu.function_stats");
        } else {
          CallStatistics now = cost(function);
          tree.line(
              "calls "
                  + (now.calls() - before.calls)
                  + ", results "
                  + (now.rows() - before.rows)
                  + ", fuel "
                  + (now.fuel() - before.fuel));
          tree.time(functions.time(function, true) - before.nanos);
        }
      }
      tree.up();
    }
  }

  /** Adds the calls of table functions; each once, where its rows are read first. */
  private final class TableCalls {
    private final PlanTree tree;
    private final PlannedStatement statement;
    private final boolean[] shown;

    TableCalls(PlanTree tree, PlannedStatement statement) {
      this.tree = tree;
      this.statement = statement;
      this.shown = new boolean[statement.plan().calls().size()];
    }

    /** Adds what runs for a fragment. */
    void of(Fragment fragment) throws SQLException {
      scalars(tree, new SqlText(statement.text(fragment), text.identifiers()));
      for (Fragment.Piece piece : fragment.pieces()) {
        if (piece instanceof Fragment.Piece.Rows rows) {
          call(rows.call());
        }
      }
    }

    private void call(int index) throws SQLException {
      CallPlan call = statement.plan().calls().get(index);
      String head = "table function " + PlanTree.name(call.function()) + " as ";
      if (shown[index]) {
        tree.line(head + statement.rowsName(index) + ", which stands above");
        return;
      }
      shown[index] = true;
      tree.line(head + statement.rowsName(index));
      tree.down();
      tree.line(PlanTree.module(call.function()));
      tree.line(PlanTree.reason(call));
      CallMeasures measures = statement.measures();
      if (measures != null) {
        CallMeasures.Sum sum = measures.of(call);
        tree.line("runs " + sum.runs() + ", fuel " + sum.fuel());
        tree.time(sum.waited());
        tree.line(
            "output " + PlanTree.output(call) + PlanTree.traffic(sum.rowsOut(), sum.bytesOut()));
        inputs(call, PlanTree.traffic(sum.rowsIn(), sum.bytesIn()));
      } else {
        tree.line("output " + PlanTree.output(call));
        inputs(call, "");
      }
      tree.up();
    }

    private void inputs(CallPlan call, String traffic) throws SQLException {
      if (call.lateral().isPresent()) {
        query("arguments, each different row once", call.lateral().get().arguments());
      } else {
        for (CallPlan.ScalarArgument argument : call.scalars()) {
          tree.line("argument " + argument.parameter().name());
          tree.down();
          tree.sql(statement.text(argument.query()));
          of(argument.query());
          tree.up();
        }
      }
      List<TableArgument> tables = call.tables();
      for (TableArgument table : tables) {
        query("input " + PlanTree.input(call, table) + traffic, table.query());
      }
      if (call.keys().isPresent()) {
        query("keys of partitions", call.keys().get().query());
      }
    }

    private void query(String head, Fragment query) throws SQLException {
      tree.line(head);
      tree.down();
      tree.sql(statement.backendPlan(query));
      of(query);
      tree.up();
    }
  }

  /** Takes no more times. */
  @Override
  public void close() {
    scalars.keySet().forEach(function -> functions.time(function, false));
  }
}
