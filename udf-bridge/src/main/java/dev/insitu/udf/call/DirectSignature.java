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
  /** Digits that every i64 of a DECIMAL holds. */
  private static final int LONG_DIGITS = 18;

  private DirectSignature() {}

  /** Returns the types of parameters that are all scalars. */
  static SqlType[] types(List<Parameter> parameters) {
    SqlType[] types = new SqlType[parameters.size()];
    for (int i = 0; i < types.length; i++) {
      types[i] =
          switch (parameters.get(i)) {
            case Parameter.Scalar scalar -> scalar.type();
            case Parameter.Table table ->
                throw new IllegalArgumentException("table parameter " + table.name());
          };
    }
    return types;
  }

  /**
   * Returns the type that fits a scalar function of scalars, or a procedure.
   *
   * @throws IllegalArgumentException when the definition is none
   */
  public static FunctionType of(FunctionDefinition function) {
    List<ValueType> parameters = new ArrayList<>();
    for (int i = 0; i < function.parameters().size(); i++) {
      if (isFlagged(function, i)) {
        parameters.add(ValueType.I32);
      }
      if (OutCells.isOut(function, i)) {
        parameters.add(ValueType.I32);
        continue;
      }
      switch (function.parameters().get(i)) {
        case Parameter.Scalar scalar -> {
          boolean range = isRange(scalar.type());
          parameters.add(range ? ValueType.I32 : value(scalar.type()));
          if (range) {
            parameters.add(ValueType.I32);
          }
        }
        case Parameter.Table table ->
            throw new IllegalArgumentException("table parameter " + table.name());
      }
    }
    return switch (function.returns()) {
      case Returns.Scalar scalar -> new FunctionType(parameters, List.of(value(scalar.type())));
      case Returns.Nothing nothing -> new FunctionType(parameters, List.of());
      case Returns.Table table ->
          throw new IllegalArgumentException("table function of " + table.columns());
    };
  }

  /** Returns whether a parameter has a presence flag before it; states and cells have none. */
  static boolean isFlagged(FunctionDefinition function, int parameter) {
    return function.calledOnNullInput()
        && !(function.isAggregate() && parameter == 0)
        && !OutCells.isOut(function, parameter);
  }

  /** Returns whether arguments of the type arrive as an address and a length. */
  static boolean isRange(SqlType type) {
    return type instanceof SqlType.Varchar || type instanceof SqlType.Varbinary;
  }

  /** Returns whether style DIRECT has the type. */
  public static boolean takes(SqlType type) {
    return switch (type) {
      case SqlType.Bool t -> true;
      case SqlType.TinyInt t -> true;
      case SqlType.SmallInt t -> true;
      case SqlType.Int t -> true;
      case SqlType.BigInt t -> true;
      case SqlType.Real t -> true;
      case SqlType.DoublePrecision t -> true;
      case SqlType.Decimal t -> t.precision() <= LONG_DIGITS;
      case SqlType.Varchar t -> true;
      case SqlType.Varbinary t -> true;
      case SqlType.Date t -> true;
      case SqlType.Time t -> true;
      case SqlType.Timestamp t -> true;
      case SqlType.Char t -> false;
      case SqlType.Binary t -> false;
      case SqlType.TimestampWithTimeZone t -> false;
      case SqlType.Uuid t -> false;
      case SqlType.Array t -> false;
    };
  }

  /** Returns what carries a value; a range, as a result, is an address and a length in one i64. */
  private static ValueType value(SqlType type) {
    return switch (type) {
      case SqlType.Bool t -> ValueType.I32;
      case SqlType.TinyInt t -> ValueType.I32;
      case SqlType.SmallInt t -> ValueType.I32;
      case SqlType.Int t -> ValueType.I32;
      case SqlType.Date t -> ValueType.I32;
      case SqlType.BigInt t -> ValueType.I64;
      case SqlType.Time t -> ValueType.I64;
      case SqlType.Timestamp t -> ValueType.I64;
      case SqlType.Decimal t -> ValueType.I64;
      case SqlType.Real t -> ValueType.F32;
      case SqlType.DoublePrecision t -> ValueType.F64;
      case SqlType.Varchar t -> ValueType.I64;
      case SqlType.Varbinary t -> ValueType.I64;
      default -> throw new IllegalArgumentException("style DIRECT has no " + type);
    };
  }
}
