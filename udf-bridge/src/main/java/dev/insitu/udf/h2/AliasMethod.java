package dev.insitu.udf.h2;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.catalog.FunctionName;
import dev.insitu.udf.type.SqlType;
import java.util.Set;

/**
 * What H2 is told to call: a method of {@link AliasTemplate} or {@link BatchTemplate} that fits a
 * signature, or a class.
 */
final class AliasMethod {
  private static final int FIXED_ARITY = 7;

  /** Results whose methods take their arguments as an array only. */
  private static final Set<String> ANY_ARITY =
      Set.of("procedure", "tinyint", "decimal", "varbinary", "date", "time", "timestamp");

  private AliasMethod() {}

  /**
   * Returns class, method and parameters as CREATE ALIAS wants them: in full, without spaces; or
   * the class that CREATE AGGREGATE wants.
   */
  static String of(FunctionDefinition function) {
    if (function.isAggregate()) {
      return AggregateSignature.of(function).className();
    }
    if (function.style() == ParameterStyle.BATCH) {
      return AliasNames.batchName(FunctionName.of(function))
          + "."
          + BatchResult.of(function).method()
          + "(java.sql.Connection,org.h2.value.Value[])";
    }
    int parameters = function.parameters().size();
    String name = name(function.returns());
    return AliasNames.className(FunctionName.of(function))
        + "."
        + name
        + "(java.sql.Connection"
        + (parameters > FIXED_ARITY || ANY_ARITY.contains(name)
            ? ",org.h2.value.Value[]"
            : ",org.h2.value.Value".repeat(parameters))
        + ")";
  }

  static String name(Returns returns) {
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
            case SqlType.TinyInt t -> "tinyint";
            case SqlType.Decimal t -> "decimal";
            case SqlType.Varbinary t -> "varbinary";
            case SqlType.Date t -> "date";
            case SqlType.Time t -> "time";
            case SqlType.Timestamp t -> "timestamp";
            default -> throw new IllegalArgumentException("style DIRECT has no " + scalar.type());
          };
      case Returns.Nothing nothing -> "procedure";
      case Returns.Table table ->
          throw new IllegalArgumentException("table function of " + table.columns());
    };
  }
}
