package dev.insitu.udf.h2;

import dev.insitu.udf.type.SqlType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.jdbc.JdbcResultSet;
import org.h2.message.DbException;
import org.h2.result.ResultInterface;
import org.h2.util.JSR310Utils;
import org.h2.value.Value;
import org.h2.value.ValueNull;
import org.jspecify.annotations.Nullable;

/**
 * Reads the present row of a result of H2's past its JDBC driver, whose checks of each call cost
 * more than the values. Whoever moves the result does it through JDBC.
 */
public final class ValueReader {
  private final ResultInterface result;

  private ValueReader(ResultInterface result) {
    this.result = result;
  }

  /** Returns a reader; empty when the rows are not H2's own. */
  public static Optional<ValueReader> of(ResultSet rows) {
    return rows instanceof JdbcResultSet ours
        ? Optional.of(new ValueReader(ours.getResult()))
        : Optional.empty();
  }

  /**
   * Returns a value of the class that its type names, null for NULL.
   *
   * @param column from 0
   * @param type that of the column, or one that takes it
   */
  public @Nullable Object value(int column, SqlType type) throws SQLException {
    try {
      return object(result.currentRow()[column], type);
    } catch (DbException e) {
      throw DbException.toSQLException(e);
    }
  }

  private static @Nullable Object object(Value value, SqlType type) {
    if (value instanceof ValueNull) {
      return null;
    }
    return switch (type) {
      // What is read most comes first: types are looked at one by one.
      case SqlType.BigInt t -> value.getLong();
      case SqlType.DoublePrecision t -> value.getDouble();
      case SqlType.Varchar t -> value.getString();
      case SqlType.Int t -> value.getInt();
      case SqlType.Timestamp t -> JSR310Utils.valueToLocalDateTime(value, null);
      case SqlType.Decimal t -> value.getBigDecimal();
      case SqlType.Date t -> JSR310Utils.valueToLocalDate(value, null);
      case SqlType.Bool t -> value.getBoolean();
      case SqlType.TinyInt t -> value.getInt();
      case SqlType.SmallInt t -> value.getInt();
      case SqlType.Real t -> value.getFloat();
      case SqlType.Char t -> value.getString();
      case SqlType.Binary t -> value.getBytes();
      case SqlType.Varbinary t -> value.getBytes();
      case SqlType.Time t -> JSR310Utils.valueToLocalTime(value, null);
      case SqlType.TimestampWithTimeZone t -> JSR310Utils.valueToOffsetDateTime(value, null);
      case SqlType.Uuid t -> value.convertToUuid().getUuid();
      case SqlType.Array t -> array(value.convertToAnyArray(null).getList(), t.element());
    };
  }

  private static @Nullable Object[] array(Value[] elements, SqlType type) {
    @Nullable Object[] objects = new Object[elements.length];
    for (int i = 0; i < objects.length; i++) {
      objects[i] = object(elements[i], type);
    }
    return objects;
  }
}
