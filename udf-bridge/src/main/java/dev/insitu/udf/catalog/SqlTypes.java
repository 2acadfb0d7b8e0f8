package dev.insitu.udf.catalog;

import dev.insitu.udf.ddl.DdlParser;
import dev.insitu.udf.ddl.DdlSyntaxException;
import dev.insitu.udf.type.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * Names of types as the catalog's columns data_type and character_maximum_length hold them: what
 * stands in parentheses belongs to the name, but lengths have a column of their own.
 */
final class SqlTypes {
  private SqlTypes() {}

  /** Returns the type of this name, null when there is none. */
  static @Nullable SqlType of(String name, int length) {
    if (length < 0) {
      return null;
    }
    try {
      SqlType type =
          DdlParser.parseType(hasLengths(name) && length > 0 ? name + "(" + length + ")" : name);
      return name(type).equals(name) ? type : null;
    } catch (DdlSyntaxException e) {
      return null;
    }
  }

  private static boolean hasLengths(String name) {
    return switch (name) {
      case "CHAR", "VARCHAR", "BINARY", "VARBINARY" -> true;
      default -> false;
    };
  }

  static String name(SqlType type) {
    return switch (type) {
      case SqlType.Char t -> "CHAR";
      case SqlType.Varchar t -> "VARCHAR";
      case SqlType.Binary t -> "BINARY";
      case SqlType.Varbinary t -> "VARBINARY";
      default -> type.toString();
    };
  }

  /** Returns the length to store, null for none. */
  static @Nullable Integer length(SqlType type) {
    int length =
        switch (type) {
          case SqlType.Char t -> t.length();
          case SqlType.Varchar t -> t.length();
          case SqlType.Binary t -> t.length();
          case SqlType.Varbinary t -> t.length();
          default -> 0;
        };
    return length == 0 ? null : (Integer) length;
  }
}
