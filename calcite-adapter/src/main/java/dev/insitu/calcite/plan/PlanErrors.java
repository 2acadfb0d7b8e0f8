package dev.insitu.calcite.plan;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import java.sql.SQLException;

/** The errors of calls of table functions, as they are written. */
final class PlanErrors {
  private PlanErrors() {}

  static SQLException syntax(String message) {
    return SqlErrors.of(ErrorCode.SYNTAX, message);
  }

  static SQLException arguments(String message) {
    return SqlErrors.of(ErrorCode.UNKNOWN_FUNCTION, message);
  }

  static SQLException notSupported(String message) {
    return SqlErrors.of(ErrorCode.NOT_SUPPORTED, message);
  }
}
