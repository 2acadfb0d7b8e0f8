package dev.insitu.calcite.jdbc;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import java.sql.SQLException;

/**
 * Turns what Java throws under a statement into an error of ours: whatever fails below, a caller of
 * the driver gets a {@link SQLException}.
 */
final class JavaErrors {
  private JavaErrors() {}

  /** Returns the same object when it is an {@link SQLException} already. */
  static SQLException sql(Throwable end) {
    return switch (end) {
      case SQLException e -> e;
      case StackOverflowError e ->
          engine("it is nested too deeply for the stack of its thread; nest it less", e);
      case OutOfMemoryError e ->
          engine("the process has too little memory left; give it more, or run less at once", e);
      default ->
          engine(
              "insitu or the database failed, which no statement should be able to cause; please"
                  + " report it with the statement",
              end);
    };
  }

  private static SQLException engine(String what, Throwable cause) {
    return SqlErrors.of(ErrorCode.ENGINE, "statement: " + what, cause);
  }
}
