package dev.insitu.calcite.jdbc;

import dev.insitu.calcite.plan.PlannedStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A statement whose text comes with each execution. */
final class InsituStatement extends ExecutingStatement {
  private final Statement backend;
  private final List<String> batch = new ArrayList<>();
  private @Nullable PlannedCall planned;
  private boolean escapes = true;

  InsituStatement(InsituConnection connection, Statement backend) {
    super(connection);
    this.backend = backend;
  }

  /** A text that calls table functions, prepared on the backend. */
  private record PlannedCall(PlannedStatement plan, PreparedStatement backend) {}

  /** Executes a text on a plain statement. */
  @FunctionalInterface
  private interface TextCall<R> {
    R run(@Nullable String sql) throws SQLException;
  }

  @Override
  Statement backend() {
    return backend;
  }

  @Override
  Statement active() {
    return planned == null ? backend : planned.backend();
  }

  /**
   * Routes a text: a statement of ours, one that calls table functions, or the backend's.
   *
   * @param verbatim executes a text on the backend
   * @param ofPlan executes a prepared statement in the same way
   */
  private <R> R route(
      String sql, Preparation preparation, TextCall<R> verbatim, Call<PreparedStatement, R> ofPlan)
      throws SQLException {
    connection.lock();
    try {
      endExecution();
      closePlanned();
      if (sql == null) {
        return verbatim.run(null);
      }
      StatementKind kind = StatementKind.of(sql);
      if (kind != StatementKind.DATA && OwnStatement.is(sql)) {
        return run(backend, null, execution -> own(sql, verbatim));
      }
      Optional<PlannedStatement> plan = connection.plan(sql);
      if (plan.isPresent()) {
        return planned(sql, plan.get(), preparation, ofPlan);
      }
      R result = run(sql, backend, null, execution -> verbatim.run(sql));
      connection.executed(kind);
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      throw connection.translate(e);
    } finally {
      connection.unlock();
    }
  }

  /** Runs a statement of ours; what the backend does meanwhile gives its results and refusals. */
  private <R> R own(String sql, TextCall<R> verbatim) throws SQLException {
    R result = verbatim.run(H2Backend.NOTHING);
    if (!executeDdl(sql)) {
      return verbatim.run(sql);
    }
    return result;
  }

  private <R> R planned(
      String sql, PlannedStatement plan, Preparation preparation, Call<PreparedStatement, R> call)
      throws SQLException {
    boolean prepared = false;
    try {
      if (plan.parameterCount() > 0) {
        throw H2Backend.parameterNotSet(1);
      }
      PreparedStatement target = preparation.prepare(plan.sql());
      planned = new PlannedCall(plan, target);
      prepared = true;
      Settings.copy(backend, target, escapes);
      return run(
          sql,
          target,
          plan,
          execution ->
              plan.execute(
                  (statement, index, ordinal) -> {},
                  execution.scope(),
                  isForwardOnly(target),
                  () -> call.on(target)));
    } catch (SQLException | RuntimeException | Error e) {
      throw plan.translate(JavaErrors.sql(e));
    } finally {
      if (!prepared) {
        plan.close();
      }
    }
  }

  private void closePlanned() throws SQLException {
    PlannedCall old = planned;
    if (old != null) {
      planned = null;
      try {
        old.backend().close();
      } finally {
        old.plan().close();
      }
    }
  }

  /** Prepares a text so that its results are as this statement's. */
  private PreparedStatement prepareAlike(String sql) throws SQLException {
    return connection.backend.prepareStatement(
        sql,
        backend.getResultSetType(),
        backend.getResultSetConcurrency(),
        backend.getResultSetHoldability());
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    return facade(
        route(sql, this::prepareAlike, backend::executeQuery, PreparedStatement::executeQuery));
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    return route(sql, this::prepareAlike, backend::execute, PreparedStatement::execute);
  }

  @Override
  public boolean execute(String sql, int keys) throws SQLException {
    return route(
        sql,
        text -> connection.backend.prepareStatement(text, keys),
        text -> backend.execute(text, keys),
        PreparedStatement::execute);
  }

  @Override
  public boolean execute(String sql, int[] keys) throws SQLException {
    return route(
        sql,
        text -> connection.backend.prepareStatement(text, keys),
        text -> backend.execute(text, keys),
        PreparedStatement::execute);
  }

  @Override
  public boolean execute(String sql, String[] keys) throws SQLException {
    return route(
        sql,
        text -> connection.backend.prepareStatement(text, keys),
        text -> backend.execute(text, keys),
        PreparedStatement::execute);
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    return route(sql, this::prepareAlike, backend::executeUpdate, PreparedStatement::executeUpdate);
  }

  @Override
  public int executeUpdate(String sql, int keys) throws SQLException {
    return route(
        sql,
        text -> connection.backend.prepareStatement(text, keys),
        text -> backend.executeUpdate(text, keys),
        PreparedStatement::executeUpdate);
  }

  @Override
  public int executeUpdate(String sql, int[] keys) throws SQLException {
    return route(
        sql,
        text -> connection.backend.prepareStatement(text, keys),
        text -> backend.executeUpdate(text, keys),
        PreparedStatement::executeUpdate);
  }

  @Override
  public int executeUpdate(String sql, String[] keys) throws SQLException {
    return route(
        sql,
        text -> connection.backend.prepareStatement(text, keys),
        text -> backend.executeUpdate(text, keys),
        PreparedStatement::executeUpdate);
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    return route(
        sql,
        this::prepareAlike,
        backend::executeLargeUpdate,
        PreparedStatement::executeLargeUpdate);
  }

  @Override
  public long executeLargeUpdate(String sql, int keys) throws SQLException {
    return route(
        sql,
        text -> connection.backend.prepareStatement(text, keys),
        text -> backend.executeLargeUpdate(text, keys),
        PreparedStatement::executeLargeUpdate);
  }

  @Override
  public long executeLargeUpdate(String sql, int[] keys) throws SQLException {
    return route(
        sql,
        text -> connection.backend.prepareStatement(text, keys),
        text -> backend.executeLargeUpdate(text, keys),
        PreparedStatement::executeLargeUpdate);
  }

  @Override
  public long executeLargeUpdate(String sql, String[] keys) throws SQLException {
    return route(
        sql,
        text -> connection.backend.prepareStatement(text, keys),
        text -> backend.executeLargeUpdate(text, keys),
        PreparedStatement::executeLargeUpdate);
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    backend.addBatch(sql);
    batch.add(sql);
  }

  @Override
  public void clearBatch() throws SQLException {
    backend.clearBatch();
    batch.clear();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return isOnlyTheBackends()
        ? batch(Statement::executeBatch)
        : Arrays.stream(each()).mapToInt(Batches::narrow).toArray();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    return isOnlyTheBackends() ? batch(Statement::executeLargeBatch) : each();
  }

  private boolean isOnlyTheBackends() throws SQLException {
    for (String sql : batch) {
      if (isOurs(sql)) {
        return false;
      }
    }
    return true;
  }

  private boolean isOurs(String sql) throws SQLException {
    if (StatementKind.of(sql) != StatementKind.DATA && OwnStatement.is(sql)) {
      return true;
    }
    Optional<PlannedStatement> plan;
    try {
      plan = connection.plan(sql);
    } catch (SQLException | RuntimeException | Error e) {
      return true;
    }
    if (plan.isPresent()) {
      plan.get().close();
    }
    return plan.isPresent();
  }

  /** Runs the backend's own batch. */
  private <R> R batch(Call<Statement, R> call) throws SQLException {
    connection.lock();
    try {
      endExecution();
      closePlanned();
      batch.clear();
      return run(backend, null, execution -> call.on(backend));
    } finally {
      connection.executed(StatementKind.OTHER);
      connection.unlock();
    }
  }

  /** Runs each text by itself. */
  private long[] each() throws SQLException {
    List<String> texts = List.copyOf(batch);
    clearBatch();
    return Batches.each(texts, this::executeLargeUpdate);
  }

  @Override
  public void setEscapeProcessing(boolean enable) throws SQLException {
    backend.setEscapeProcessing(enable);
    escapes = enable;
  }

  @Override
  void closeBackend() throws SQLException {
    try {
      closePlanned();
    } finally {
      backend.close();
    }
  }
}
