package dev.insitu.benchmarks;

import java.io.IOException;
import java.sql.SQLException;

/** A way to run the queries of {@link QueryShape}: a database and a language. */
interface QueryPeer {
  /** Returns its name in figures. */
  String name();

  /** Runs the shape's query and returns how long that took, in nanoseconds. */
  long nanos(QueryShape shape) throws SQLException, IOException;

  /** Returns the value of the shape's check. */
  String check(QueryShape shape) throws SQLException, IOException;
}
