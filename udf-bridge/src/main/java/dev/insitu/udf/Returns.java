package dev.insitu.udf;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.util.List;

/** What a function returns. */
public sealed interface Returns {
  /** One value. */
  record Scalar(SqlType type) implements Returns {}

  /** Nothing: a procedure, which gives values through its parameters. */
  record Nothing() implements Returns {}

  /**
   * Rows.
   *
   * @param columns what they have; empty when the module describes it for each call
   */
  record Table(List<Column> columns) implements Returns {
    /** Copies the columns. */
    public Table {
      columns = List.copyOf(columns);
    }

    /** Returns whether the module describes the columns, for each call. */
    public boolean isDescribed() {
      return columns.isEmpty();
    }
  }
}
