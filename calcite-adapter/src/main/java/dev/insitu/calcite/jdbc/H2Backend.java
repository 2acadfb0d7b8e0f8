package dev.insitu.calcite.jdbc;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.h2.api.ErrorCode;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbc.JdbcResultSet;
import org.h2.jdbc.JdbcStatement;
import org.h2.message.DbException;
import org.h2.result.SimpleResult;
import org.h2.value.TypeInfo;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/** What only H2 answers in its own way. */
final class H2Backend {
  /** How H2's URLs start, after {@code jdbc:}. */
  static final String PREFIX = "h2:";

  /** Does nothing, has an update count of 0, and leaves the transaction alone. */
  static final String NOTHING = "SET @INSITU$NOTHING NULL";

  private static final String TIMEOUT =
      "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'QUERY_TIMEOUT'";

  private H2Backend() {}

  /**
   * Opens a connection as H2's driver does, which would register itself with DriverManager.
   *
   * @param url {@code jdbc:h2:…}
   */
  static Connection connect(String url, Properties properties) throws SQLException {
    return new JdbcConnection(url, properties, null, null, false);
  }

  /** Returns whether rows are still to be computed when they are read. */
  static boolean isLazy(ResultSet rows) {
    return rows instanceof JdbcResultSet h2 && h2.getResult() != null && h2.getResult().isLazy();
  }

  /**
   * Returns a result of one row and one column of text.
   *
   * @param owner the statement that it is a result of
   * @param columns has the column's label
   */
  static ResultSet row(Statement owner, ResultSetMetaData columns, String text)
      throws SQLException {
    SimpleResult result = new SimpleResult();
    result.addColumn(columns.getColumnLabel(1), TypeInfo.TYPE_VARCHAR);
    result.addRow(ValueVarchar.get(text));
    boolean scrollable = owner.getResultSetType() != ResultSet.TYPE_FORWARD_ONLY;
    return new JdbcResultSet(
        owner.getConnection().unwrap(JdbcConnection.class),
        owner.unwrap(JdbcStatement.class),
        null,
        result,
        0,
        scrollable,
        false,
        false);
  }

  /** Returns the session's time-out for statements, 0 for none. */
  static long queryTimeoutMillis(Connection backend) throws SQLException {
    if (backend.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
      return session.getQueryTimeout();
    }
    try (Statement statement = backend.createStatement();
        ResultSet rows = statement.executeQuery(TIMEOUT)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** What H2 answers without looking first whether it is still open. */
  @FunctionalInterface
  interface Question {
    /** Asks it. */
    boolean ask() throws SQLException;
  }

  /** Asks what H2 answers with an exception of its own when it is closed. */
  static boolean checked(Question question) throws SQLException {
    try {
      return question.ask();
    } catch (DbException e) {
      throw DbException.toSQLException(e);
    }
  }

  /** Returns what H2 says of an argument that a method of JDBC does not take. */
  static SQLException badParameter(String name, @Nullable Object value) {
    return DbException.toSQLException(DbException.getInvalidValueException(name, value));
  }

  /** Returns what H2 says of a parameter that was never set. */
  static SQLException parameterNotSet(int index) {
    return DbException.getJdbcSQLException(ErrorCode.PARAMETER_NOT_SET_1, "#" + index);
  }

  /** Returns what H2 says of a parameter's stream that cannot be read. */
  static SQLException unreadable(IOException cause) {
    return DbException.toSQLException(DbException.convertIOException(cause, "parameter"));
  }
}
