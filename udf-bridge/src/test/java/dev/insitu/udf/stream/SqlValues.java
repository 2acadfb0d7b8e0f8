package dev.insitu.udf.stream;

import dev.insitu.udf.ddl.DdlParser;
import dev.insitu.udf.type.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/** Values of every SQL type, extremes included. */
final class SqlValues {
  /** All types, with parameters at both ends. */
  static final List<SqlType> TYPES =
      Stream.of(
              "BOOLEAN",
              "TINYINT",
              "SMALLINT",
              "INTEGER",
              "BIGINT",
              "REAL",
              "DOUBLE",
              "DECIMAL(1)",
              "DECIMAL(18, 18)",
              "DECIMAL(18, 4)",
              "DECIMAL(19, 2)",
              "DECIMAL(38)",
              "DECIMAL(38, 38)",
              "CHAR(200)",
              "VARCHAR",
              "VARCHAR(200)",
              "BINARY(7)",
              "VARBINARY",
              "VARBINARY(9)",
              "DATE",
              "TIME",
              "TIME(9)",
              "TIMESTAMP(0)",
              "TIMESTAMP",
              "TIMESTAMP(9)",
              "TIMESTAMP WITH TIME ZONE",
              "TIMESTAMP(9) WITH TIME ZONE",
              "UUID")
          .map(SqlValues::type)
          .toList();

  /** Arrays of each of them. */
  static final List<SqlType> ARRAYS =
      TYPES.stream().<SqlType>map(t -> new SqlType.Array(t, 0)).toList();

  private static final long DAY_NANOS = 86_400_000_000_000L;
  private static final List<String> PIECES =
      List.of("a", "Z", "\"", ",", "\n", "\r", "\r\n", "ü", "€", "🛫", "\uFFFD", "\0", " ", "NULL");

  private SqlValues() {}

  /** Returns a value of the type, null for NULL. */
  static Object any(SqlType type, SplittableRandom random) {
    if (random.nextInt(8) == 0) {
      return null;
    }
    boolean extreme = random.nextInt(4) == 0;
    return switch (type) {
      case SqlType.Bool t -> random.nextBoolean();
      case SqlType.SmallInt t ->
          extreme ? pick(random, -32768, -1, 0, 1, 32767) : random.nextInt(-32768, 32768);
      case SqlType.Int t ->
          extreme ? pick(random, Integer.MIN_VALUE, 0, Integer.MAX_VALUE) : random.nextInt();
      case SqlType.BigInt t ->
          extreme
              ? pick(random, Long.MIN_VALUE, 0L, 999L, Long.MAX_VALUE)
              : random.nextLong() >> random.nextInt(64);
      case SqlType.Real t ->
          extreme
              ? pick(random, Float.NaN, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE, 0f, -1 / 0f)
              : canonical(Float.intBitsToFloat(random.nextInt()));
      case SqlType.DoublePrecision t ->
          extreme
              ? pick(random, Double.NaN, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 0.0, 1 / 0.0)
              : canonical(Double.longBitsToDouble(random.nextLong()));
      case SqlType.TinyInt t -> extreme ? pick(random, -128, 0, 127) : random.nextInt(-128, 128);
      case SqlType.Decimal t -> decimal(t, extreme, random);
      case SqlType.Char t -> text(random);
      case SqlType.Varchar t -> text(random);
      case SqlType.Binary t -> bytes(random.nextInt(t.length() + 1), random);
      case SqlType.Varbinary t -> bytes(random.nextInt(9), random);
      case SqlType.Date t -> date(extreme, random);
      case SqlType.Time t -> time(t.precision(), extreme, random);
      case SqlType.Timestamp t ->
          LocalDateTime.of(date(extreme, random), time(t.precision(), extreme, random));
      case SqlType.TimestampWithTimeZone t ->
          OffsetDateTime.of(
              date(extreme, random),
              time(t.precision(), extreme, random),
              ZoneOffset.ofTotalSeconds(
                  extreme ? pick(random, -64_800, 0, 64_800) : random.nextInt(-64_800, 64_801)));
      case SqlType.Uuid t -> new UUID(random.nextLong(), random.nextLong());
      case SqlType.Array t -> array(t.element(), extreme, random);
    };
  }

  /** Returns a type, an array now and then. */
  static SqlType anyType(SplittableRandom random) {
    List<SqlType> types = random.nextInt(3) == 0 ? ARRAYS : TYPES;
    return types.get(random.nextInt(types.size()));
  }

  private static Object[] array(SqlType element, boolean extreme, SplittableRandom random) {
    Object[] array = new Object[extreme ? pick(random, 0, 1, 8, 200) : random.nextInt(5)];
    for (int i = 0; i < array.length; i++) {
      array[i] = any(element, random);
    }
    return array;
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(9); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static byte[] bytes(int length, SplittableRandom random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static BigDecimal decimal(
      SqlType.Decimal type, boolean extreme, SplittableRandom random) {
    BigInteger most = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
    byte[] magnitude = bytes(random.nextInt(1, 18), random);
    BigInteger some = new BigInteger(magnitude).remainder(most);
    return new BigDecimal(
        extreme ? pick(random, most, most.negate(), BigInteger.ZERO) : some, type.scale());
  }

  /** Days that every backend and unit has: 64 bits of microseconds, for one, end in 294247. */
  private static LocalDate date(boolean extreme, SplittableRandom random) {
    return extreme
        ? pick(
            random,
            LocalDate.of(-200_000, 1, 1),
            LocalDate.of(0, 2, 29),
            LocalDate.of(-1, 12, 31),
            LocalDate.of(1582, 10, 10),
            LocalDate.EPOCH,
            LocalDate.of(9999, 12, 31),
            LocalDate.of(10_000, 1, 1),
            LocalDate.of(290_000, 12, 31))
        : LocalDate.ofEpochDay(random.nextInt(-1_000_000, 1_000_000));
  }

  private static LocalTime time(int precision, boolean extreme, SplittableRandom random) {
    long unit = (long) Math.pow(10, SqlType.SECOND_DIGITS - precision);
    long nanos = extreme ? pick(random, 0L, DAY_NANOS - 1) : random.nextLong(DAY_NANOS);
    return LocalTime.ofNanoOfDay(nanos - nanos % unit);
  }

  /** Returns the type that is written so. */
  static SqlType type(String name) {
    try {
      return DdlParser.parseType(name);
    } catch (SQLException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /** Returns a row as a list, whose equality is that of its values, bits included. */
  static List<Object> list(Object[] row) {
    Object[] values = row.clone();
    for (int i = 0; i < values.length; i++) {
      // Arrays have no equality of their own.
      values[i] =
          switch (values[i]) {
            case byte[] bytes -> ByteBuffer.wrap(bytes);
            case Object[] elements -> list(elements);
            case null, default -> values[i];
          };
    }
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  /** Returns whether no text of the row holds a line break. */
  static boolean isOneLine(Object[] row) {
    return Arrays.stream(row)
        .noneMatch(v -> v instanceof String s && (s.contains("\n") || s.contains("\r")));
  }

  @SafeVarargs
  private static <T> T pick(SplittableRandom random, T... values) {
    return values[random.nextInt(values.length)];
  }

  private static float canonical(float value) {
    return Float.isNaN(value) ? Float.NaN : value;
  }

  private static double canonical(double value) {
    return Double.isNaN(value) ? Double.NaN : value;
  }
}
