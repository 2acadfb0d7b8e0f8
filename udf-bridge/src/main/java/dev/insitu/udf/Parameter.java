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
   * @param mode which way the value goes
   */
  record Scalar(String name, SqlType type, @Nullable String defaultText, Mode mode)
      implements Parameter {
    /** Makes one that goes in. */
    public Scalar(String name, SqlType type, @Nullable String defaultText) {
      this(name, type, defaultText, Mode.IN);
    }

    /** Makes one that goes in and must be given. */
    public Scalar(String name, SqlType type) {
      this(name, type, null);
    }
  }

  /** Which way a value goes; functions know IN alone. */
  enum Mode {
    /** To the guest. */
    IN,
    /** From the guest. */
    OUT,
    /** To the guest and back. */
    INOUT
  }

  /** What an input without rows makes of a call. */
  enum WhenEmpty {
    /** One run without PARTITION BY, no run with it. */
    BY_PARTITIONS,
    /** No run. */
    PRUNE,
    /** One run. */
    KEEP
  }

  /**
   * A table.
   *
   * @param columns the columns it must have, empty for any
   * @param setSemantics whether PARTITION BY and ORDER BY may be given
   * @param passThrough whether the program names the input row of each row of its output, whose
   *     columns then stand behind its own
   */
  record Table(
      String name,
      List<Column> columns,
      boolean setSemantics,
      WhenEmpty whenEmpty,
      boolean passThrough)
      implements Parameter {
    /** Copies the columns. */
    public Table {
      columns = List.copyOf(columns);
    }

    /** Makes one of which nothing else is said. */
    public Table(String name, List<Column> columns, boolean setSemantics) {
      this(name, columns, setSemantics, WhenEmpty.BY_PARTITIONS, false);
    }
  }
}
