package dev.insitu.udf.h2;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.util.List;
import org.h2.engine.SessionLocal;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueBoolean;
import org.h2.value.ValueDouble;
import org.h2.value.ValueInteger;
import org.h2.value.ValueNull;
import org.h2.value.ValueReal;
import org.h2.value.ValueSmallint;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/** Our types and values as H2's. */
final class H2Types {
  private H2Types() {}

  static TypeInfo type(SqlType type) {
    return switch (type) {
      case SqlType.Bool b -> TypeInfo.TYPE_BOOLEAN;
      case SqlType.SmallInt s -> TypeInfo.TYPE_SMALLINT;
      case SqlType.Int i -> TypeInfo.TYPE_INTEGER;
      case SqlType.BigInt b -> TypeInfo.TYPE_BIGINT;
      case SqlType.Real r -> TypeInfo.TYPE_REAL;
      case SqlType.DoublePrecision d -> TypeInfo.TYPE_DOUBLE;
      case SqlType.Varchar v ->
          v.length() == 0
              ? TypeInfo.TYPE_VARCHAR
              : TypeInfo.getTypeInfo(Value.VARCHAR, v.length(), 0, null);
    };
  }

  static org.h2.table.Column[] columns(List<Column> columns) {
    return columns.stream()
        .map(c -> new org.h2.table.Column(c.name(), type(c.type())))
        .toArray(org.h2.table.Column[]::new);
  }

  /** Turns a value of the class that its type names into H2's. */
  static Value value(@Nullable Object value, SqlType type, SessionLocal session) {
    if (value == null) {
      return ValueNull.INSTANCE;
    }
    return switch (type) {
      case SqlType.Bool b -> ValueBoolean.get((Boolean) value);
      case SqlType.SmallInt s -> ValueSmallint.get(((Integer) value).shortValue());
      case SqlType.Int i -> ValueInteger.get((Integer) value);
      case SqlType.BigInt b -> ValueBigint.get((Long) value);
      case SqlType.Real r -> ValueReal.get((Float) value);
      case SqlType.DoublePrecision d -> ValueDouble.get((Double) value);
      case SqlType.Varchar v -> ValueVarchar.get((String) value, session);
    };
  }
}
