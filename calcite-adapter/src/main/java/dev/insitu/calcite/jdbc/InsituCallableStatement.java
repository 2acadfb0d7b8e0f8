package dev.insitu.calcite.jdbc;

import java.sql.CallableStatement;
import java.sql.SQLException;

/** A call, which the backend makes. */
final class InsituCallableStatement extends CallableParameters {
  InsituCallableStatement(InsituConnection connection, String sql, Preparation preparation)
      throws SQLException {
    super(connection, sql, preparation);
  }

  @Override
  CallableStatement call() {
    return (CallableStatement) backend();
  }
}
