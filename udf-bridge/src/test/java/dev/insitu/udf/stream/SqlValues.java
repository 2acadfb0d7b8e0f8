package dev.insitu.udf.stream;

import dev.insitu.udf.type.SqlType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** Values of every SQL type, extremes included. */
final class SqlValues {
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
      case SqlType.Varchar t -> {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
          text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        yield text.toString();
      }
    };
  }

  /** Returns the type that is written so. */
  static SqlType type(String name) {
    return switch (name) {
      case "BOOLEAN" -> new SqlType.Bool();
      case "SMALLINT" -> new SqlType.SmallInt();
      case "INTEGER" -> new SqlType.Int();
      case "BIGINT" -> new SqlType.BigInt();
      case "REAL" -> new SqlType.Real();
      case "DOUBLE" -> new SqlType.DoublePrecision();
      case "VARCHAR" -> new SqlType.Varchar(0);
      default ->
          new SqlType.Varchar(Integer.parseInt(name, "VARCHAR(".length(), name.length() - 1, 10));
    };
  }

  /** Returns a row as a list, whose equality is that of its values, bits included. */
  static List<Object> list(Object[] row) {
    return Collections.unmodifiableList(Arrays.asList(row.clone()));
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
