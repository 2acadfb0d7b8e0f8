package dev.insitu.calcite.jdbc;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import java.sql.CallableStatement;
import java.sql.SQLException;

/** A call, which the backend makes. */
final class InsituCallableStatement extends CallableParameters {
  InsituCallableStatement(InsituConnection connection, String sql, Preparation preparation)
      throws SQLException {
    super(connection, sql, preparation);
    if (isPlanned()) {
      closeBackend();
      throw SqlErrors.of(
          ErrorCode.NOT_SUPPORTED,
          "prepareCall: table functions are called in FROM of a query; use prepareStatement");
    }
  }

  @Override
  CallableStatement call() {
    return (CallableStatement) backend();
  }
}
