package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.TableCall.Order;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Exchange;
import org.apache.calcite.rel.core.SortExchange;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

/**
 * Reads how a call partitions and orders its table argument, with Calcite's parser, validator and
 * converter; the only class that runs them. Loading it and running it once takes most of a second,
 * so that it is first touched when a table function is first called.
 */
final class CallValidator {
  private static final String INPUT = "INPUT";
  private static final String HEAD =
      "SELECT * FROM TABLE(\"" + CallOperator.NAME + "\"(TABLE \"" + INPUT + "\" ";
  private static final SqlParser.Config PARSER =
      SqlParser.config()
          .withConformance(SqlConformanceEnum.LENIENT)
          .withIdentifierMaxLength(Integer.MAX_VALUE);

  private CallValidator() {}

  /** What the backend does with NULLs when ORDER BY says nothing. */
  enum NullOrder {
    LOW,
    HIGH,
    FIRST,
    LAST
  }

  /** What became of a text. */
  sealed interface Result {
    /** It is right. */
    record Valid(TableCall call) implements Result {}

    /**
     * It is wrong.
     *
     * @param offset the character where it is wrong
     * @param grammar whether it is not written as the grammar says
     */
    record Invalid(int offset, boolean grammar) implements Result {}
  }

  /**
   * Reads {@code PARTITION BY … ORDER BY …}.
   *
   * @param clauses the clauses, every name in quotes and spelled as the column is
   * @param columns the columns of the table argument
   */
  static Result read(String clauses, List<Column> columns, boolean setSemantics, NullOrder nulls) {
    try {
      SqlNode parsed = SqlParser.create(HEAD + clauses + "))", PARSER).parseQuery();
      RelNode converted = convert(parsed, columns, setSemantics, nulls);
      return new Result.Valid(tableCall(converted, nulls));
    } catch (SqlParseException e) {
      return new Result.Invalid(offset(e.getPos().getColumnNum()), /* grammar= */ true);
    } catch (CalciteContextException e) {
      return new Result.Invalid(offset(e.getPosColumn()), /* grammar= */ false);
    }
  }

  private static int offset(int column) {
    return Math.max(0, column - 1 - HEAD.length());
  }

  private static RelNode convert(
      SqlNode parsed, List<Column> columns, boolean setSemantics, NullOrder nulls) {
    RelDataTypeFactory types = new JavaTypeFactoryImpl();
    CalciteSchema root = CalciteSchema.createRootSchema(false, false);
    root.add(INPUT, new InputTable(columns));
    CalciteCatalogReader reader =
        new CalciteCatalogReader(root, List.of(), types, CalciteConnectionConfig.DEFAULT);
    SqlOperatorTable operators =
        SqlOperatorTables.chain(
            SqlOperatorTables.of(new CallOperator(setSemantics)), SqlStdOperatorTable.instance());
    SqlValidator validator =
        SqlValidatorUtil.newValidator(
            operators,
            reader,
            types,
            SqlValidator.Config.DEFAULT
                .withConformance(SqlConformanceEnum.LENIENT)
                .withIdentifierExpansion(true)
                .withDefaultNullCollation(NullCollation.valueOf(nulls.name())));
    SqlNode valid = validator.validate(parsed);
    RelOptCluster cluster =
        RelOptCluster.create(new HepPlanner(HepProgram.builder().build()), new RexBuilder(types));
    cluster.setMetadataQuerySupplier(FrugalMetadata::new);
    SqlToRelConverter converter =
        new SqlToRelConverter(
            (rowType, query, path, viewPath) -> {
              throw new IllegalStateException("the schema has no views");
            },
            validator,
            reader,
            cluster,
            StandardConvertletTable.INSTANCE,
            // Without it the converter loses table arguments.
            SqlToRelConverter.config().withExpand(true));
    return converter.convertQuery(valid, /* needsValidation= */ false, /* top= */ true).project();
  }

  private static TableCall tableCall(RelNode converted, NullOrder nulls) {
    RelNode node = converted;
    while (!(node instanceof TableFunctionScan)) {
      node = node.getInput(0);
    }
    RelNode input = node.getInput(0);
    List<Integer> keys =
        input instanceof Exchange exchange ? exchange.getDistribution().getKeys() : List.of();
    List<Order> order = new ArrayList<>();
    if (input instanceof SortExchange sorted) {
      for (RelFieldCollation field : sorted.getCollation().getFieldCollations()) {
        order.add(order(field, nulls));
      }
    }
    return new TableCall(keys, order);
  }

  private static Order order(RelFieldCollation field, NullOrder nulls) {
    boolean descending = field.getDirection().isDescending();
    @Nullable Boolean first =
        switch (field.nullDirection) {
          case FIRST -> true;
          case LAST -> false;
          case UNSPECIFIED -> null;
        };
    boolean byDefault =
        switch (nulls) {
          case LOW -> !descending;
          case HIGH -> descending;
          case FIRST -> true;
          case LAST -> false;
        };
    boolean said = first != null && first != byDefault;
    return new Order(field.getFieldIndex(), descending, said ? first : null);
  }

  /** The table argument. */
  private static final class InputTable extends AbstractTable {
    private final List<Column> columns;

    InputTable(List<Column> columns) {
      this.columns = columns;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory types) {
      RelDataTypeFactory.Builder row = types.builder();
      for (Column column : columns) {
        RelDataType type = types.createSqlType(name(column.type()));
        row.add(column.name(), types.createTypeWithNullability(type, true));
      }
      return row.build();
    }

    private static SqlTypeName name(SqlType type) {
      return switch (type) {
        case SqlType.Bool b -> SqlTypeName.BOOLEAN;
        case SqlType.TinyInt t -> SqlTypeName.TINYINT;
        case SqlType.SmallInt s -> SqlTypeName.SMALLINT;
        case SqlType.Int i -> SqlTypeName.INTEGER;
        case SqlType.BigInt b -> SqlTypeName.BIGINT;
        case SqlType.Real r -> SqlTypeName.REAL;
        case SqlType.DoublePrecision d -> SqlTypeName.DOUBLE;
        case SqlType.Varchar v -> SqlTypeName.VARCHAR;
        case SqlType.Char c -> SqlTypeName.CHAR;
        case SqlType.Binary b -> SqlTypeName.BINARY;
        case SqlType.Varbinary v -> SqlTypeName.VARBINARY;
        case SqlType.Decimal d -> SqlTypeName.DECIMAL;
        case SqlType.Date d -> SqlTypeName.DATE;
        case SqlType.Time t -> SqlTypeName.TIME;
        case SqlType.Timestamp t -> SqlTypeName.TIMESTAMP;
        case SqlType.TimestampWithTimeZone t -> SqlTypeName.TIMESTAMP;
        case SqlType.Uuid u -> SqlTypeName.VARCHAR;
        // Nothing but names is asked of it, and Calcite's own type would want the element's.
        case SqlType.Array a -> SqlTypeName.VARCHAR;
      };
    }
  }
}
