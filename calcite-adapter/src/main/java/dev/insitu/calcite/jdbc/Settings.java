package dev.insitu.calcite.jdbc;

import java.sql.SQLException;
import java.sql.Statement;

/** What a caller has set on a statement, moved to another one that executes in its place. */
final class Settings {
  private Settings() {}

  static void copy(Statement from, Statement to, boolean escapes) throws SQLException {
    to.setEscapeProcessing(escapes);
    to.setLargeMaxRows(from.getLargeMaxRows());
    to.setFetchSize(from.getFetchSize());
    to.setFetchDirection(from.getFetchDirection());
    to.setMaxFieldSize(from.getMaxFieldSize());
    to.setPoolable(from.isPoolable());
    if (from.isCloseOnCompletion()) {
      to.closeOnCompletion();
    }
  }
}
