package dev.insitu.udf.stream;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.util.List;

/** The types without their parameters, as constants that a switch jumps by. */
enum ColumnKind {
  BOOLEAN,
  TINYINT,
  SMALLINT,
  INTEGER,
  BIGINT,
  REAL,
  DOUBLE,
  DECIMAL,
  CHAR,
  VARCHAR,
  BINARY,
  VARBINARY,
  DATE,
  TIME,
  TIMESTAMP,
  TIMESTAMP_TZ,
  UUID,
  ARRAY;

  static ColumnKind of(SqlType type) {
    return switch (type) {
      case SqlType.Bool t -> BOOLEAN;
      case SqlType.TinyInt t -> TINYINT;
      case SqlType.SmallInt t -> SMALLINT;
      case SqlType.Int t -> INTEGER;
      case SqlType.BigInt t -> BIGINT;
      case SqlType.Real t -> REAL;
      case SqlType.DoublePrecision t -> DOUBLE;
      case SqlType.Decimal t -> DECIMAL;
      case SqlType.Char t -> CHAR;
      case SqlType.Varchar t -> VARCHAR;
      case SqlType.Binary t -> BINARY;
      case SqlType.Varbinary t -> VARBINARY;
      case SqlType.Date t -> DATE;
      case SqlType.Time t -> TIME;
      case SqlType.Timestamp t -> TIMESTAMP;
      case SqlType.TimestampWithTimeZone t -> TIMESTAMP_TZ;
      case SqlType.Uuid t -> UUID;
      case SqlType.Array t -> ARRAY;
    };
  }

  static ColumnKind[] of(List<Column> columns) {
    return columns.stream().map(c -> of(c.type())).toArray(ColumnKind[]::new);
  }
}
