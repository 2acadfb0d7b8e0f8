package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.CallArguments.Argument;
import dev.insitu.calcite.plan.CallArguments.Range;
import dev.insitu.calcite.plan.CallPlan.ScalarArgument;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.rows.Hosting;
import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans all calls of one statement. */
final class CallPlanner {
  /** Deeper nesting is refused: each level is a program whose output the next one reads. */
  private static final int NESTED_MAX = 32;

  private final SqlText text;
  private final Backend backend;
  private final Fragments fragments;
  private final Map<Integer, CallSite> sites = new HashMap<>();
  private final Map<CallSite, Integer> indexes = new HashMap<>();
  private final List<CallPlan> plans = new ArrayList<>();
  private final List<Integer> levels = new ArrayList<>();

  private CallPlanner(SqlText text, Parameters parameters, Backend backend, List<CallSite> sites)
      throws SQLException {
    this.text = text;
    this.backend = backend;
    this.fragments = new Fragments(text, parameters, this::callAt);
    for (CallSite site : sites) {
      if (site.depth() >= NESTED_MAX) {
        throw nestedTooDeep(site);
      }
      this.sites.put(site.from(), site);
    }
  }

  private SQLException nestedTooDeep(CallSite site) {
    return PlanErrors.notSupported(
        text.place(site.from()) + ": calls of table functions nested " + NESTED_MAX + " deep");
  }

  /** Plans a statement that has calls. */
  static StatementPlan plan(
      SqlText text, Parameters parameters, Backend backend, List<CallSite> sites)
      throws SQLException {
    CallPlanner planner = new CallPlanner(text, parameters, backend, sites);
    Fragment statement = planner.fragments.of(new Range(0, text.size()));
    return new StatementPlan(
        text.text(),
        statement,
        planner.plans,
        parameters.count(),
        text.is(0, "EXPLAIN") && !text.is(1, "ANALYZE"));
  }

  /** Returns the call that begins at a word. */
  private @Nullable PlannedCall callAt(int word) throws SQLException {
    CallSite site = sites.get(word);
    if (site == null) {
      return null;
    }
    Integer index = indexes.get(site);
    if (index == null) {
      CallPlan plan = plan(site);
      int level = level(plan);
      if (level >= NESTED_MAX) {
        throw nestedTooDeep(site);
      }
      index = plans.size();
      plans.add(plan);
      levels.add(level);
      indexes.put(site, index);
    }
    return new PlannedCall(site, index);
  }

  /** Returns how many calls run below one, be they nested in it or in tables of a WITH clause. */
  private int level(CallPlan plan) {
    int level = 0;
    for (Fragment.Piece piece : plan.input().pieces()) {
      if (piece instanceof Fragment.Piece.Rows rows) {
        level = Math.max(level, levels.get(rows.call()) + 1);
      }
    }
    return level;
  }

  /**
   * A call in the text.
   *
   * @param index of its plan
   */
  record PlannedCall(CallSite site, int index) {}

  private String emptyTable(int call) {
    return plans.get(call).emptyTable();
  }

  private CallPlan plan(CallSite site) throws SQLException {
    FunctionDefinition function = site.function();
    List<Argument> arguments = CallArguments.read(text, site);
    List<ScalarArgument> scalars = new ArrayList<>();
    Argument table = null;
    for (Argument argument : arguments) {
      switch (argument.parameter()) {
        case Parameter.Scalar scalar -> scalars.add(scalar(site, scalar, argument.value()));
        case Parameter.Table t -> {
          if (table != null) {
            throw PlanErrors.notSupported(
                function.name() + " takes several tables, one is supported");
          }
          table = argument;
        }
      }
    }
    if (table == null) {
      throw PlanErrors.notSupported(function.name() + " takes no table, one is needed");
    }
    TableArgument input =
        TableArgument.read(text, site, table, backend, fragments, this::emptyTable);
    return new CallPlan(
        function,
        input.query(),
        input.columns(),
        input.call(),
        scalars,
        hosting(site),
        text.between(site.from(), site.to()));
  }

  private ScalarArgument scalar(CallSite site, Parameter.Scalar parameter, Range value)
      throws SQLException {
    Fragment query =
        fragments.query(site.scope(), "SELECT CAST(", value, " AS " + parameter.type() + ")");
    String place = text.place(value.from());
    try {
      backend.check(query.sql(this::emptyTable));
    } catch (SQLException e) {
      throw backend.isUnknownColumn(e)
          ? PlanErrors.notSupported(
              place
                  + ": argument "
                  + parameter.name()
                  + " of "
                  + site.function().name()
                  + " must be a constant or a parameter, found "
                  + text.between(value.from(), value.to()))
          : e;
    }
    return new ScalarArgument(parameter, query, place);
  }

  private Hosting hosting(CallSite site) {
    if (site.isReadOnce()) {
      return new Hosting.Stream();
    }
    String alias = fragments.aliasOf(site);
    Set<Integer> compared = new LinkedHashSet<>();
    List<Column> columns = CallPlan.returned(site.function());
    for (int i = 0; i + 2 < text.size(); i++) {
      boolean equal = text.is(i - 1, "=") || text.is(i + 3, "=");
      if (equal
          && text.isName(i)
          && text.is(i + 1, ".")
          && text.isName(i + 2)
          && text.identifiers().same(text.name(i), alias)) {
        String name = text.name(i + 2);
        for (int c = 0; c < columns.size(); c++) {
          if (text.identifiers().same(columns.get(c).name(), name)) {
            compared.add(c);
          }
        }
      }
    }
    return new Hosting.Copy(List.copyOf(compared));
  }
}
