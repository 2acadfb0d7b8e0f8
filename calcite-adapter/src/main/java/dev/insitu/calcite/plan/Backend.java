package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.CallValidator.NullOrder;
import dev.insitu.udf.ddl.DdlParser;
import dev.insitu.udf.ddl.DdlSyntaxException;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What planning asks the backend. */
final class Backend {
  /** The length that H2 gives for text without one. */
  private static final int UNLIMITED = 1_000_000_000;

  private static final String UNKNOWN_COLUMN = "42S22";

  private final Connection connection;
  private final Identifiers identifiers;
  private final NullOrder nullOrder;

  Backend(Connection connection) throws SQLException {
    this.connection = connection;
    DatabaseMetaData metaData = connection.getMetaData();
    this.identifiers = Identifiers.of(metaData);
    this.nullOrder =
        metaData.nullsAreSortedHigh()
            ? NullOrder.HIGH
            : metaData.nullsAreSortedAtStart()
                ? NullOrder.FIRST
                : metaData.nullsAreSortedAtEnd() ? NullOrder.LAST : NullOrder.LOW;
  }

  Identifiers identifiers() {
    return identifiers;
  }

  NullOrder nullOrder() {
    return nullOrder;
  }

  /**
   * A column of a query.
   *
   * @param type empty when its values cannot go to a function
   * @param backendType as the backend calls it
   */
  record QueryColumn(String label, Optional<SqlType> type, String backendType) {}

  /** Returns the columns of a query. */
  List<QueryColumn> columns(BackendSql query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query.text())) {
      ResultSetMetaData metaData = statement.getMetaData();
      List<QueryColumn> columns = new ArrayList<>();
      for (int i = 1; i <= metaData.getColumnCount(); i++) {
        columns.add(
            new QueryColumn(
                metaData.getColumnLabel(i), type(metaData, i), metaData.getColumnTypeName(i)));
      }
      return columns;
    }
  }

  /** Returns whether the columns that the calls read are still those that they are planned for. */
  boolean fits(StatementPlan plan) throws SQLException {
    for (CallPlan call : plan.calls()) {
      for (TableArgument table : call.tables()) {
        if (!fits(table.columns(), columns(table.query().sql(plan::emptyTable)))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean fits(List<Column> planned, List<QueryColumn> now) {
    boolean fits = now.size() == planned.size();
    for (int i = 0; fits && i < planned.size(); i++) {
      Column column = planned.get(i);
      fits =
          now.get(i).label().equals(column.name())
              && now.get(i).type().equals(Optional.of(column.type()));
    }
    return fits;
  }

  /** Returns the value of a query without parameters that gives one. */
  @Nullable Object value(BackendSql query, SqlType type) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query.text());
        ResultSet row = statement.executeQuery()) {
      row.next();
      return QueryRows.value(row, 1, type);
    }
  }

  /** Lets the backend check a query. */
  void check(BackendSql query) throws SQLException {
    connection.prepareStatement(query.text()).close();
  }

  boolean isUnknownColumn(SQLException error) {
    return UNKNOWN_COLUMN.equals(error.getSQLState());
  }

  /** Returns how values arrive: as what they are, or as the text that the backend writes them. */
  private static Optional<SqlType> type(ResultSetMetaData metaData, int column)
      throws SQLException {
    String name = metaData.getColumnTypeName(column).toUpperCase(Locale.ROOT);
    // The JDBC types of these are those of others.
    if (name.equals("UUID")) {
      return Optional.of(new SqlType.Uuid());
    }
    if (name.equals("DECFLOAT") || name.startsWith("INTERVAL")) {
      return Optional.of(new SqlType.Varchar(0));
    }
    int precision = metaData.getPrecision(column);
    int scale = metaData.getScale(column);
    return switch (metaData.getColumnType(column)) {
      case Types.BOOLEAN, Types.BIT -> Optional.of(new SqlType.Bool());
      case Types.TINYINT -> Optional.of(new SqlType.TinyInt());
      case Types.SMALLINT -> Optional.of(new SqlType.SmallInt());
      case Types.INTEGER -> Optional.of(new SqlType.Int());
      case Types.BIGINT -> Optional.of(new SqlType.BigInt());
      case Types.REAL -> Optional.of(new SqlType.Real());
      case Types.DOUBLE, Types.FLOAT -> Optional.of(new SqlType.DoublePrecision());
      case Types.CHAR, Types.NCHAR ->
          Optional.of(
              name.equals("CHARACTER")
                  ? new SqlType.Char(precision)
                  : new SqlType.Varchar(length(precision)));
      case Types.VARCHAR, Types.NVARCHAR -> Optional.of(new SqlType.Varchar(length(precision)));
      case Types.BINARY -> Optional.of(new SqlType.Binary(precision));
      case Types.VARBINARY -> Optional.of(new SqlType.Varbinary(length(precision)));
      case Types.NUMERIC, Types.DECIMAL ->
          Optional.of(
              precision <= SqlType.DECIMAL_DIGITS && scale >= 0 && scale <= precision
                  ? new SqlType.Decimal(precision, scale)
                  : new SqlType.Varchar(0));
      case Types.DATE -> Optional.of(new SqlType.Date());
      case Types.TIME -> Optional.of(new SqlType.Time(scale));
      case Types.TIMESTAMP -> Optional.of(new SqlType.Timestamp(scale));
      case Types.TIMESTAMP_WITH_TIMEZONE -> Optional.of(new SqlType.TimestampWithTimeZone(scale));
      case Types.ARRAY -> array(name, precision);
      case Types.LONGVARCHAR,
          Types.LONGNVARCHAR,
          Types.CLOB,
          Types.NCLOB,
          Types.TIME_WITH_TIMEZONE ->
          Optional.of(new SqlType.Varchar(0));
      default -> Optional.empty();
    };
  }

  /**
   * Returns the type of arrays by their name, which has all that the backend knows of the elements;
   * empty for those whose elements have none of ours.
   */
  private static Optional<SqlType> array(String name, int most) {
    String element = name.substring(0, Math.max(name.lastIndexOf(" ARRAY"), 0));
    int length = most >= SqlType.ARRAY_ELEMENTS ? 0 : most;
    if (element.equals("NUMERIC") || element.equals("DECIMAL")) {
      // Of any scale.
      return Optional.of(new SqlType.Array(new SqlType.Varchar(0), length));
    }
    try {
      SqlType type = DdlParser.parseType(element);
      return type instanceof SqlType.Array
          ? Optional.empty()
          : Optional.of(new SqlType.Array(type, length));
    } catch (DdlSyntaxException e) {
      return Optional.empty();
    }
  }

  private static int length(int precision) {
    return precision >= UNLIMITED ? 0 : precision;
  }
}
