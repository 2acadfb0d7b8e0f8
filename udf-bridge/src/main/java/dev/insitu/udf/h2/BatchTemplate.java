package dev.insitu.udf.h2;

import java.lang.invoke.MethodHandles;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * What H2 calls for a deployed function of style BATCH, as {@link AliasTemplate} is for others: a
 * method for each type of a result, see {@link BatchResult}.
 */
public final class BatchTemplate {
  private static final AliasSite SITE = AliasSite.of(MethodHandles.lookup());

  private BatchTemplate() {}

  /** Calls a function that returns bool. */
  public static @Nullable Boolean bool(Connection connection, Value... values) throws SQLException {
    return SITE.batch(connection).with(values).value(Boolean.class);
  }

  /** Calls a function that returns tinyint. */
  public static @Nullable Byte tinyint(Connection connection, Value... values) throws SQLException {
    return SITE.batch(connection).with(values).value(Byte.class);
  }

  /** Calls a function that returns smallint. */
  public static @Nullable Short smallint(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(Short.class);
  }

  /** Calls a function that returns integer. */
  public static @Nullable Integer integer(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(Integer.class);
  }

  /** Calls a function that returns bigint. */
  public static @Nullable Long bigint(Connection connection, Value... values) throws SQLException {
    return SITE.batch(connection).with(values).value(Long.class);
  }

  /** Calls a function that returns real. */
  public static @Nullable Float real(Connection connection, Value... values) throws SQLException {
    return SITE.batch(connection).with(values).value(Float.class);
  }

  /** Calls a function that returns doublePrecision. */
  public static @Nullable Double doublePrecision(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(Double.class);
  }

  /** Calls a function that returns decimal. */
  public static @Nullable BigDecimal decimal(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(BigDecimal.class);
  }

  /** Calls a function that returns varchar. */
  public static @Nullable String varchar(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(String.class);
  }

  /** Calls a function that returns varbinary. */
  public static byte @Nullable [] varbinary(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(byte[].class);
  }

  /** Calls a function that returns date. */
  public static @Nullable LocalDate date(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(LocalDate.class);
  }

  /** Calls a function that returns time. */
  public static @Nullable LocalTime time(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(LocalTime.class);
  }

  /** Calls a function that returns timestamp. */
  public static @Nullable LocalDateTime timestamp(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(LocalDateTime.class);
  }

  /** Calls a function that returns timestampWithTimeZone. */
  public static @Nullable OffsetDateTime timestampWithTimeZone(
      Connection connection, Value... values) throws SQLException {
    return SITE.batch(connection).with(values).value(OffsetDateTime.class);
  }

  /** Calls a function that returns uuid. */
  public static @Nullable UUID uuid(Connection connection, Value... values) throws SQLException {
    return SITE.batch(connection).with(values).value(UUID.class);
  }

  /** Calls a function that returns an array of bool. */
  public static @Nullable Boolean @Nullable [] boolArray(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(Boolean[].class);
  }

  /** Calls a function that returns an array of tinyint. */
  public static @Nullable Byte @Nullable [] tinyintArray(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(Byte[].class);
  }

  /** Calls a function that returns an array of smallint. */
  public static @Nullable Short @Nullable [] smallintArray(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(Short[].class);
  }

  /** Calls a function that returns an array of integer. */
  public static @Nullable Integer @Nullable [] integerArray(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(Integer[].class);
  }

  /** Calls a function that returns an array of bigint. */
  public static @Nullable Long @Nullable [] bigintArray(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(Long[].class);
  }

  /** Calls a function that returns an array of real. */
  public static @Nullable Float @Nullable [] realArray(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(Float[].class);
  }

  /** Calls a function that returns an array of doublePrecision. */
  public static @Nullable Double @Nullable [] doublePrecisionArray(
      Connection connection, Value... values) throws SQLException {
    return SITE.batch(connection).with(values).value(Double[].class);
  }

  /** Calls a function that returns an array of decimal. */
  public static @Nullable BigDecimal @Nullable [] decimalArray(
      Connection connection, Value... values) throws SQLException {
    return SITE.batch(connection).with(values).value(BigDecimal[].class);
  }

  /** Calls a function that returns an array of varchar. */
  public static @Nullable String @Nullable [] varcharArray(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(String[].class);
  }

  /** Calls a function that returns an array of varbinary. */
  public static byte @Nullable [] @Nullable [] varbinaryArray(
      Connection connection, Value... values) throws SQLException {
    return SITE.batch(connection).with(values).value(byte[][].class);
  }

  /** Calls a function that returns an array of date. */
  public static @Nullable LocalDate @Nullable [] dateArray(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(LocalDate[].class);
  }

  /** Calls a function that returns an array of time. */
  public static @Nullable LocalTime @Nullable [] timeArray(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(LocalTime[].class);
  }

  /** Calls a function that returns an array of timestamp. */
  public static @Nullable LocalDateTime @Nullable [] timestampArray(
      Connection connection, Value... values) throws SQLException {
    return SITE.batch(connection).with(values).value(LocalDateTime[].class);
  }

  /** Calls a function that returns an array of timestampWithTimeZone. */
  public static @Nullable OffsetDateTime @Nullable [] timestampWithTimeZoneArray(
      Connection connection, Value... values) throws SQLException {
    return SITE.batch(connection).with(values).value(OffsetDateTime[].class);
  }

  /** Calls a function that returns an array of uuid. */
  public static @Nullable UUID @Nullable [] uuidArray(Connection connection, Value... values)
      throws SQLException {
    return SITE.batch(connection).with(values).value(UUID[].class);
  }
}
