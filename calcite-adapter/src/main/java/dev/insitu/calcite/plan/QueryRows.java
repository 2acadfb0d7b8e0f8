package dev.insitu.calcite.plan;

import dev.insitu.udf.h2.LazyExecution;
import dev.insitu.udf.h2.ValueReader;
import dev.insitu.udf.rows.Closing;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import dev.insitu.udf.type.SqlType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query of the backend, as they come. The backend starts a query in the FROM clause
 * when its first row is wanted, so that it must be told to hold nothing back at each row.
 */
final class QueryRows implements RowSource {
  private static final int FETCH_ROWS = 1_000;

  private final List<Column> columns;
  private final SqlType[] types;
  private final @Nullable ValueReader direct;
  private final ResultSet rows;
  private final LazyExecution lazy;
  private final Closing closing;

  private QueryRows(List<Column> columns, ResultSet rows, LazyExecution lazy, Closing closing) {
    this.columns = columns;
    this.types = columns.stream().map(Column::type).toArray(SqlType[]::new);
    this.direct = ValueReader.of(rows).orElse(null);
    this.rows = rows;
    this.lazy = lazy;
    this.closing = closing;
  }

  static QueryRows open(
      Connection connection,
      BackendSql query,
      ParameterBinder binder,
      List<Column> columns,
      LazyExecution lazy)
      throws SQLException {
    Closing closing = new Closing();
    try {
      PreparedStatement statement = connection.prepareStatement(query.text());
      closing.add(statement::close);
      statement.setFetchSize(FETCH_ROWS);
      bind(statement, query, binder);
      ResultSet rows = lazy.run(statement::executeQuery);
      closing.add(rows::close);
      return new QueryRows(columns, rows, lazy, closing);
    } catch (SQLException e) {
      closing.close();
      throw e;
    }
  }

  static void bind(PreparedStatement statement, BackendSql query, ParameterBinder binder)
      throws SQLException {
    for (int i = 0; i < query.parameters().size(); i++) {
      binder.bind(statement, i + 1, query.parameters().get(i));
    }
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public boolean next() throws SQLException {
    return lazy.run(rows::next);
  }

  @Override
  public @Nullable Object value(int column) throws SQLException {
    SqlType type = types[column];
    return direct == null ? value(rows, column + 1, type) : direct.value(column, type);
  }

  /** Returns a value as the class that its type names. */
  static @Nullable Object value(ResultSet rows, int index, SqlType type) throws SQLException {
    Object value =
        switch (type) {
          case SqlType.Bool b -> rows.getBoolean(index);
          case SqlType.TinyInt t -> rows.getInt(index);
          case SqlType.SmallInt s -> rows.getInt(index);
          case SqlType.Int i -> rows.getInt(index);
          case SqlType.BigInt b -> rows.getLong(index);
          case SqlType.Real r -> rows.getFloat(index);
          case SqlType.DoublePrecision d -> rows.getDouble(index);
          case SqlType.Decimal d -> rows.getBigDecimal(index);
          case SqlType.Char c -> rows.getString(index);
          case SqlType.Varchar v -> rows.getString(index);
          case SqlType.Binary b -> rows.getBytes(index);
          case SqlType.Varbinary v -> rows.getBytes(index);
          case SqlType.Date d -> rows.getObject(index, LocalDate.class);
          case SqlType.Time t -> rows.getObject(index, LocalTime.class);
          case SqlType.Timestamp t -> rows.getObject(index, LocalDateTime.class);
          case SqlType.TimestampWithTimeZone t -> rows.getObject(index, OffsetDateTime.class);
          case SqlType.Uuid u -> rows.getObject(index, UUID.class);
          case SqlType.Array a ->
              // JDBC has no way to name the elements' classes.
              ValueReader.of(rows).orElseThrow().value(index - 1, type);
        };
    return value == null || (!(type instanceof SqlType.Array) && rows.wasNull()) ? null : value;
  }

  @Override
  public void close() throws SQLException {
    closing.close();
  }
}
