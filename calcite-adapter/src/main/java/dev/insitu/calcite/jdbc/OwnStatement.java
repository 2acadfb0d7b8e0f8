package dev.insitu.calcite.jdbc;

import dev.insitu.udf.ddl.DdlParser;

/** Tells statements of ours from the backend's. */
final class OwnStatement {
  private OwnStatement() {}

  /** Returns whether a text starts like a statement of ours, well written or not. */
  static boolean is(String sql) {
    return DdlParser.isOurs(sql);
  }
}
