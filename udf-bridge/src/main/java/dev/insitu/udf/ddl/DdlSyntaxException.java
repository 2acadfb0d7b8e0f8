package dev.insitu.udf.ddl;

import dev.insitu.udf.error.ErrorCode;
import java.sql.SQLSyntaxErrorException;

/** A statement of ours that is not written as the grammar says; SQLSTATE 42601. */
public final class DdlSyntaxException extends SQLSyntaxErrorException {
  private static final long serialVersionUID = 1;

  DdlSyntaxException(Token at, String message) {
    super(
        "line " + at.line() + ", column " + at.column() + ": " + message,
        ErrorCode.SYNTAX.sqlState(),
        ErrorCode.SYNTAX.vendorCode());
  }
}
