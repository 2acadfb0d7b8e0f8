package dev.insitu.calcite.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Prepares a text on the backend the way that the caller asked for: result type, keys. */
@FunctionalInterface
interface Preparation {
  /** Prepares it. */
  PreparedStatement prepare(String sql) throws SQLException;
}
