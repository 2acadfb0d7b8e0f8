package dev.insitu.udf.rows;

import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;

/** Starts a stream of rows, from the beginning each time. */
@FunctionalInterface
public interface RowOpener {
  /** Returns the rows; whoever opens them closes them. */
  RowSource open() throws SQLException;
}
