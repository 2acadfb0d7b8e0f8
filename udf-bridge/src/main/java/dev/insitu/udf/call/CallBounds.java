package dev.insitu.udf.call;

import dev.insitu.udf.CallLimits;
import java.sql.SQLException;

/** Says what session and server allow the next call; asked before each call, so it is cheap. */
@FunctionalInterface
public interface CallBounds {
  /** Nobody limits a call but its function. */
  CallBounds NONE = () -> CallLimits.NONE;

  /** Returns the limits, the same object until they change. */
  CallLimits limits() throws SQLException;
}
