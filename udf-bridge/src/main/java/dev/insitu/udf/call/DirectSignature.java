package dev.insitu.udf.call;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ValueType;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/** The type that style DIRECT asks of an export. */
public final class DirectSignature {
  private DirectSignature() {}

  /**
   * Returns the type that fits a scalar function of scalars.
   *
   * @throws IllegalArgumentException when the definition is none
   */
  public static FunctionType of(FunctionDefinition function) {
    List<ValueType> parameters = new ArrayList<>();
    for (Parameter parameter : function.parameters()) {
      if (function.calledOnNullInput()) {
        parameters.add(ValueType.I32);
      }
      switch (parameter) {
        case Parameter.Scalar scalar -> {
          parameters.add(
              scalar.type() instanceof SqlType.Varchar ? ValueType.I32 : value(scalar.type()));
          if (scalar.type() instanceof SqlType.Varchar) {
            parameters.add(ValueType.I32);
          }
        }
        case Parameter.Table table ->
            throw new IllegalArgumentException("table parameter " + table.name());
      }
    }
    return switch (function.returns()) {
      case Returns.Scalar scalar -> new FunctionType(parameters, List.of(value(scalar.type())));
      case Returns.Table table ->
          throw new IllegalArgumentException("table function of " + table.columns());
    };
  }

  /** Returns what carries a value; text, as a result, is an address and a length in one i64. */
  private static ValueType value(SqlType type) {
    return switch (type) {
      case SqlType.Bool b -> ValueType.I32;
      case SqlType.SmallInt s -> ValueType.I32;
      case SqlType.Int i -> ValueType.I32;
      case SqlType.BigInt b -> ValueType.I64;
      case SqlType.Real r -> ValueType.F32;
      case SqlType.DoublePrecision d -> ValueType.F64;
      case SqlType.Varchar v -> ValueType.I64;
    };
  }
}
