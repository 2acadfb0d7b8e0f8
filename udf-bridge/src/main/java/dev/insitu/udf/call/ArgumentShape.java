package dev.insitu.udf.call;

import dev.insitu.udf.type.Column;
import java.util.List;

/** What is known of an argument of a table function before the call. */
public sealed interface ArgumentShape {
  /** A table of these columns. */
  record Table(List<Column> columns) implements ArgumentShape {
    /** Copies the list. */
    public Table {
      columns = List.copyOf(columns);
    }
  }

  /** A value, of the class that the parameter's type names. */
  record Value(Object value) implements ArgumentShape {}

  /** NULL. */
  record Null() implements ArgumentShape {}

  /** A value that only the call will have. */
  record Unknown() implements ArgumentShape {}
}
