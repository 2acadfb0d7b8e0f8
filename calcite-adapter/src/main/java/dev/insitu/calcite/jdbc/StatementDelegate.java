package dev.insitu.calcite.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.NullUnmarked;

/** Hands a statement's settings to the backend; null goes through as it comes. */
@NullUnmarked
abstract class StatementDelegate implements Statement {
  /** Returns the backend statement that holds the settings. */
  abstract Statement backend();

  @Override
  public int getMaxFieldSize() throws SQLException {
    return backend().getMaxFieldSize();
  }

  @Override
  public void setMaxFieldSize(int max) throws SQLException {
    backend().setMaxFieldSize(max);
  }

  @Override
  public int getMaxRows() throws SQLException {
    return backend().getMaxRows();
  }

  @Override
  public void setMaxRows(int max) throws SQLException {
    backend().setMaxRows(max);
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    return backend().getQueryTimeout();
  }

  @Override
  public void setCursorName(String name) throws SQLException {
    backend().setCursorName(name);
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    backend().setFetchDirection(direction);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    return backend().getFetchDirection();
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    backend().setFetchSize(rows);
  }

  @Override
  public int getFetchSize() throws SQLException {
    return backend().getFetchSize();
  }

  @Override
  public int getResultSetConcurrency() throws SQLException {
    return backend().getResultSetConcurrency();
  }

  @Override
  public int getResultSetType() throws SQLException {
    return backend().getResultSetType();
  }

  @Override
  public int getResultSetHoldability() throws SQLException {
    return backend().getResultSetHoldability();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return backend().isClosed();
  }

  @Override
  public void setPoolable(boolean poolable) throws SQLException {
    backend().setPoolable(poolable);
  }

  @Override
  public boolean isPoolable() throws SQLException {
    return backend().isPoolable();
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    backend().closeOnCompletion();
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    return backend().isCloseOnCompletion();
  }

  @Override
  public void setLargeMaxRows(long max) throws SQLException {
    backend().setLargeMaxRows(max);
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    return backend().getLargeMaxRows();
  }

  @Override
  public String enquoteLiteral(String val) throws SQLException {
    return backend().enquoteLiteral(val);
  }

  @Override
  public String enquoteIdentifier(String identifier, boolean alwaysQuote) throws SQLException {
    return backend().enquoteIdentifier(identifier, alwaysQuote);
  }

  @Override
  public boolean isSimpleIdentifier(String identifier) throws SQLException {
    return backend().isSimpleIdentifier(identifier);
  }

  @Override
  public String enquoteNCharLiteral(String val) throws SQLException {
    return backend().enquoteNCharLiteral(val);
  }
}
