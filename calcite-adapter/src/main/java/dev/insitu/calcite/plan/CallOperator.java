package dev.insitu.calcite.plan;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlTableFunction;
import org.apache.calcite.sql.TableCharacteristic;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandMetadata;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;

/** A call of a table function as Calcite sees it: one table argument, whose rows it returns. */
final class CallOperator extends SqlFunction implements SqlTableFunction {
  static final String NAME = "CALL";

  private final boolean setSemantics;

  CallOperator(boolean setSemantics) {
    super(
        NAME,
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.CURSOR,
        null,
        new Operands(),
        SqlFunctionCategory.USER_DEFINED_TABLE_FUNCTION);
    this.setSemantics = setSemantics;
  }

  @Override
  public SqlReturnTypeInference getRowTypeInference() {
    return binding -> binding.getOperandType(0);
  }

  @Override
  public TableCharacteristic tableCharacteristic(int ordinal) {
    return TableCharacteristic.builder(
            setSemantics ? TableCharacteristic.Semantics.SET : TableCharacteristic.Semantics.ROW)
        .build();
  }

  @Override
  public boolean argumentMustBeScalar(int ordinal) {
    return false;
  }

  /** One table. */
  private static final class Operands implements SqlOperandMetadata {
    @Override
    public List<RelDataType> paramTypes(RelDataTypeFactory types) {
      return List.of(types.createSqlType(SqlTypeName.ANY));
    }

    @Override
    public List<String> paramNames() {
      return List.of("INPUT");
    }

    @Override
    public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
      return true;
    }

    @Override
    public SqlOperandCountRange getOperandCountRange() {
      return SqlOperandCountRanges.of(1);
    }

    @Override
    public String getAllowedSignatures(SqlOperator operator, String name) {
      return name + "(TABLE)";
    }
  }
}
