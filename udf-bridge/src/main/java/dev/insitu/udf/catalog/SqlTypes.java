package dev.insitu.udf.catalog;

import dev.insitu.udf.type.SqlType;
import org.jspecify.annotations.Nullable;

/** Names of types as the catalog's columns data_type and character_maximum_length hold them. */
final class SqlTypes {
  private SqlTypes() {}

  /** Returns the type of this name, null when there is none. */
  static @Nullable SqlType of(String name, int length) {
    return switch (name) {
      case "BOOLEAN" -> new SqlType.Bool();
      case "SMALLINT" -> new SqlType.SmallInt();
      case "INTEGER" -> new SqlType.Int();
      case "BIGINT" -> new SqlType.BigInt();
      case "REAL" -> new SqlType.Real();
      case "DOUBLE PRECISION" -> new SqlType.DoublePrecision();
      case "VARCHAR" -> length < 0 ? null : new SqlType.Varchar(length);
      default -> null;
    };
  }

  static String name(SqlType type) {
    return type instanceof SqlType.Varchar ? "VARCHAR" : type.toString();
  }

  /** Returns the length to store, null for none. */
  static @Nullable Integer length(SqlType type) {
    return type instanceof SqlType.Varchar v && v.length() > 0 ? (Integer) v.length() : null;
  }
}
