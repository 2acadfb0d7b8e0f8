package dev.insitu.udf.h2;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Returns;
import dev.insitu.udf.catalog.FunctionName;
import dev.insitu.udf.type.SqlType;

/** The method of {@link AliasTemplate} that fits a signature. */
final class AliasMethod {
  private static final int FIXED_ARITY = 7;

  private AliasMethod() {}

  /** Returns class, method and parameters as CREATE ALIAS wants them: in full, without spaces. */
  static String of(FunctionDefinition function) {
    int parameters = function.parameters().size();
    return AliasNames.className(FunctionName.of(function))
        + "."
        + name(function.returns())
        + "(java.sql.Connection"
        + (parameters > FIXED_ARITY
            ? ",org.h2.value.Value[]"
            : ",org.h2.value.Value".repeat(parameters))
        + ")";
  }

  private static String name(Returns returns) {
    return switch (returns) {
      case Returns.Scalar scalar ->
          switch (scalar.type()) {
            case SqlType.Bool t -> "bool";
            case SqlType.SmallInt t -> "smallint";
            case SqlType.Int t -> "integer";
            case SqlType.BigInt t -> "bigint";
            case SqlType.Real t -> "real";
            case SqlType.DoublePrecision t -> "doublePrecision";
            case SqlType.Varchar t -> "varchar";
          };
      case Returns.Table table ->
          throw new IllegalArgumentException("table function of " + table.columns());
    };
  }
}
