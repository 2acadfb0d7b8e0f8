package dev.insitu.udf.h2;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.h2.engine.SessionLocal;
import org.h2.util.DateTimeUtils;
import org.h2.util.JSR310Utils;
import org.h2.value.ExtTypeInfoNumeric;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueArray;
import org.h2.value.ValueBoolean;
import org.h2.value.ValueInteger;
import org.h2.value.ValueNull;
import org.h2.value.ValueNumeric;
import org.h2.value.ValueReal;
import org.h2.value.ValueSmallint;
import org.h2.value.ValueTinyint;
import org.h2.value.ValueUuid;
import org.h2.value.ValueVarbinary;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/** Our types and values as H2's. */
final class H2Types {
  private H2Types() {}

  static TypeInfo type(SqlType type) {
    return switch (type) {
      case SqlType.Bool b -> TypeInfo.TYPE_BOOLEAN;
      case SqlType.TinyInt t -> TypeInfo.TYPE_TINYINT;
      case SqlType.SmallInt s -> TypeInfo.TYPE_SMALLINT;
      case SqlType.Int i -> TypeInfo.TYPE_INTEGER;
      case SqlType.BigInt b -> TypeInfo.TYPE_BIGINT;
      case SqlType.Real r -> TypeInfo.TYPE_REAL;
      case SqlType.DoublePrecision d -> TypeInfo.TYPE_DOUBLE;
      case SqlType.Varchar v ->
          v.length() == 0
              ? TypeInfo.TYPE_VARCHAR
              : TypeInfo.getTypeInfo(Value.VARCHAR, v.length(), 0, null);
      case SqlType.Char c -> TypeInfo.getTypeInfo(Value.CHAR, c.length(), 0, null);
      case SqlType.Binary b -> TypeInfo.getTypeInfo(Value.BINARY, b.length(), 0, null);
      case SqlType.Varbinary v ->
          v.length() == 0
              ? TypeInfo.TYPE_VARBINARY
              : TypeInfo.getTypeInfo(Value.VARBINARY, v.length(), 0, null);
      case SqlType.Decimal d ->
          TypeInfo.getTypeInfo(Value.NUMERIC, d.precision(), d.scale(), ExtTypeInfoNumeric.DECIMAL);
      case SqlType.Date d -> TypeInfo.TYPE_DATE;
      case SqlType.Time t -> TypeInfo.getTypeInfo(Value.TIME, 0, t.precision(), null);
      case SqlType.Timestamp t -> TypeInfo.getTypeInfo(Value.TIMESTAMP, 0, t.precision(), null);
      case SqlType.TimestampWithTimeZone t ->
          TypeInfo.getTypeInfo(Value.TIMESTAMP_TZ, 0, t.precision(), null);
      case SqlType.Uuid u -> TypeInfo.TYPE_UUID;
      case SqlType.Array a -> TypeInfo.getTypeInfo(Value.ARRAY, a.most(), 0, type(a.element()));
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
      // What comes most stands first: types are looked at one by one.
      case SqlType.BigInt b -> FreshValues.bigint((Long) value);
      case SqlType.DoublePrecision d -> FreshValues.doublePrecision((Double) value);
      case SqlType.Varchar v -> {
        String text = (String) value;
        yield text.isEmpty() ? ValueVarchar.get(text, session) : FreshValues.varchar(text);
      }
      case SqlType.Timestamp t -> {
        LocalDateTime time = (LocalDateTime) value;
        yield FreshValues.timestamp(
            DateTimeUtils.dateValue(time.getYear(), time.getMonthValue(), time.getDayOfMonth()),
            time.toLocalTime().toNanoOfDay());
      }
      case SqlType.Bool b -> ValueBoolean.get((Boolean) value);
      case SqlType.TinyInt t -> ValueTinyint.get(((Integer) value).byteValue());
      case SqlType.SmallInt s -> ValueSmallint.get(((Integer) value).shortValue());
      case SqlType.Int i -> ValueInteger.get((Integer) value);
      case SqlType.Real r -> ValueReal.get((Float) value);
      // The mode says whether spaces are filled up.
      case SqlType.Char c ->
          ValueVarchar.get((String) value, session).convertForAssignTo(type(c), session, null);
      case SqlType.Binary b ->
          ValueVarbinary.getNoCopy((byte[]) value).convertForAssignTo(type(b), session, null);
      case SqlType.Varbinary v -> ValueVarbinary.getNoCopy((byte[]) value);
      case SqlType.Decimal d -> ValueNumeric.get((BigDecimal) value);
      case SqlType.Date d -> JSR310Utils.localDateToValue((LocalDate) value);
      case SqlType.Time t -> JSR310Utils.localTimeToValue((LocalTime) value);
      case SqlType.TimestampWithTimeZone t ->
          JSR310Utils.offsetDateTimeToValue((OffsetDateTime) value);
      case SqlType.Uuid u -> ValueUuid.get((UUID) value);
      case SqlType.Array a -> array((@Nullable Object[]) value, a.element(), session);
    };
  }

  private static Value array(@Nullable Object[] elements, SqlType type, SessionLocal session) {
    Value[] values = new Value[elements.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(elements[i], type, session);
    }
    return ValueArray.get(type(type), values, session);
  }

  /**
   * Turns an argument into the class that its type names, null for NULL, by H2's own getters, as H2
   * does for a function in Java; what the backend fills up is filled up.
   */
  static @Nullable Object argument(Value value, SqlType type, SessionLocal session) {
    if (value instanceof ValueNull) {
      return null;
    }
    return switch (type) {
      case SqlType.Bool t -> value.getBoolean();
      case SqlType.TinyInt t -> (int) value.getByte();
      case SqlType.SmallInt t -> (int) value.getShort();
      case SqlType.Int t -> value.getInt();
      case SqlType.BigInt t -> value.getLong();
      case SqlType.Real t -> value.getFloat();
      case SqlType.DoublePrecision t -> value.getDouble();
      case SqlType.Decimal t -> rounded(value.getBigDecimal(), t);
      case SqlType.Varchar t -> value.getString();
      case SqlType.Varbinary t -> value.getBytes();
      case SqlType.Char t -> value.convertForAssignTo(type(t), session, null).getString();
      case SqlType.Binary t -> value.convertForAssignTo(type(t), session, null).getBytes();
      case SqlType.TimestampWithTimeZone t -> JSR310Utils.valueToOffsetDateTime(value, session);
      case SqlType.Uuid t -> value.convertToUuid().getUuid();
      case SqlType.Array t ->
          Arrays.stream(value.convertToAnyArray(session).getList())
              .map(element -> argument(element, t.element(), session))
              .toArray();
      default -> object(value, type, session);
    };
  }

  /** Rounds half up to a type; what is out of its range stays as it is, whatever its exponent. */
  private static BigDecimal rounded(BigDecimal value, SqlType.Decimal type) {
    long whole = (long) value.precision() - value.scale();
    if (whole > type.precision()) {
      return value;
    }
    return whole < -type.scale()
        ? BigDecimal.ZERO.setScale(type.scale())
        : value.setScale(type.scale(), RoundingMode.HALF_UP);
  }

  /** Turns a value of H2's that is not NULL into the class that a type of style DIRECT names. */
  static Object object(Value value, SqlType type, SessionLocal session) {
    return switch (type) {
      case SqlType.Decimal t -> value.getBigDecimal();
      case SqlType.Date t -> JSR310Utils.valueToLocalDate(value, session);
      case SqlType.Time t -> JSR310Utils.valueToLocalTime(value, session);
      case SqlType.Timestamp t -> JSR310Utils.valueToLocalDateTime(value, session);
      default -> throw new IllegalArgumentException("no object carries " + type);
    };
  }
}
