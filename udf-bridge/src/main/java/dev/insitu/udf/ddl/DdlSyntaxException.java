package dev.insitu.udf.ddl;

import dev.insitu.udf.error.ErrorCode;
import java.sql.SQLSyntaxErrorException;

/** A statement of ours that is not written as the grammar says; SQLSTATE 42601. */
public final class DdlSyntaxException extends SQLSyntaxErrorException {
  private static final long serialVersionUID = 1;

  private final transient Token at;
  private final String reason;

  DdlSyntaxException(Token at, String message) {
    super(
        "line " + at.line() + ", column " + at.column() + ": " + message,
        ErrorCode.SYNTAX.sqlState(),
        ErrorCode.SYNTAX.vendorCode());
    this.at = at;
    this.reason = message;
  }

  /** Returns the message without the place. */
  public String reason() {
    return reason;
  }

  /** Returns the line of the place, from 1. */
  public int line() {
    return at.line();
  }

  /** Returns the column of the place, from 1, in UTF-16. */
  public int column() {
    return at.column();
  }
}
