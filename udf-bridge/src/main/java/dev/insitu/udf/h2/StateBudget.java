package dev.insitu.udf.h2;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import java.sql.SQLException;

/** Counts the bytes of the states that one aggregate keeps for the groups of one statement. */
final class StateBudget {
  private final long limit;
  private long used;

  StateBudget(long limit) {
    this.limit = limit;
  }

  /**
   * Adds bytes, or takes them back.
   *
   * @throws SQLException with {@code MEMORY} when there are too many then
   */
  void add(long bytes, CallErrors errors) throws SQLException {
    used += bytes;
    if (used > limit) {
      throw errors.error(
          ErrorCode.MEMORY,
          "wants "
              + used
              + " bytes for the states of its groups, allowed "
              + limit
              + "; WITH (max_total_state_bytes = …) allows more");
    }
  }
}
