package dev.insitu.calcite.plan;

import dev.insitu.udf.session.FunctionSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Plans the calls of table functions of one session. What stands around them stays the user's text,
 * so that it means what it means to the backend.
 */
public final class Planner {
  private final Connection backend;
  private final FunctionSession functions;

  /**
   * Makes a planner; loads nothing of Calcite.
   *
   * @param backend the session's connection
   */
  public Planner(Connection backend, FunctionSession functions) {
    this.backend = backend;
    this.functions = functions;
  }

  /**
   * Plans a statement, whatever it is.
   *
   * @return empty when it calls no table function: the backend gets it as it stands
   * @throws SQLException when a call of a table function is wrong
   */
  public Optional<PlannedStatement> plan(String sql) throws SQLException {
    if (functions.functions().isEmpty()) {
      return Optional.empty();
    }
    throw new UnsupportedOperationException("not built yet for " + backend.getCatalog());
  }

  /** Forgets plans; to be called after a statement that may have changed tables or views. */
  public void backendChanged() {}
}
