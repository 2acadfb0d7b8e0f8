package dev.insitu.udf.type;

/** A SQL type that may cross the boundary between rows and modules. */
public sealed interface SqlType {
  /** True or false; a {@link java.lang.Boolean} in rows. */
  record Bool() implements SqlType {
    @Override
    public String toString() {
      return "BOOLEAN";
    }
  }

  /** 16 bits; an {@link java.lang.Integer} in rows. */
  record SmallInt() implements SqlType {
    @Override
    public String toString() {
      return "SMALLINT";
    }
  }

  /** 32 bits; an {@link java.lang.Integer} in rows. */
  record Int() implements SqlType {
    @Override
    public String toString() {
      return "INTEGER";
    }
  }

  /** 64 bits; a {@link java.lang.Long} in rows. */
  record BigInt() implements SqlType {
    @Override
    public String toString() {
      return "BIGINT";
    }
  }

  /** IEEE single precision; a {@link java.lang.Float} in rows. */
  record Real() implements SqlType {
    @Override
    public String toString() {
      return "REAL";
    }
  }

  /** IEEE double precision; a {@link java.lang.Double} in rows. */
  record DoublePrecision() implements SqlType {
    @Override
    public String toString() {
      return "DOUBLE PRECISION";
    }
  }

  /**
   * Text of at most {@code length} characters, 0 for no limit; a {@link java.lang.String} in rows.
   */
  record Varchar(int length) implements SqlType {
    @Override
    public String toString() {
      return length == 0 ? "VARCHAR" : "VARCHAR(" + length + ")";
    }
  }
}
