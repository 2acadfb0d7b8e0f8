package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.CallArguments.Argument;
import dev.insitu.calcite.plan.CallArguments.Range;
import dev.insitu.calcite.plan.CallPlan.Lateral;
import dev.insitu.calcite.plan.CallPlan.ScalarArgument;
import dev.insitu.calcite.plan.Fragments.Part;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.call.ArgumentShape;
import dev.insitu.udf.rows.Hosting;
import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Plans all calls of one statement. */
final class CallPlanner {
  /** Deeper nesting is refused: each level is a program whose output the next one reads. */
  private static final int NESTED_MAX = 32;

  private final SqlText text;
  private final Backend backend;
  private final TableFunctions functions;
  private final Fragments fragments;
  private final Map<Integer, CallSite> sites = new HashMap<>();
  private final Map<Integer, CallSite> joins = new HashMap<>();
  private final Map<CallSite, List<Correlated>> correlated = new HashMap<>();
  private final Map<CallSite, Integer> indexes = new HashMap<>();
  private final List<CallPlan> plans = new ArrayList<>();
  private final List<Integer> levels = new ArrayList<>();

  private CallPlanner(
      SqlText text,
      Parameters parameters,
      Backend backend,
      TableFunctions functions,
      List<CallSite> sites)
      throws SQLException {
    this.text = text;
    this.backend = backend;
    this.functions = functions;
    this.fragments = new Fragments(text, parameters, this::callAt);
    for (CallSite site : sites) {
      if (site.depth() >= NESTED_MAX) {
        throw nestedTooDeep(site);
      }
      this.sites.put(site.from(), site);
      int join = LateralJoin.start(text, site);
      if (join != SqlText.NONE) {
        this.joins.put(join, site);
      }
    }
  }

  private SQLException nestedTooDeep(CallSite site) {
    return PlanErrors.notSupported(
        text.place(site.from()) + ": calls of table functions nested " + NESTED_MAX + " deep");
  }

  /** Plans a statement that has calls. */
  static StatementPlan plan(
      SqlText text,
      Parameters parameters,
      Backend backend,
      TableFunctions functions,
      List<CallSite> sites)
      throws SQLException {
    CallPlanner planner = new CallPlanner(text, parameters, backend, functions, sites);
    Fragment statement = planner.fragments.of(new Range(0, text.size()));
    return new StatementPlan(
        text.text(), statement, planner.plans, parameters.count(), Explanation.of(text));
  }

  /** Returns the call that begins at a word, or whose join does if it needs one. */
  private @Nullable PlannedCall callAt(int word) throws SQLException {
    CallSite joined = joins.get(word);
    CallSite site = joined == null ? sites.get(word) : joined;
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
    LateralJoin join = plans.get(index).lateral().map(Lateral::join).orElse(null);
    if (joined != null && join == null) {
      return null;
    }
    return new PlannedCall(site, index, join, correlated.getOrDefault(site, List.of()));
  }

  /** Returns how many calls run below one, be they nested in it or in tables of a WITH clause. */
  private int level(CallPlan plan) {
    int level = 0;
    for (Fragment query : plan.queries()) {
      for (Fragment.Piece piece : query.pieces()) {
        if (piece instanceof Fragment.Piece.Rows rows) {
          level = Math.max(level, levels.get(rows.call()) + 1);
        }
      }
    }
    return level;
  }

  /**
   * A call in the text.
   *
   * @param index of its plan
   * @param lateral the join that takes its place; null when the rows do
   * @param correlated the arguments that refer to tables before the join
   */
  record PlannedCall(
      CallSite site, int index, @Nullable LateralJoin lateral, List<Correlated> correlated) {
    /** Copies the list. */
    PlannedCall {
      correlated = List.copyOf(correlated);
    }
  }

  /**
   * An argument that refers to tables before the call.
   *
   * @param scalar the argument's place among the scalar ones
   */
  record Correlated(int scalar, Parameter.Scalar parameter, Range value) {}

  private String emptyTable(int call) {
    return plans.get(call).emptyTable();
  }

  private CallPlan plan(CallSite site) throws SQLException {
    CallArguments.Read read = CallArguments.read(text, site);
    List<ScalarArgument> scalars = new ArrayList<>();
    List<Argument> values = new ArrayList<>();
    List<TableArgument> tables = new ArrayList<>();
    List<ArgumentShape> shapes = new ArrayList<>();
    for (Argument argument : read.arguments()) {
      switch (argument.parameter()) {
        case Parameter.Scalar scalar -> {
          scalars.add(scalar(site, scalar, argument.value()));
          values.add(argument);
          shapes.add(shape(site, scalars.getLast(), argument.value()));
        }
        case Parameter.Table t -> {
          tables.add(
              TableArgument.read(text, site, argument, backend, fragments, this::emptyTable));
          shapes.add(new ArgumentShape.Table(tables.getLast().given()));
        }
      }
    }
    List<Column> given = new ArrayList<>(functions.columns(site.function(), shapes));
    int own = given.size();
    addPassed(site, tables, given);
    Optional<Lateral> lateral =
        scalars.stream().anyMatch(ScalarArgument::correlated)
            ? Optional.of(lateral(site, given, scalars, values))
            : Optional.empty();
    return new CallPlan(
        site.function(),
        given,
        own,
        tables,
        CoPartition.read(text, site, read.together(), tables, fragments),
        scalars,
        lateral,
        lateral.isPresent() ? hosting(given, scalars) : hosting(site, given),
        text.between(site.from(), site.to()));
  }

  /** Adds the columns that pass through the function. */
  private void addPassed(CallSite site, List<TableArgument> tables, List<Column> given)
      throws SQLException {
    for (TableArgument table : tables) {
      if (!table.parameter().passThrough()) {
        continue;
      }
      for (Column column : table.columns()) {
        if (given.stream().anyMatch(c -> c.name().equals(column.name()))) {
          throw PlanErrors.arguments(
              text.place(site.from())
                  + ": "
                  + site.function().name()
                  + " gives a column "
                  + Identifiers.quoted(column.name())
                  + ", and one of that name passes through it from argument "
                  + table.parameter().name()
                  + ": rename it there");
        }
        given.add(column);
      }
    }
  }

  /** Returns what is known of a scalar argument, for modules that describe their result. */
  private ArgumentShape shape(CallSite site, ScalarArgument argument, Range value)
      throws SQLException {
    if (!site.function().isDescribed() || !isLiteral(value)) {
      return new ArgumentShape.Unknown();
    }
    Object known =
        backend.value(argument.query().sql(this::emptyTable), argument.parameter().type());
    return known == null ? new ArgumentShape.Null() : new ArgumentShape.Value(known);
  }

  /** Returns whether a value is written down: no names stand in it but those of literals. */
  private boolean isLiteral(Range value) {
    for (int i = value.from(); i < value.to(); i++) {
      boolean written =
          text.is(i, SqlLexer.Kind.LITERAL)
              || text.is(i, "+", "-", ".", "TRUE", "FALSE", "NULL", "DATE", "TIME", "TIMESTAMP")
              || text.is(i, "WITH", "ZONE", "UUID", "X");
      if (!written) {
        return false;
      }
    }
    return true;
  }

  /** Plans a call for each row of the tables before it. */
  private Lateral lateral(
      CallSite site, List<Column> given, List<ScalarArgument> scalars, List<Argument> values)
      throws SQLException {
    LateralJoin join = LateralJoin.read(text, site);
    join.requireStable(text, site);
    List<Correlated> found = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    String separator = "SELECT DISTINCT ";
    for (int i = 0; i < scalars.size(); i++) {
      Parameter.Scalar parameter = scalars.get(i).parameter();
      Range value = values.get(i).value();
      if (scalars.get(i).correlated()) {
        requireKnown(site, parameter, value, join);
        found.add(new Correlated(i, parameter, value));
      }
      parts.add(new Part.Text(separator + "CAST("));
      parts.add(
          value.isEmpty()
              ? new Part.Text(String.valueOf(parameter.defaultText()))
              : new Part.Words(value));
      parts.add(new Part.Text(" AS " + parameter.type() + ")"));
      separator = ", ";
    }
    parts.add(new Part.Text(" FROM "));
    parts.add(new Part.Words(join.tables()));
    correlated.put(site, found);
    List<String> returned = given.stream().map(Column::name).toList();
    return new Lateral(
        fragments.query(site.scope(), parts), join, join.named(text, site, returned));
  }

  private void requireKnown(
      CallSite site, Parameter.Scalar parameter, Range value, LateralJoin join)
      throws SQLException {
    Fragment query =
        fragments.query(
            site.scope(),
            List.of(
                new Part.Text("SELECT CAST("),
                new Part.Words(value),
                new Part.Text(" AS " + parameter.type() + ") FROM "),
                new Part.Words(join.tables())));
    try {
      backend.check(query.sql(this::emptyTable));
    } catch (SQLException e) {
      throw backend.isUnknownColumn(e)
          ? notConstant(site, parameter, value, ", or made of columns of tables before it in FROM")
          : e;
    }
  }

  private SQLException notConstant(
      CallSite site, Parameter.Scalar parameter, Range value, String also) {
    return PlanErrors.notSupported(
        text.place(value.from())
            + ": argument "
            + parameter.name()
            + " of "
            + site.function().name()
            + " must be a constant or a parameter"
            + also
            + ", found "
            + text.between(value.from(), value.to()));
  }

  private ScalarArgument scalar(CallSite site, Parameter.Scalar parameter, Range value)
      throws SQLException {
    if (value.isEmpty()) {
      String sql = "SELECT CAST(" + parameter.defaultText() + " AS " + parameter.type() + ")";
      Fragment query = new Fragment(List.of(new Fragment.Piece.Text(sql)));
      return new ScalarArgument(parameter, query, false, text.place(site.from()));
    }
    if (text.is(value.from(), "TABLE")) {
      throw text.syntaxError(
          value.from(),
          "argument "
              + parameter.name()
              + " of "
              + site.function().name()
              + " is "
              + parameter.type()
              + ", found a table");
    }
    Fragment query =
        fragments.query(site.scope(), "SELECT CAST(", value, " AS " + parameter.type() + ")");
    boolean refers = false;
    try {
      backend.check(query.sql(this::emptyTable));
    } catch (SQLException e) {
      if (!backend.isUnknownColumn(e)) {
        throw e;
      }
      if (LateralJoin.start(text, site) == SqlText.NONE) {
        throw notConstant(site, parameter, value, "");
      }
      refers = true;
    }
    return new ScalarArgument(parameter, query, refers, text.place(value.from()));
  }

  /** Copies the rows, with the arguments that they were made for behind them. */
  private static Hosting hosting(List<Column> given, List<ScalarArgument> scalars) {
    int shown = given.size();
    int hidden = (int) scalars.stream().filter(ScalarArgument::correlated).count();
    return new Hosting.Copy(IntStream.range(shown, shown + hidden).boxed().toList(), hidden);
  }

  private Hosting hosting(CallSite site, List<Column> columns) {
    if (site.isReadOnce()) {
      return new Hosting.Stream();
    }
    String alias = fragments.aliasOf(site);
    Set<Integer> compared = new LinkedHashSet<>();
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
