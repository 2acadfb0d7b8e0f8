package dev.insitu.udf;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parameter of a function definition; the name is spelled as the backend stores it. */
public sealed interface Parameter {
  /** Returns the parameter's name. */
  String name();

  /**
   * A value per row, or per call of a table function.
   *
   * @param defaultText the literal, as SQL writes it, that stands for an argument which is left
   *     out; null when it must be given
   */
  record Scalar(String name, SqlType type, @Nullable String defaultText) implements Parameter {
    /** Makes one that must be given. */
    public Scalar(String name, SqlType type) {
      this(name, type, null);
    }
  }

  /**
   * A table.
   *
   * @param columns the columns it must have, empty for any
   * @param setSemantics whether PARTITION BY and ORDER BY may be given
   */
  record Table(String name, List<Column> columns, boolean setSemantics) implements Parameter {
    /** Copies the columns. */
    public Table {
      columns = List.copyOf(columns);
    }
  }
}
