package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.CallPlan.Keys;
import dev.insitu.calcite.plan.CallPlan.ScalarArgument;
import dev.insitu.calcite.plan.Fragment.Piece;
import dev.insitu.calcite.plan.StatementPlan.Explained;
import dev.insitu.udf.h2.H2Errors;
import dev.insitu.udf.h2.LazyExecution;
import dev.insitu.udf.rows.Closing;
import dev.insitu.udf.rows.HostedRows;
import dev.insitu.udf.rows.RowOpener;
import dev.insitu.udf.session.FunctionRows;
import dev.insitu.udf.session.StatementScope;
import dev.insitu.udf.stream.TableInput;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A statement that calls table functions, as text for the backend in which rows of ours stand where
 * the calls stood. It can be executed many times, once at a time; threads: as a JDBC statement.
 */
public final class PlannedStatement implements AutoCloseable {
  private final Connection backend;
  private final TableFunctions functions;
  private final Renewal renewal;
  private final List<HostedRows> hosted = new ArrayList<>();
  private final BackendSql sql;
  private StatementPlan plan;
  private @Nullable Run run;

  private PlannedStatement(
      StatementPlan plan, Connection backend, TableFunctions functions, Renewal renewal)
      throws SQLException {
    this.plan = plan;
    this.backend = backend;
    this.functions = functions;
    this.renewal = renewal;
    try {
      for (CallPlan call : plan.calls()) {
        int index = hosted.size();
        hosted.add(functions.host(call, () -> open(index)));
      }
    } catch (SQLException e) {
      close();
      throw e;
    }
    this.sql = sql(plan.statement());
  }

  static PlannedStatement of(
      StatementPlan plan, Connection backend, TableFunctions functions, Renewal renewal)
      throws SQLException {
    return new PlannedStatement(plan, backend, functions, renewal);
  }

  /** Looks whether a plan still fits the backend's tables, which other sessions can change. */
  @FunctionalInterface
  interface Renewal {
    /** Returns the same plan, or one that fits; empty when the text is no longer ours. */
    Optional<StatementPlan> current(StatementPlan plan) throws SQLException;
  }

  /** One execution. */
  private record Run(
      ParameterBinder parameters,
      StatementScope scope,
      List<List<@Nullable Object>> scalars,
      LazyExecution lazy,
      boolean forward,
      @Nullable CallMeasures measures) {}

  private BackendSql sql(Fragment fragment) {
    return fragment.sql(
        new Fragment.Rows() {
          @Override
          public String table(int call) {
            return hosted.get(call).fromItem();
          }

          @Override
          public String condition(int call, String alias) {
            return hosted.get(call).condition(alias);
          }

          @Override
          public String given(int argument, String alias) {
            return alias + "." + Identifiers.quoted(LateralJoin.hidden(argument));
          }
        });
  }

  /** Returns the text to prepare on the backend; valid until this is closed. */
  public String sql() {
    return sql.text();
  }

  /** Returns how many parameters the user's text has. */
  public int parameterCount() {
    return plan.parameterCount();
  }

  /**
   * Returns, for each parameter of {@link #sql()} in order, the parameter of the user's text that
   * it is, from 1. Those that stand inside a call only are not among them.
   */
  public List<Integer> parameters() {
    return sql.parameters();
  }

  /**
   * A text that an execution runs before or below {@link #sql()}.
   *
   * @param parameters the parameter of the user's text that each one is, from 1
   */
  public record InnerQuery(String sql, List<Integer> parameters) {
    /** Copies the list. */
    public InnerQuery {
      parameters = List.copyOf(parameters);
    }
  }

  StatementPlan plan() {
    return plan;
  }

  /** Returns what the calls of the last execution have cost; null when they are not measured. */
  @Nullable CallMeasures measures() {
    return run == null ? null : run.measures;
  }

  /** Returns the name that the rows of a call have in plans of the backend. */
  String rowsName(int call) {
    return hosted.get(call).tableName();
  }

  /** Returns a text for the backend as it is sent. */
  String text(Fragment fragment) {
    return sql(fragment).text();
  }

  /** Returns the backend's plan of a query that the last execution runs. */
  String backendPlan(Fragment query) throws SQLException {
    BackendSql text = sql(query);
    Run now = run;
    try (PreparedStatement statement = backend.prepareStatement("EXPLAIN " + text.text())) {
      if (now != null) {
        QueryRows.bind(statement, text, now.parameters);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : text.text();
      }
    }
  }

  /** Returns the queries of the calls' arguments, for describing the parameters inside them. */
  public List<InnerQuery> innerQueries() {
    List<InnerQuery> queries = new ArrayList<>();
    for (CallPlan call : plan.calls()) {
      call.queries().forEach(query -> queries.add(inner(query)));
    }
    return queries;
  }

  private InnerQuery inner(Fragment fragment) {
    BackendSql text = sql(fragment);
    return new InnerQuery(text.text(), text.parameters());
  }

  /**
   * Executes the text once: ends the execution before, evaluates the calls' scalar arguments, makes
   * the rows ready, runs the text, and lets its rows stream. Errors are {@link #translate
   * translated}.
   *
   * @param parameters what the user has set; also asked later, when a stream starts
   * @param scope what the functions run in; stays open until the rows have been read
   * @param forward whether the result is read forward only; only such a result can stream
   * @param execution runs {@link #sql()} on the backend, with {@link #parameters()} set
   */
  public <T> T execute(
      ParameterBinder parameters, StatementScope scope, boolean forward, Execution<T> execution)
      throws SQLException {
    end();
    LazyExecution lazy = LazyExecution.begin(backend);
    try {
      renew();
      CallMeasures measures = plan.explained() == Explained.ANALYZED ? new CallMeasures() : null;
      Run started = new Run(parameters, scope, new ArrayList<>(), lazy, forward, measures);
      run = started;
      if (plan.explained() != Explained.ONLY) {
        // Arguments of a call may read the rows of calls before it.
        for (int i = 0; i < hosted.size(); i++) {
          started.scalars.add(scalars(plan.calls().get(i), parameters));
          hosted.get(i).begin();
        }
      }
      return forward ? lazy.run(execution::run) : execution.run();
    } catch (SQLException e) {
      SQLException shown = translate(e);
      try {
        end();
      } catch (SQLException second) {
        shown.addSuppressed(second);
      }
      throw shown;
    }
  }

  private void renew() throws SQLException {
    StatementPlan now = renewal.current(plan).orElse(plan);
    boolean same = now.calls().size() == plan.calls().size();
    for (int i = 0; same && i < now.calls().size(); i++) {
      same =
          now.calls().get(i).function().equals(plan.calls().get(i).function())
              && now.calls().get(i).hosted().equals(plan.calls().get(i).hosted());
    }
    if (!same) {
      throw PlanErrors.notSupported(
          "tables or functions of the statement have changed: prepare it again");
    }
    plan = now;
  }

  private List<@Nullable Object> scalars(CallPlan call, ParameterBinder parameters)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    if (call.lateral().isPresent()) {
      return values;
    }
    for (ScalarArgument argument : call.scalars()) {
      BackendSql query = sql(argument.query());
      try (PreparedStatement statement = backend.prepareStatement(query.text())) {
        QueryRows.bind(statement, query, parameters);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          values.add(QueryRows.value(row, 1, argument.parameter().type()));
        }
      }
    }
    return values;
  }

  private RowSource open(int index) throws SQLException {
    Run now = run;
    CallPlan call = plan.calls().get(index);
    if (now == null) {
      throw PlanErrors.notSupported("the rows of " + call.text() + " are read without its call");
    }
    if (call.lateral().isEmpty()) {
      return open(now, call, now.scalars.get(index));
    }
    List<Column> types = new ArrayList<>();
    for (ScalarArgument scalar : call.scalars()) {
      types.add(new Column(scalar.parameter().name(), scalar.parameter().type()));
    }
    BackendSql arguments = sql(call.lateral().get().arguments());
    return new LateralRows(
        call.hosted(),
        call.scalars().stream().map(ScalarArgument::correlated).toList(),
        QueryRows.open(backend, arguments, now.parameters, types, now.lazy),
        values -> open(now, call, values));
  }

  private RowSource open(Run now, CallPlan call, List<@Nullable Object> scalars)
      throws SQLException {
    FunctionRows rows = call(now, call, scalars);
    return now.measures == null ? rows : now.measures.output(call, rows);
  }

  private FunctionRows call(Run now, CallPlan call, List<@Nullable Object> scalars)
      throws SQLException {
    if (call.tables().isEmpty()) {
      return functions.call(call, RowSource.none(), scalars, now.scope);
    }
    if (call.tables().size() > 1) {
      List<TableInput> inputs = new ArrayList<>();
      for (TableArgument table : call.tables()) {
        RowOpener rows = () -> input(now, call, table);
        inputs.add(new TableInput(rows, table.columns(), table.call().partitionColumns()));
      }
      Keys keys = call.keys().orElse(null);
      return functions.call(
          call,
          inputs,
          keys == null ? null : () -> rows(now, keys.query(), keys.columns()),
          scalars,
          now.scope);
    }
    TableArgument table = call.tables().getFirst();
    RowSource input = input(now, call, table);
    try {
      return functions.call(call, input, scalars, now.scope);
    } catch (SQLException e) {
      input.close();
      throw e;
    }
  }

  private RowSource input(Run now, CallPlan call, TableArgument table) throws SQLException {
    RowSource rows = rows(now, table.query(), table.columns());
    return now.measures == null ? rows : now.measures.input(call, rows);
  }

  private RowSource rows(Run now, Fragment query, List<Column> columns) throws SQLException {
    return QueryRows.open(backend, sql(query), now.parameters, columns, now.lazy);
  }

  /**
   * Moves a result of the last execution to its next row. The backend starts a query in the FROM
   * clause when its first row is wanted, so that rows stream only if they are fetched here.
   *
   * @param rows the backend's result set
   */
  public boolean next(ResultSet rows) throws SQLException {
    Run now = run;
    if (now == null || !now.forward) {
      return rows.next();
    }
    return now.lazy.run(rows::next);
  }

  /**
   * Closes every stream of the last execution; does nothing when none is open. To be called when
   * its result set is closed, or at once when it gave none, because the backend does not close what
   * it has not read to the end.
   */
  public void end() throws SQLException {
    Run ended = run;
    run = null;
    if (ended != null) {
      Closing closing = new Closing();
      closing.add(ended.lazy::close);
      hosted.forEach(rows -> closing.add(rows::end));
      closing.close();
    }
  }

  /** Turns an error of the backend about {@link #sql()} into one about the user's text. */
  public SQLException translate(SQLException error) {
    SQLException ours = functions.translate(error);
    return H2Errors.about(ours, plan.text(), this::inUsersWords);
  }

  private String inUsersWords(String message) {
    String shown = message;
    for (Piece piece : plan.statement().pieces()) {
      if (piece instanceof Piece.Rows rows) {
        String item = hosted.get(rows.call()).fromItem();
        String text = plan.calls().get(rows.call()).text();
        for (String written : List.of(item + rows.alias(), item)) {
          // Text that the backend quotes has its quotes doubled.
          shown = shown.replace(written.replace("\"", "\"\""), text).replace(written, text);
        }
      }
    }
    return shown;
  }

  /** Ends the last execution, and forgets the rows; {@link #sql()} can no longer be executed. */
  @Override
  public void close() throws SQLException {
    Closing closing = new Closing();
    hosted.forEach(rows -> closing.add(rows::close));
    closing.add(this::end);
    closing.close();
  }
}
