package dev.insitu.udf.h2;

import java.lang.invoke.MethodHandles;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/*
 * H2 takes a column's type from the method's Java type, and the number of arguments from its
 * parameters, so there is a method for each of both. Parameters of type Value arrive as they are,
 * and H2 makes the connection for each call anyway.
 */
/**
 * What H2 calls for a deployed function. Public because H2 calls it by reflection; nobody else
 * does. {@link AliasClasses} defines a hidden class from the bytes of this one for each alias, with
 * the alias's {@link AliasSite} as its class data.
 */
public final class AliasTemplate {
  private static final AliasSite SITE = AliasSite.of(MethodHandles.lookup());

  private AliasTemplate() {}

  /** Calls a function of 0 arguments. */
  public static @Nullable Boolean bool(Connection connection) throws SQLException {
    return SITE.call(connection).bool();
  }

  /** Calls a function of 1 arguments. */
  public static @Nullable Boolean bool(Connection connection, Value a) throws SQLException {
    return SITE.call(connection).with(a).bool();
  }

  /** Calls a function of 2 arguments. */
  public static @Nullable Boolean bool(Connection connection, Value a, Value b)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).bool();
  }

  /** Calls a function of 3 arguments. */
  public static @Nullable Boolean bool(Connection connection, Value a, Value b, Value c)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).bool();
  }

  /** Calls a function of 4 arguments. */
  public static @Nullable Boolean bool(Connection connection, Value a, Value b, Value c, Value d)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).bool();
  }

  /** Calls a function of 5 arguments. */
  public static @Nullable Boolean bool(
      Connection connection, Value a, Value b, Value c, Value d, Value e) throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).bool();
  }

  /** Calls a function of 6 arguments. */
  public static @Nullable Boolean bool(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).bool();
  }

  /** Calls a function of 7 arguments. */
  public static @Nullable Boolean bool(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f, Value g)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).with(g).bool();
  }

  /** Calls a function of more arguments. */
  public static @Nullable Boolean bool(Connection connection, Value... values) throws SQLException {
    return SITE.call(connection).with(values).bool();
  }

  /** Calls a function of 0 arguments. */
  public static @Nullable Short smallint(Connection connection) throws SQLException {
    return SITE.call(connection).smallint();
  }

  /** Calls a function of 1 arguments. */
  public static @Nullable Short smallint(Connection connection, Value a) throws SQLException {
    return SITE.call(connection).with(a).smallint();
  }

  /** Calls a function of 2 arguments. */
  public static @Nullable Short smallint(Connection connection, Value a, Value b)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).smallint();
  }

  /** Calls a function of 3 arguments. */
  public static @Nullable Short smallint(Connection connection, Value a, Value b, Value c)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).smallint();
  }

  /** Calls a function of 4 arguments. */
  public static @Nullable Short smallint(Connection connection, Value a, Value b, Value c, Value d)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).smallint();
  }

  /** Calls a function of 5 arguments. */
  public static @Nullable Short smallint(
      Connection connection, Value a, Value b, Value c, Value d, Value e) throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).smallint();
  }

  /** Calls a function of 6 arguments. */
  public static @Nullable Short smallint(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).smallint();
  }

  /** Calls a function of 7 arguments. */
  public static @Nullable Short smallint(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f, Value g)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).with(g).smallint();
  }

  /** Calls a function of more arguments. */
  public static @Nullable Short smallint(Connection connection, Value... values)
      throws SQLException {
    return SITE.call(connection).with(values).smallint();
  }

  /** Calls a function of 0 arguments. */
  public static @Nullable Integer integer(Connection connection) throws SQLException {
    return SITE.call(connection).integer();
  }

  /** Calls a function of 1 arguments. */
  public static @Nullable Integer integer(Connection connection, Value a) throws SQLException {
    return SITE.call(connection).with(a).integer();
  }

  /** Calls a function of 2 arguments. */
  public static @Nullable Integer integer(Connection connection, Value a, Value b)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).integer();
  }

  /** Calls a function of 3 arguments. */
  public static @Nullable Integer integer(Connection connection, Value a, Value b, Value c)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).integer();
  }

  /** Calls a function of 4 arguments. */
  public static @Nullable Integer integer(Connection connection, Value a, Value b, Value c, Value d)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).integer();
  }

  /** Calls a function of 5 arguments. */
  public static @Nullable Integer integer(
      Connection connection, Value a, Value b, Value c, Value d, Value e) throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).integer();
  }

  /** Calls a function of 6 arguments. */
  public static @Nullable Integer integer(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).integer();
  }

  /** Calls a function of 7 arguments. */
  public static @Nullable Integer integer(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f, Value g)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).with(g).integer();
  }

  /** Calls a function of more arguments. */
  public static @Nullable Integer integer(Connection connection, Value... values)
      throws SQLException {
    return SITE.call(connection).with(values).integer();
  }

  /** Calls a function of 0 arguments. */
  public static @Nullable Long bigint(Connection connection) throws SQLException {
    return SITE.call(connection).bigint();
  }

  /** Calls a function of 1 arguments. */
  public static @Nullable Long bigint(Connection connection, Value a) throws SQLException {
    return SITE.call(connection).with(a).bigint();
  }

  /** Calls a function of 2 arguments. */
  public static @Nullable Long bigint(Connection connection, Value a, Value b) throws SQLException {
    return SITE.call(connection).with(a).with(b).bigint();
  }

  /** Calls a function of 3 arguments. */
  public static @Nullable Long bigint(Connection connection, Value a, Value b, Value c)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).bigint();
  }

  /** Calls a function of 4 arguments. */
  public static @Nullable Long bigint(Connection connection, Value a, Value b, Value c, Value d)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).bigint();
  }

  /** Calls a function of 5 arguments. */
  public static @Nullable Long bigint(
      Connection connection, Value a, Value b, Value c, Value d, Value e) throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).bigint();
  }

  /** Calls a function of 6 arguments. */
  public static @Nullable Long bigint(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).bigint();
  }

  /** Calls a function of 7 arguments. */
  public static @Nullable Long bigint(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f, Value g)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).with(g).bigint();
  }

  /** Calls a function of more arguments. */
  public static @Nullable Long bigint(Connection connection, Value... values) throws SQLException {
    return SITE.call(connection).with(values).bigint();
  }

  /** Calls a function of 0 arguments. */
  public static @Nullable Float real(Connection connection) throws SQLException {
    return SITE.call(connection).real();
  }

  /** Calls a function of 1 arguments. */
  public static @Nullable Float real(Connection connection, Value a) throws SQLException {
    return SITE.call(connection).with(a).real();
  }

  /** Calls a function of 2 arguments. */
  public static @Nullable Float real(Connection connection, Value a, Value b) throws SQLException {
    return SITE.call(connection).with(a).with(b).real();
  }

  /** Calls a function of 3 arguments. */
  public static @Nullable Float real(Connection connection, Value a, Value b, Value c)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).real();
  }

  /** Calls a function of 4 arguments. */
  public static @Nullable Float real(Connection connection, Value a, Value b, Value c, Value d)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).real();
  }

  /** Calls a function of 5 arguments. */
  public static @Nullable Float real(
      Connection connection, Value a, Value b, Value c, Value d, Value e) throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).real();
  }

  /** Calls a function of 6 arguments. */
  public static @Nullable Float real(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).real();
  }

  /** Calls a function of 7 arguments. */
  public static @Nullable Float real(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f, Value g)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).with(g).real();
  }

  /** Calls a function of more arguments. */
  public static @Nullable Float real(Connection connection, Value... values) throws SQLException {
    return SITE.call(connection).with(values).real();
  }

  /** Calls a function of 0 arguments. */
  public static @Nullable Double doublePrecision(Connection connection) throws SQLException {
    return SITE.call(connection).doublePrecision();
  }

  /** Calls a function of 1 arguments. */
  public static @Nullable Double doublePrecision(Connection connection, Value a)
      throws SQLException {
    return SITE.call(connection).with(a).doublePrecision();
  }

  /** Calls a function of 2 arguments. */
  public static @Nullable Double doublePrecision(Connection connection, Value a, Value b)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).doublePrecision();
  }

  /** Calls a function of 3 arguments. */
  public static @Nullable Double doublePrecision(Connection connection, Value a, Value b, Value c)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).doublePrecision();
  }

  /** Calls a function of 4 arguments. */
  public static @Nullable Double doublePrecision(
      Connection connection, Value a, Value b, Value c, Value d) throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).doublePrecision();
  }

  /** Calls a function of 5 arguments. */
  public static @Nullable Double doublePrecision(
      Connection connection, Value a, Value b, Value c, Value d, Value e) throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).doublePrecision();
  }

  /** Calls a function of 6 arguments. */
  public static @Nullable Double doublePrecision(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).doublePrecision();
  }

  /** Calls a function of 7 arguments. */
  public static @Nullable Double doublePrecision(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f, Value g)
      throws SQLException {
    return SITE.call(connection)
        .with(a)
        .with(b)
        .with(c)
        .with(d)
        .with(e)
        .with(f)
        .with(g)
        .doublePrecision();
  }

  /** Calls a function of more arguments. */
  public static @Nullable Double doublePrecision(Connection connection, Value... values)
      throws SQLException {
    return SITE.call(connection).with(values).doublePrecision();
  }

  /** Calls a function of 0 arguments. */
  public static @Nullable String varchar(Connection connection) throws SQLException {
    return SITE.call(connection).varchar();
  }

  /** Calls a function of 1 arguments. */
  public static @Nullable String varchar(Connection connection, Value a) throws SQLException {
    return SITE.call(connection).with(a).varchar();
  }

  /** Calls a function of 2 arguments. */
  public static @Nullable String varchar(Connection connection, Value a, Value b)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).varchar();
  }

  /** Calls a function of 3 arguments. */
  public static @Nullable String varchar(Connection connection, Value a, Value b, Value c)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).varchar();
  }

  /** Calls a function of 4 arguments. */
  public static @Nullable String varchar(Connection connection, Value a, Value b, Value c, Value d)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).varchar();
  }

  /** Calls a function of 5 arguments. */
  public static @Nullable String varchar(
      Connection connection, Value a, Value b, Value c, Value d, Value e) throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).varchar();
  }

  /** Calls a function of 6 arguments. */
  public static @Nullable String varchar(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).varchar();
  }

  /** Calls a function of 7 arguments. */
  public static @Nullable String varchar(
      Connection connection, Value a, Value b, Value c, Value d, Value e, Value f, Value g)
      throws SQLException {
    return SITE.call(connection).with(a).with(b).with(c).with(d).with(e).with(f).with(g).varchar();
  }

  /** Calls a function of more arguments. */
  public static @Nullable String varchar(Connection connection, Value... values)
      throws SQLException {
    return SITE.call(connection).with(values).varchar();
  }

  /** Calls a function of any arguments. */
  public static @Nullable Byte tinyint(Connection connection, Value... values) throws SQLException {
    return SITE.call(connection).with(values).tinyint();
  }

  /** Calls a function of any arguments. */
  public static @Nullable BigDecimal decimal(Connection connection, Value... values)
      throws SQLException {
    return SITE.call(connection).with(values).decimal();
  }

  /** Calls a function of any arguments. */
  public static byte @Nullable [] varbinary(Connection connection, Value... values)
      throws SQLException {
    return SITE.call(connection).with(values).varbinary();
  }

  /** Calls a function of any arguments. */
  public static @Nullable LocalDate date(Connection connection, Value... values)
      throws SQLException {
    return SITE.call(connection).with(values).date();
  }

  /** Calls a function of any arguments. */
  public static @Nullable LocalTime time(Connection connection, Value... values)
      throws SQLException {
    return SITE.call(connection).with(values).time();
  }

  /** Calls a function of any arguments. */
  public static @Nullable LocalDateTime timestamp(Connection connection, Value... values)
      throws SQLException {
    return SITE.call(connection).with(values).timestamp();
  }

  /** Calls a procedure; gives one row of its OUT and INOUT parameters. */
  public static ResultSet procedure(Connection connection, Value... values) throws SQLException {
    return SITE.procedure(connection, values);
  }
}
