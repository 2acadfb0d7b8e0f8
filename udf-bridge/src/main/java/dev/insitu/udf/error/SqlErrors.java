package dev.insitu.udf.error;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;

/** Makes the exceptions of our errors, each of the class that JDBC names for its SQLSTATE. */
public final class SqlErrors {
  private SqlErrors() {}

  /** Returns an error with the SQLSTATE of its code. */
  public static SQLException of(ErrorCode code, String message) {
    return of(code, code.sqlState(), message);
  }

  /** Returns an error with the SQLSTATE of its code and what is behind it, which no user reads. */
  public static SQLException of(ErrorCode code, String message, Throwable cause) {
    SQLException error = of(code, message);
    error.initCause(cause);
    return error;
  }

  /** Returns an error that a guest raised with a SQLSTATE of its own. */
  public static SQLException raised(String sqlState, String message) {
    return of(ErrorCode.RAISED, sqlState, message);
  }

  /** Returns whether an error is one of ours. */
  public static boolean isOurs(SQLException error) {
    return ErrorCode.of(error.getErrorCode()).isPresent();
  }

  static SQLException of(ErrorCode code, String state, String message) {
    int vendor = code.vendorCode();
    if (code == ErrorCode.TIMED_OUT) {
      return new SQLTimeoutException(message, state, vendor);
    }
    return switch (state.substring(0, 2)) {
      case "08" -> new SQLNonTransientConnectionException(message, state, vendor);
      case "0A" -> new SQLFeatureNotSupportedException(message, state, vendor);
      case "22" -> new SQLDataException(message, state, vendor);
      case "42" -> new SQLSyntaxErrorException(message, state, vendor);
      default -> new SQLException(message, state, vendor);
    };
  }
}
