package dev.insitu.udf.ddl;

import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/** Reads SQL types and lists of columns. */
final class TypeParser {
  private static final int LENGTH_MAX = 1_048_576;

  private TypeParser() {}

  static SqlType type(TokenReader in) throws DdlSyntaxException {
    if (in.take("BOOLEAN")) {
      return new SqlType.Bool();
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
    if (in.take("VARCHAR") || in.take("CHARACTER", "VARYING")) {
      return new SqlType.Varchar(length(in));
    }
    throw in.error(
        "type "
            + in.peek().shown()
            + " is not supported; supported are BOOLEAN, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE"
            + " PRECISION and VARCHAR");
  }

  private static int length(TokenReader in) throws DdlSyntaxException {
    if (!in.take("(")) {
      return 0;
    }
    Token token = in.peek();
    if (token.kind() != Token.Kind.NUMBER) {
      throw in.expected("a length");
    }
    if (token.text().length() > 7
        || Integer.parseInt(token.text()) > LENGTH_MAX
        || Integer.parseInt(token.text()) == 0) {
      throw in.error("length " + token.text() + " is not between 1 and " + LENGTH_MAX);
    }
    in.next();
    in.expect(")");
    return Integer.parseInt(token.text());
  }

  /** Reads {@code (name type, …)}. */
  static List<Column> columns(TokenReader in) throws DdlSyntaxException {
    in.expect("(");
    List<Column> columns = new ArrayList<>();
    do {
      String name = in.identifier("a column's name");
      columns.add(new Column(name, type(in)));
    } while (in.take(","));
    in.expect(")");
    return columns;
  }
}
