package dev.insitu.calcite.jdbc;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Batches that the backend cannot run as one. */
final class Batches {
  private Batches() {}

  /** Runs one entry. */
  @FunctionalInterface
  interface Entry<E> {
    /** Returns its update count. */
    long run(E entry) throws SQLException;
  }

  /** Runs each entry and goes on after one that fails, as the backend does. */
  static <E> long[] each(List<E> entries, Entry<E> call) throws SQLException {
    long[] counts = new long[entries.size()];
    SQLException failure = null;
    for (int i = 0; i < counts.length; i++) {
      try {
        counts[i] = call.run(entries.get(i));
      } catch (SQLException e) {
        counts[i] = Statement.EXECUTE_FAILED;
        if (failure == null) {
          failure = e;
        } else {
          failure.setNextException(e);
        }
      }
    }
    if (failure != null) {
      var error =
          new BatchUpdateException(
              failure.getMessage(), failure.getSQLState(), failure.getErrorCode(), counts, failure);
      error.setNextException(failure);
      throw error;
    }
    return counts;
  }

  /** Returns a count as the methods give it that know int only. */
  static int narrow(long count) {
    return count > Integer.MAX_VALUE ? Statement.SUCCESS_NO_INFO : (int) count;
  }
}
