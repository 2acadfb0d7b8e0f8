package dev.insitu.udf.catalog;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A transaction of the catalog's on the user's connection: begun after a commit, as a DDL statement
 * of the backend's would be, and leaving the connection's modes as they were.
 */
final class CatalogTransaction implements AutoCloseable {
  private final Connection backend;
  private final boolean autoCommit;
  private final int isolation;
  private boolean done;

  private CatalogTransaction(Connection backend, boolean autoCommit, int isolation) {
    this.backend = backend;
    this.autoCommit = autoCommit;
    this.isolation = isolation;
  }

  static CatalogTransaction begin(Connection backend) throws SQLException {
    boolean autoCommit = backend.getAutoCommit();
    int isolation = backend.getTransactionIsolation();
    if (!autoCommit) {
      backend.commit();
    }
    CatalogTransaction transaction = new CatalogTransaction(backend, autoCommit, isolation);
    if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
      backend.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }
    backend.setAutoCommit(false);
    return transaction;
  }

  void commit() throws SQLException {
    backend.commit();
    done = true;
  }

  @Override
  public void close() throws SQLException {
    try {
      if (!done) {
        backend.rollback();
      }
    } finally {
      backend.setAutoCommit(autoCommit);
      if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
        backend.setTransactionIsolation(isolation);
      }
    }
  }
}
