package dev.insitu.calcite.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The backend's rows, and whose they are. Moving and changing rows may run functions. */
final class InsituResultSet extends ResultSetUpdates {
  private final InsituConnection connection;
  private final @Nullable ExecutingStatement statement;

  InsituResultSet(
      InsituConnection connection, @Nullable ExecutingStatement statement, ResultSet backend) {
    super(backend);
    this.connection = connection;
    this.statement = statement;
  }

  private SQLException translate(Throwable error) {
    return statement == null ? connection.translate(error) : statement.translate(error);
  }

  @Override
  public boolean next() throws SQLException {
    try {
      boolean more = statement == null ? backend.next() : statement.next(backend);
      if (!more && statement != null) {
        statement.exhausted(this);
      }
      return more;
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    }
  }

  @Override
  public boolean previous() throws SQLException {
    try {
      return backend.previous();
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    }
  }

  @Override
  public boolean first() throws SQLException {
    try {
      return backend.first();
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    }
  }

  @Override
  public boolean last() throws SQLException {
    try {
      return backend.last();
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    }
  }

  @Override
  public boolean absolute(int row) throws SQLException {
    try {
      return backend.absolute(row);
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    }
  }

  @Override
  public boolean relative(int rows) throws SQLException {
    try {
      return backend.relative(rows);
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    }
  }

  @Override
  public void beforeFirst() throws SQLException {
    try {
      backend.beforeFirst();
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    }
  }

  @Override
  public void afterLast() throws SQLException {
    try {
      backend.afterLast();
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    }
  }

  @Override
  public void insertRow() throws SQLException {
    change(backend::insertRow);
  }

  @Override
  public void updateRow() throws SQLException {
    change(backend::updateRow);
  }

  @Override
  public void deleteRow() throws SQLException {
    change(backend::deleteRow);
  }

  @Override
  public void refreshRow() throws SQLException {
    change(backend::refreshRow);
  }

  /** What runs a statement of the backend's own. */
  @FunctionalInterface
  private interface RowChange {
    void run() throws SQLException;
  }

  private void change(RowChange change) throws SQLException {
    connection.lock();
    try {
      change.run();
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    } finally {
      connection.unlock();
    }
  }

  @Override
  public @Nullable Statement getStatement() throws SQLException {
    return backend.getStatement() == null ? null : statement;
  }

  @Override
  public void close() throws SQLException {
    try {
      backend.close();
    } catch (SQLException | RuntimeException | Error e) {
      throw translate(e);
    } finally {
      if (statement != null) {
        statement.closed(this);
      }
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrappers.unwrap(this, backend, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return Wrappers.isWrapperFor(this, backend, type);
  }
}
