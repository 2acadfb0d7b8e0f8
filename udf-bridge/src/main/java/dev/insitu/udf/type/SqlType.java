package dev.insitu.udf.type;

/**
 * A SQL type that may cross the boundary between rows and modules; its text is how SQL names it.
 */
public sealed interface SqlType {
  /** Decimal digits that a DECIMAL has at most. */
  int DECIMAL_DIGITS = 38;

  /** Elements that an ARRAY has at most, as many as an array of H2. */
  int ARRAY_ELEMENTS = 65_536;

  /** Digits that seconds have behind their point at most. */
  int SECOND_DIGITS = 9;

  /** True or false; a {@link java.lang.Boolean} in rows. */
  record Bool() implements SqlType {
    @Override
    public String toString() {
      return "BOOLEAN";
    }
  }

  /** 8 bits; an {@link java.lang.Integer} in rows. */
  record TinyInt() implements SqlType {
    @Override
    public String toString() {
      return "TINYINT";
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
   * Exact decimals; a {@link java.math.BigDecimal} in rows, of no larger scale than the type's.
   *
   * @param precision all digits, 1 to {@link #DECIMAL_DIGITS}
   * @param scale those behind the point, 0 to {@code precision}
   */
  record Decimal(int precision, int scale) implements SqlType {
    @Override
    public String toString() {
      return "DECIMAL(" + precision + ", " + scale + ")";
    }
  }

  /**
   * Text of {@code length} characters, which the backend fills up with spaces; a {@link
   * java.lang.String} in rows.
   */
  record Char(int length) implements SqlType {
    @Override
    public String toString() {
      return "CHAR(" + length + ")";
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

  /** {@code length} bytes, which the backend fills up with zeros; a {@code byte[]} in rows. */
  record Binary(int length) implements SqlType {
    @Override
    public String toString() {
      return "BINARY(" + length + ")";
    }
  }

  /** At most {@code length} bytes, 0 for no limit; a {@code byte[]} in rows. */
  record Varbinary(int length) implements SqlType {
    @Override
    public String toString() {
      return length == 0 ? "VARBINARY" : "VARBINARY(" + length + ")";
    }
  }

  /** A day; a {@link java.time.LocalDate} in rows. */
  record Date() implements SqlType {
    @Override
    public String toString() {
      return "DATE";
    }
  }

  /**
   * A time of day; a {@link java.time.LocalTime} in rows.
   *
   * @param precision digits behind the point of seconds, 0 to {@link #SECOND_DIGITS}
   */
  record Time(int precision) implements SqlType {
    @Override
    public String toString() {
      return "TIME(" + precision + ")";
    }
  }

  /**
   * A day and a time of it; a {@link java.time.LocalDateTime} in rows.
   *
   * @param precision digits behind the point of seconds, 0 to {@link #SECOND_DIGITS}
   */
  record Timestamp(int precision) implements SqlType {
    @Override
    public String toString() {
      return "TIMESTAMP(" + precision + ")";
    }
  }

  /**
   * An instant and the offset that it is shown with; a {@link java.time.OffsetDateTime} in rows.
   *
   * @param precision digits behind the point of seconds, 0 to {@link #SECOND_DIGITS}
   */
  record TimestampWithTimeZone(int precision) implements SqlType {
    @Override
    public String toString() {
      return "TIMESTAMP(" + precision + ") WITH TIME ZONE";
    }
  }

  /**
   * Several values of one type in order; an {@code Object[]} in rows, of the class that the
   * elements' type names, null for elements that are NULL.
   *
   * @param element any type but another array
   * @param length how many elements there are at most, 1 to {@link #ARRAY_ELEMENTS}, 0 for no limit
   *     of its own
   */
  record Array(SqlType element, int length) implements SqlType {
    /** Refuses arrays of arrays. */
    public Array {
      if (element instanceof Array) {
        throw new IllegalArgumentException("an array of arrays");
      }
    }

    /** Returns how many elements a value has at most. */
    public int most() {
      return length == 0 ? ARRAY_ELEMENTS : length;
    }

    @Override
    public String toString() {
      return element + " ARRAY" + (length == 0 ? "" : "[" + length + "]");
    }
  }

  /** 128 bits; a {@link java.util.UUID} in rows. */
  record Uuid() implements SqlType {
    @Override
    public String toString() {
      return "UUID";
    }
  }
}
