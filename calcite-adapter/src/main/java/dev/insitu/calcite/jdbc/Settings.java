package dev.insitu.calcite.jdbc;

import java.sql.SQLException;
import java.sql.Statement;

/** What a caller has set on a statement, moved to another one that executes in its place. */
final class Settings {
  private Settings() {}

  static void copy(Statement from, Statement to, boolean escapes) throws SQLException {
    to.setEscapeProcessing(escapes);
    // In this order: H2 refuses a fetch size above the limit of rows.
    to.setFetchSize(from.getFetchSize());
    to.setLargeMaxRows(from.getLargeMaxRows());
    to.setFetchDirection(from.getFetchDirection());
    to.setMaxFieldSize(from.getMaxFieldSize());
    to.setPoolable(from.isPoolable());
    if (from.isCloseOnCompletion()) {
      to.closeOnCompletion();
    }
  }
}
