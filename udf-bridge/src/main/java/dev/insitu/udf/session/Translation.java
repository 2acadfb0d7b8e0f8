package dev.insitu.udf.session;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import dev.insitu.udf.h2.AliasErrors;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/*
 * H2 keeps SQLSTATE and vendor code of an error that a function throws, and puts the statement's
 * text and its own build number behind the message; a server sends no cause. Our messages are one
 * line, so what begins with a line break is not ours.
 */
/** Finds our errors in what the backend makes of them. */
final class Translation {
  private static final Pattern ADDED =
      Pattern.compile("(?s)(; SQL statement:\\R.*)?( \\[\\d+-\\d+])?$");

  private Translation() {}

  /** Returns our own error where there is one, otherwise the same object. */
  static SQLException translate(SQLException error) {
    SQLException ours = ours(error);
    return ours == null ? AliasErrors.explain(error) : ours;
  }

  private static @Nullable SQLException ours(SQLException error) {
    ErrorCode code = ErrorCode.of(error.getErrorCode()).orElse(null);
    if (code == null) {
      return fromCauses(error);
    }
    String message = ADDED.matcher(String.valueOf(error.getMessage())).replaceFirst("");
    if (message.equals(error.getMessage()) && !(error instanceof BatchUpdateException)) {
      return error;
    }
    String state = error.getSQLState();
    if (error instanceof BatchUpdateException batch) {
      BatchUpdateException ours =
          new BatchUpdateException(
              message, state, code.vendorCode(), batch.getLargeUpdateCounts(), null);
      SQLException next = batch.getNextException();
      if (next != null) {
        ours.setNextException(translate(next));
      }
      return ours;
    }
    return code == ErrorCode.RAISED
        ? SqlErrors.raised(state, message)
        : SqlErrors.of(code, message);
  }

  /**
   * Returns our error among the causes, when the backend has given the outermost one its own code.
   */
  private static @Nullable SQLException fromCauses(SQLException error) {
    Throwable cause = error.getCause();
    for (int depth = 0; cause != null && depth < 16; depth++) {
      if (cause instanceof SQLException sql && SqlErrors.isOurs(sql)) {
        return translate(sql);
      }
      cause = cause.getCause();
    }
    return null;
  }
}
