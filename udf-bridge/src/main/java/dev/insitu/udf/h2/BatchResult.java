package dev.insitu.udf.h2;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.SqlType;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.h2.engine.SessionLocal;
import org.jspecify.annotations.Nullable;

/**
 * A result of style BATCH as H2 takes it: the class tells H2 the column's type.
 *
 * @param method the method of {@link BatchTemplate} that returns it; its name stays for ever, since
 *     it is written into databases
 */
record BatchResult(SqlType type, String method, Class<?> javaClass) {
  static BatchResult of(FunctionDefinition function) {
    return switch (function.returns()) {
      case Returns.Scalar scalar -> of(scalar.type());
      case Returns.Nothing nothing ->
          throw new IllegalArgumentException("a procedure returns nothing");
      case Returns.Table table ->
          throw new IllegalArgumentException("table function of " + table.columns());
    };
  }

  static BatchResult of(SqlType type) {
    return switch (type) {
      case SqlType.Bool t -> new BatchResult(t, "bool", Boolean.class);
      case SqlType.TinyInt t -> new BatchResult(t, "tinyint", Byte.class);
      case SqlType.SmallInt t -> new BatchResult(t, "smallint", Short.class);
      case SqlType.Int t -> new BatchResult(t, "integer", Integer.class);
      case SqlType.BigInt t -> new BatchResult(t, "bigint", Long.class);
      case SqlType.Real t -> new BatchResult(t, "real", Float.class);
      case SqlType.DoublePrecision t -> new BatchResult(t, "doublePrecision", Double.class);
      case SqlType.Decimal t -> new BatchResult(t, "decimal", BigDecimal.class);
      case SqlType.Char t -> new BatchResult(t, "varchar", String.class);
      case SqlType.Varchar t -> new BatchResult(t, "varchar", String.class);
      case SqlType.Binary t -> new BatchResult(t, "varbinary", byte[].class);
      case SqlType.Varbinary t -> new BatchResult(t, "varbinary", byte[].class);
      case SqlType.Date t -> new BatchResult(t, "date", LocalDate.class);
      case SqlType.Time t -> new BatchResult(t, "time", LocalTime.class);
      case SqlType.Timestamp t -> new BatchResult(t, "timestamp", LocalDateTime.class);
      case SqlType.TimestampWithTimeZone t ->
          new BatchResult(t, "timestampWithTimeZone", OffsetDateTime.class);
      case SqlType.Uuid t -> new BatchResult(t, "uuid", UUID.class);
      case SqlType.Array t -> {
        BatchResult element = of(t.element());
        yield new BatchResult(t, element.method + "Array", element.javaClass.arrayType());
      }
    };
  }

  /** Turns a value of the class that the type names into H2's class for it, filled up. */
  @Nullable Object javaValue(@Nullable Object value, SessionLocal session) {
    if (value == null) {
      return null;
    }
    return switch (type) {
      case SqlType.TinyInt t -> ((Integer) value).byteValue();
      case SqlType.SmallInt t -> ((Integer) value).shortValue();
      case SqlType.Char t -> H2Types.value(value, t, session).getString();
      case SqlType.Binary t -> H2Types.value(value, t, session).getBytes();
      case SqlType.Array t -> array((@Nullable Object[]) value, of(t.element()), session);
      default -> value;
    };
  }

  private static Object array(
      @Nullable Object[] elements, BatchResult element, SessionLocal session) {
    Object array = Array.newInstance(element.javaClass, elements.length);
    for (int i = 0; i < elements.length; i++) {
      Array.set(array, i, element.javaValue(elements[i], session));
    }
    return Objects.requireNonNull(array);
  }
}
