package dev.insitu.udf.ddl;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads SQL types and lists of columns. */
final class TypeParser {
  private static final int LENGTH_MAX = 1_048_576;
  private static final int TIMESTAMP_DIGITS = 6;

  private TypeParser() {}

  static SqlType type(TokenReader in) throws DdlSyntaxException {
    SqlType type = element(in);
    if (!in.take("ARRAY")) {
      return type;
    }
    int length = 0;
    if (in.take("[")) {
      length = number(in, "a length", 1, SqlType.ARRAY_ELEMENTS);
      in.expect("]");
    }
    if (in.peek().is("ARRAY")) {
      throw in.error("arrays of arrays are not supported; use one ARRAY of all elements");
    }
    return new SqlType.Array(type, length);
  }

  private static SqlType element(TokenReader in) throws DdlSyntaxException {
    SqlType type = number(in);
    if (type == null) {
      type = string(in);
    }
    if (type == null) {
      type = dateTime(in);
    }
    if (type == null) {
      throw in.error(
          "type "
              + in.peek().shown()
              + " is not supported; supported are BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT,"
              + " REAL, DOUBLE PRECISION, DECIMAL, CHAR, VARCHAR, BINARY, VARBINARY, DATE, TIME,"
              + " TIMESTAMP [WITH TIME ZONE], UUID, and ARRAY of these");
    }
    return type;
  }

  private static @Nullable SqlType number(TokenReader in) throws DdlSyntaxException {
    if (in.take("BOOLEAN")) {
      return new SqlType.Bool();
    }
    if (in.take("TINYINT")) {
      return new SqlType.TinyInt();
    }
    if (in.take("SMALLINT")) {
      return new SqlType.SmallInt();
    }
    if (in.take("INTEGER") || in.take("INT")) {
      return new SqlType.Int();
    }
    if (in.take("BIGINT")) {
      return new SqlType.BigInt();
    }
    if (in.take("REAL")) {
      return new SqlType.Real();
    }
    if (in.take("DOUBLE", "PRECISION") || in.take("DOUBLE")) {
      return new SqlType.DoublePrecision();
    }
    return in.take("DECIMAL") || in.take("NUMERIC") || in.take("DEC") ? decimal(in) : null;
  }

  private static SqlType decimal(TokenReader in) throws DdlSyntaxException {
    int precision = SqlType.DECIMAL_DIGITS;
    int scale = 0;
    if (in.take("(")) {
      precision = number(in, "a precision", 1, SqlType.DECIMAL_DIGITS);
      if (in.take(",")) {
        scale = number(in, "a scale", 0, precision);
      }
      in.expect(")");
    }
    return new SqlType.Decimal(precision, scale);
  }

  private static @Nullable SqlType string(TokenReader in) throws DdlSyntaxException {
    if (in.take("VARCHAR") || in.take("CHARACTER", "VARYING") || in.take("CHAR", "VARYING")) {
      return new SqlType.Varchar(length(in, 0));
    }
    if (in.take("CHARACTER") || in.take("CHAR")) {
      return new SqlType.Char(length(in, 1));
    }
    if (in.take("VARBINARY") || in.take("BINARY", "VARYING")) {
      return new SqlType.Varbinary(length(in, 0));
    }
    return in.take("BINARY") ? new SqlType.Binary(length(in, 1)) : null;
  }

  private static @Nullable SqlType dateTime(TokenReader in) throws DdlSyntaxException {
    if (in.take("DATE")) {
      return new SqlType.Date();
    }
    if (in.take("UUID")) {
      return new SqlType.Uuid();
    }
    if (in.take("TIME")) {
      int digits = secondDigits(in, 0);
      if (in.peek().is("WITH")) {
        throw in.error("type TIME WITH TIME ZONE is not supported; use VARCHAR");
      }
      in.take("WITHOUT", "TIME", "ZONE");
      return new SqlType.Time(digits);
    }
    if (in.take("TIMESTAMP")) {
      int digits = secondDigits(in, TIMESTAMP_DIGITS);
      if (in.take("WITH", "TIME", "ZONE")) {
        return new SqlType.TimestampWithTimeZone(digits);
      }
      in.take("WITHOUT", "TIME", "ZONE");
      return new SqlType.Timestamp(digits);
    }
    return null;
  }

  private static int secondDigits(TokenReader in, int otherwise) throws DdlSyntaxException {
    if (!in.take("(")) {
      return otherwise;
    }
    int digits = number(in, "a precision", 0, SqlType.SECOND_DIGITS);
    in.expect(")");
    return digits;
  }

  private static int length(TokenReader in, int otherwise) throws DdlSyntaxException {
    if (!in.take("(")) {
      return otherwise;
    }
    int length = number(in, "a length", 1, LENGTH_MAX);
    in.expect(")");
    return length;
  }

  private static int number(TokenReader in, String what, int min, int max)
      throws DdlSyntaxException {
    Token token = in.peek();
    if (token.kind() != Token.Kind.NUMBER) {
      throw in.expected(what);
    }
    String text = token.text();
    // A few digits more than the largest number has.
    int value = text.matches("[0-9]{1,8}") ? Integer.parseInt(text) : -1;
    if (value < min || value > max) {
      String noun = what.substring(what.indexOf(' ') + 1);
      throw in.error(noun + " " + text + " is not between " + min + " and " + max);
    }
    in.next();
    return value;
  }

  /** Reads {@code (name type, …)}. */
  static List<Column> columns(TokenReader in) throws DdlSyntaxException {
    in.expect("(");
    List<Column> columns = list(in);
    in.expect(")");
    return columns;
  }

  /** Reads {@code name type, …}. */
  static List<Column> list(TokenReader in) throws DdlSyntaxException {
    List<Column> columns = new ArrayList<>();
    do {
      String name = in.identifier("a column's name");
      columns.add(new Column(name, type(in)));
    } while (in.take(","));
    return columns;
  }
}
