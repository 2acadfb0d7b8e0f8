package dev.insitu.calcite.plan;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Hands the user's parameters on to the statements that a plan runs. */
@FunctionalInterface
public interface ParameterBinder {
  /**
   * Sets a parameter of a backend statement to what the user has set.
   *
   * @param target the backend statement
   * @param index the parameter to set, from 1
   * @param ordinal the parameter of the user's text, from 1; when it was never set, the binder
   *     throws what the backend would throw
   */
  void bind(PreparedStatement target, int index, int ordinal) throws SQLException;
}
