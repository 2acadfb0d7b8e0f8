package dev.insitu.calcite.jdbc;

import dev.insitu.udf.session.FunctionSession;
import java.sql.BatchUpdateException;
import java.sql.SQLException;

/** Translates an error and those that follow it, and keeps the update counts of a batch. */
final class ErrorTranslation {
  private ErrorTranslation() {}

  static SQLException translate(SQLException error, FunctionSession functions) {
    return error instanceof BatchUpdateException batch
        ? batch(batch, functions)
        : functions.translate(error);
  }

  /** Returns the same object when no function is to blame. */
  @SuppressWarnings("ReferenceEquality") // the same object says that nothing was translated
  private static SQLException batch(BatchUpdateException error, FunctionSession functions) {
    SQLException next = error.getNextException();
    SQLException first = next == null ? null : functions.translate(next);
    boolean changed = first != next;
    for (SQLException e = next; e != null; e = e.getNextException()) {
      changed |= functions.translate(e) != e;
    }
    if (first == null || !changed) {
      return error;
    }
    var batch =
        new BatchUpdateException(
            first.getMessage(),
            first.getSQLState(),
            first.getErrorCode(),
            error.getLargeUpdateCounts(),
            first);
    for (SQLException e = next; e != null; e = e.getNextException()) {
      SQLException translated = functions.translate(e);
      batch.setNextException(translated == e ? alone(e) : translated);
    }
    return batch;
  }

  /** Copies an error without those that follow it, which the new chain appends one by one. */
  private static SQLException alone(SQLException error) {
    return error.getNextException() == null
        ? error
        : new SQLException(error.getMessage(), error.getSQLState(), error.getErrorCode(), error);
  }
}
