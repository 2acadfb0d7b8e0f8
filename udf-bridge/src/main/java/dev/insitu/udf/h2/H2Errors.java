package dev.insitu.udf.h2;

import dev.insitu.udf.error.SqlErrors;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import org.h2.jdbc.JdbcException;
import org.h2.message.DbException;

/** Errors that H2 raises about text that the user has not written. */
public final class H2Errors {
  private H2Errors() {}

  /**
   * Returns an error as if the backend had been given the user's text: ours that H2 carries, or
   * H2's own with its code, its SQLSTATE and its words.
   *
   * @param sql the user's text
   * @param words changes what H2 says about text that is not the user's
   */
  public static SQLException about(SQLException error, String sql, UnaryOperator<String> words) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException ours && SqlErrors.isOurs(ours)) {
        return ours;
      }
    }
    if (!(error instanceof JdbcException h2) || h2.getSQL() == null || sql.equals(h2.getSQL())) {
      return error;
    }
    return DbException.getJdbcSQLException(
        words.apply(h2.getOriginalMessage()),
        sql,
        error.getSQLState(),
        error.getErrorCode(),
        error.getCause(),
        null);
  }
}
