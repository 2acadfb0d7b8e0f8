package dev.insitu.calcite.jdbc;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import java.sql.CallableStatement;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    requireMarkers(connection, sql);
  }

  /*
   * The backend reads the n-th result for the n-th question mark, and the n-th column of a procedure
   * is its n-th parameter.
   */
  /** Refuses a call of a procedure whose question marks are not its parameters, one by one. */
  private void requireMarkers(InsituConnection connection, @Nullable String sql)
      throws SQLException {
    Optional<FunctionDefinition> called = connection.procedure(sql);
    if (called.isPresent()
        && getParameterMetaData().getParameterCount() != called.get().parameters().size()) {
      closeBackend();
      throw SqlErrors.of(
          ErrorCode.NOT_SUPPORTED,
          "prepareCall: write a question mark for each of the "
              + called.get().parameters().size()
              + " parameters of "
              + called.get().name());
    }
  }

  @Override
  CallableStatement call() {
    return (CallableStatement) backend();
  }
}
