package dev.insitu.calcite.plan;

import java.sql.SQLException;

/** The call that runs a planned statement's text on the backend. */
@FunctionalInterface
public interface Execution<T> {
  /** Runs it. */
  T run() throws SQLException;
}
