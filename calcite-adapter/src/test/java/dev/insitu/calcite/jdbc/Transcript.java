package dev.insitu.calcite.jdbc;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.sql.BatchUpdateException;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** All that a driver has answered, as text that two drivers can be compared by. */
final class Transcript {
  private final StringBuilder text = new StringBuilder();

  /** What is asked of a driver. */
  @FunctionalInterface
  interface Question {
    /** Returns the answer. */
    Object ask() throws SQLException;
  }

  /** Writes an answer or the error in its place. */
  Transcript add(String what, Question question) {
    text.append(what).append(": ");
    try {
      text.append(shown(question.ask()));
    } catch (SQLException e) {
      for (SQLException next = e; next != null; next = next.getNextException()) {
        text.append(next.getClass().getName()).append(' ').append(next.getSQLState());
        text.append(' ').append(next.getErrorCode()).append(' ').append(next.getMessage());
        if (next instanceof BatchUpdateException batch) {
          text.append(' ').append(Arrays.toString(batch.getUpdateCounts()));
          text.append(' ').append(Arrays.toString(batch.getLargeUpdateCounts()));
        }
        text.append('\n');
      }
    }
    text.append('\n');
    return this;
  }

  /** Writes every result of a text: rows with their metadata, update counts, keys, warnings. */
  Transcript run(Statement statement, String sql) {
    return add(sql, () -> results(statement, statement.execute(sql)));
  }

  /** Writes every result of an execution. */
  static String results(Statement statement, boolean rows) throws SQLException {
    StringBuilder all = new StringBuilder();
    boolean more = rows;
    while (true) {
      if (more) {
        try (ResultSet result = statement.getResultSet()) {
          all.append(shown(result));
        }
      } else {
        int count = statement.getUpdateCount();
        all.append("count ").append(count).append(' ').append(statement.getLargeUpdateCount());
        all.append('\n');
        if (count == -1) {
          break;
        }
      }
      more = statement.getMoreResults();
    }
    try (ResultSet keys = statement.getGeneratedKeys()) {
      all.append("keys ").append(shown(keys));
    }
    for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
      all.append("warning ").append(w.getMessage()).append('\n');
    }
    return all.toString();
  }

  /** Writes a value so that equal texts mean equal values. */
  static String shown(Object value) throws SQLException {
    return switch (value) {
      case null -> "null";
      case ResultSet rows -> rows(rows);
      case ResultSetMetaData columns -> columns(columns);
      case Blob blob -> "blob " + HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
      case Clob clob -> "clob " + read(clob.getCharacterStream());
      case java.sql.Array array ->
          "array " + array.getBaseTypeName() + Arrays.deepToString((Object[]) array.getArray());
      case byte[] bytes -> "bytes " + HexFormat.of().formatHex(bytes);
      case int[] counts -> Arrays.toString(counts);
      case long[] counts -> Arrays.toString(counts);
      case Object[] values -> Arrays.deepToString(values);
      case Reader reader -> "text " + read(reader);
      default -> value.getClass().getName() + ' ' + value;
    };
  }

  private static String read(Reader reader) {
    try (reader) {
      StringWriter all = new StringWriter();
      reader.transferTo(all);
      return all.toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String rows(ResultSet rows) throws SQLException {
    StringBuilder all = new StringBuilder("rows ");
    ResultSetMetaData columns = rows.getMetaData();
    all.append(columns(columns)).append('\n');
    while (rows.next()) {
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        all.append("  ").append(shown(rows.getObject(i)));
        all.append(" | ").append(rows.getString(i)).append(" | ").append(rows.wasNull());
        all.append('\n');
      }
    }
    return all.toString();
  }

  private static String columns(ResultSetMetaData columns) throws SQLException {
    StringBuilder all = new StringBuilder();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      all.append('(')
          .append(columns.getColumnLabel(i))
          .append(' ')
          .append(columns.getColumnName(i));
      all.append(' ').append(columns.getColumnType(i)).append(' ');
      all.append(columns.getColumnTypeName(i)).append(' ').append(columns.getColumnClassName(i));
      all.append(' ').append(columns.getPrecision(i)).append(' ').append(columns.getScale(i));
      all.append(' ').append(columns.getColumnDisplaySize(i));
      all.append(' ').append(columns.isNullable(i)).append(' ').append(columns.isAutoIncrement(i));
      all.append(' ').append(columns.getTableName(i)).append(' ').append(columns.getSchemaName(i));
      all.append(')');
    }
    return all.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Transcript that && that.toString().equals(toString());
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(toString());
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
