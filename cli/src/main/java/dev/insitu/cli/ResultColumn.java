package dev.insitu.cli;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One column of a result and how its values are read as text.
 *
 * @param index from 1
 * @param label what the query calls it
 */
record ResultColumn(int index, String label, Kind kind) {
  /** What the formats tell apart. */
  enum Kind {
    TEXT,
    BOOLEAN,
    EXACT_NUMBER,
    BINARY_FLOAT,
    BYTES,
    ARRAY,
    JSON
  }

  static List<ResultColumn> of(ResultSetMetaData metaData) throws SQLException {
    List<ResultColumn> columns = new ArrayList<>();
    for (int index = 1; index <= metaData.getColumnCount(); index++) {
      Kind kind =
          switch (metaData.getColumnTypeName(index)) {
            case "JSON" -> Kind.JSON;
            // Its JDBC type is BINARY.
            case "UUID" -> Kind.TEXT;
            default -> kind(metaData.getColumnType(index));
          };
      columns.add(new ResultColumn(index, metaData.getColumnLabel(index), kind));
    }
    return columns;
  }

  private static Kind kind(int jdbcType) {
    return switch (jdbcType) {
      case Types.BOOLEAN, Types.BIT -> Kind.BOOLEAN;
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.NUMERIC,
          Types.DECIMAL,
          // DECFLOAT; java.sql.Types names it from JDK 26 on.
          2015 ->
          Kind.EXACT_NUMBER;
      case Types.REAL, Types.FLOAT, Types.DOUBLE -> Kind.BINARY_FLOAT;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> Kind.BYTES;
      case Types.ARRAY -> Kind.ARRAY;
      default -> Kind.TEXT;
    };
  }

  /** Returns whether values are numbers. */
  boolean isNumber() {
    return kind == Kind.EXACT_NUMBER || kind == Kind.BINARY_FLOAT;
  }

  /** Returns the current row's value as text, bytes in hexadecimal; null for NULL. */
  @Nullable String text(ResultSet rows) throws SQLException {
    if (kind == Kind.BYTES) {
      byte[] bytes = rows.getBytes(index);
      return bytes == null ? null : HexFormat.of().formatHex(bytes);
    }
    return rows.getString(index);
  }
}
