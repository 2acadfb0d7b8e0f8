package dev.insitu.calcite.jdbc;

import dev.insitu.calcite.jdbc.InsituConnection.PlanVersion;
import dev.insitu.calcite.plan.PlannedStatement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement whose text is prepared once: the backend's, ours, or one with a plan. */
sealed class InsituPreparedStatement extends PreparedParameters permits CallableGetters {
  private final String sql;
  private final Preparation preparation;
  private final StatementKind kind;
  private final boolean own;
  private PreparedStatement backend;
  private @Nullable PlannedStatement plan;
  private PlanVersion version;

  /** What has been set, when a plan says where it goes. */
  private final Map<Integer, Binding> bindings = new HashMap<>();

  /** What the backend's own batch does not hold. */
  private final List<Map<Integer, Binding>> batch = new ArrayList<>();

  InsituPreparedStatement(InsituConnection connection, String sql, Preparation preparation)
      throws SQLException {
    super(connection);
    this.sql = sql;
    this.preparation = preparation;
    this.kind = sql == null ? StatementKind.DATA : StatementKind.of(sql);
    this.own = kind != StatementKind.DATA && OwnStatement.is(sql);
    this.version = connection.planVersion();
    this.plan = own || sql == null ? null : connection.plan(sql).orElse(null);
    this.backend = prepare(plan);
  }

  /** Prepares the text of a plan, which is closed if that fails, or the user's. */
  private PreparedStatement prepare(@Nullable PlannedStatement planned) throws SQLException {
    if (planned == null) {
      return preparation.prepare(own ? H2Backend.NOTHING : sql);
    }
    boolean prepared = false;
    try {
      PreparedStatement target = preparation.prepare(planned.sql());
      prepared = true;
      return target;
    } catch (SQLException | RuntimeException | Error e) {
      throw planned.translate(JavaErrors.sql(e));
    } finally {
      if (!prepared) {
        planned.close();
      }
    }
  }

  /** Returns whether the text calls table functions. */
  final boolean isPlanned() {
    return plan != null;
  }

  @Override
  final PreparedStatement backend() {
    return backend;
  }

  @Override
  final PreparedStatement active() {
    return backend;
  }

  @Override
  final void bind(int parameter, Binding binding) throws SQLException {
    if (plan == null) {
      binding.set(backend, parameter);
      return;
    }
    if (parameter < 1 || parameter > plan.parameterCount()) {
      throw H2Backend.badParameter("parameterIndex", parameter);
    }
    bindings.put(parameter, binding);
  }

  @Override
  final void bindBytes(int parameter, InputStream bytes, StreamBinding<InputStream> binding)
      throws SQLException {
    if (plan == null || bytes == null) {
      bind(parameter, (s, i) -> binding.set(s, i, bytes));
      return;
    }
    try {
      byte[] all = bytes.readAllBytes();
      bind(parameter, (s, i) -> binding.set(s, i, new ByteArrayInputStream(all)));
    } catch (IOException e) {
      throw H2Backend.unreadable(e);
    }
  }

  @Override
  final void bindText(int parameter, Reader text, StreamBinding<Reader> binding)
      throws SQLException {
    if (plan == null || text == null) {
      bind(parameter, (s, i) -> binding.set(s, i, text));
      return;
    }
    try {
      StringWriter all = new StringWriter();
      text.transferTo(all);
      bind(parameter, (s, i) -> binding.set(s, i, new StringReader(all.toString())));
    } catch (IOException e) {
      throw H2Backend.unreadable(e);
    }
  }

  private void bindTo(PreparedStatement target, int index, int ordinal) throws SQLException {
    Binding binding = bindings.get(ordinal);
    if (binding == null) {
      throw H2Backend.parameterNotSet(ordinal);
    }
    binding.set(target, index);
  }

  private <R> R route(Call<PreparedStatement, R> call) throws SQLException {
    connection.lock();
    try {
      endExecution();
      if (plan != null && !version.equals(connection.planVersion())) {
        planAgain();
      }
      PlannedStatement planned = plan;
      if (planned != null) {
        return run(sql, backend, planned, execution -> executePlan(planned, execution, call));
      }
      R result = run(sql, backend, null, execution -> call.on(backend));
      if (own) {
        run(backend, null, execution -> executeDdl(sql));
      }
      connection.executed(kind);
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      throw connection.translate(e);
    } finally {
      connection.unlock();
    }
  }

  private <R> R executePlan(
      PlannedStatement planned, RunningStatement execution, Call<PreparedStatement, R> call)
      throws SQLException {
    List<Integer> ordinals = planned.parameters();
    for (int i = 0; i < ordinals.size(); i++) {
      bindTo(backend, i + 1, ordinals.get(i));
    }
    return planned.execute(
        this::bindTo, execution.scope(), isForwardOnly(backend), () -> call.on(backend));
  }

  /** Makes a new plan after functions or tables have changed; keeps the old one if it cannot. */
  private void planAgain() throws SQLException {
    PlanVersion now = connection.planVersion();
    PlannedStatement fresh = connection.plan(sql).orElse(null);
    PreparedStatement target = prepare(fresh);
    PreparedStatement old = backend;
    PlannedStatement oldPlan = plan;
    version = now;
    plan = fresh;
    backend = target;
    try {
      Settings.copy(old, target, true);
      if (fresh == null) {
        for (var binding : bindings.entrySet()) {
          binding.getValue().set(target, binding.getKey());
        }
      }
    } finally {
      old.close();
      if (oldPlan != null) {
        oldPlan.close();
      }
    }
  }

  @Override
  public final boolean execute() throws SQLException {
    return route(PreparedStatement::execute);
  }

  @Override
  public final ResultSet executeQuery() throws SQLException {
    return facade(route(PreparedStatement::executeQuery));
  }

  @Override
  public final int executeUpdate() throws SQLException {
    return route(PreparedStatement::executeUpdate);
  }

  @Override
  public final long executeLargeUpdate() throws SQLException {
    return route(PreparedStatement::executeLargeUpdate);
  }

  @Override
  public final void clearParameters() throws SQLException {
    backend.clearParameters();
    bindings.clear();
  }

  @Override
  public final ResultSetMetaData getMetaData() throws SQLException {
    return backend.getMetaData();
  }

  @Override
  public final ParameterMetaData getParameterMetaData() throws SQLException {
    PlannedStatement planned = plan;
    if (planned == null) {
      return backend.getParameterMetaData();
    }
    connection.lock();
    try {
      return PlannedParameters.of(planned, backend, connection.backend);
    } catch (SQLException | RuntimeException | Error e) {
      throw connection.translate(planned.translate(JavaErrors.sql(e)));
    } finally {
      connection.unlock();
    }
  }

  @Override
  public final void addBatch() throws SQLException {
    if (plan == null && !own) {
      backend.addBatch();
    } else {
      backend.getFetchSize();
      batch.add(Map.copyOf(bindings));
    }
  }

  @Override
  public final void clearBatch() throws SQLException {
    backend.clearBatch();
    batch.clear();
  }

  @Override
  public final int[] executeBatch() throws SQLException {
    return plan == null && !own
        ? route(PreparedStatement::executeBatch)
        : Arrays.stream(each()).mapToInt(Batches::narrow).toArray();
  }

  @Override
  public final long[] executeLargeBatch() throws SQLException {
    return plan == null && !own ? route(PreparedStatement::executeLargeBatch) : each();
  }

  private long[] each() throws SQLException {
    List<Map<Integer, Binding>> rows = List.copyOf(batch);
    batch.clear();
    return Batches.each(
        rows,
        row -> {
          bindings.clear();
          bindings.putAll(row);
          return executeLargeUpdate();
        });
  }

  @Override
  public final void addBatch(String text) throws SQLException {
    backend.addBatch(text);
  }

  @Override
  public final ResultSet executeQuery(String text) throws SQLException {
    return backend.executeQuery(text);
  }

  @Override
  public final boolean execute(String text) throws SQLException {
    return backend.execute(text);
  }

  @Override
  public final boolean execute(String text, int keys) throws SQLException {
    return backend.execute(text, keys);
  }

  @Override
  public final boolean execute(String text, int[] keys) throws SQLException {
    return backend.execute(text, keys);
  }

  @Override
  public final boolean execute(String text, String[] keys) throws SQLException {
    return backend.execute(text, keys);
  }

  @Override
  public final int executeUpdate(String text) throws SQLException {
    return backend.executeUpdate(text);
  }

  @Override
  public final int executeUpdate(String text, int keys) throws SQLException {
    return backend.executeUpdate(text, keys);
  }

  @Override
  public final int executeUpdate(String text, int[] keys) throws SQLException {
    return backend.executeUpdate(text, keys);
  }

  @Override
  public final int executeUpdate(String text, String[] keys) throws SQLException {
    return backend.executeUpdate(text, keys);
  }

  @Override
  public final long executeLargeUpdate(String text) throws SQLException {
    return backend.executeLargeUpdate(text);
  }

  @Override
  public final long executeLargeUpdate(String text, int keys) throws SQLException {
    return backend.executeLargeUpdate(text, keys);
  }

  @Override
  public final long executeLargeUpdate(String text, int[] keys) throws SQLException {
    return backend.executeLargeUpdate(text, keys);
  }

  @Override
  public final long executeLargeUpdate(String text, String[] keys) throws SQLException {
    return backend.executeLargeUpdate(text, keys);
  }

  @Override
  public final void setEscapeProcessing(boolean enable) throws SQLException {
    backend.setEscapeProcessing(enable);
  }

  @Override
  final void closeBackend() throws SQLException {
    try {
      backend.close();
    } finally {
      if (plan != null) {
        plan.close();
      }
    }
  }
}
