package dev.insitu.udf;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.util.List;

/** What a function returns. */
public sealed interface Returns {
  /** One value. */
  record Scalar(SqlType type) implements Returns {}

  /** Rows of these columns. */
  record Table(List<Column> columns) implements Returns {
    /** Copies the columns. */
    public Table {
      columns = List.copyOf(columns);
    }
  }
}
