package dev.insitu.udf.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/*
 * Each DDL statement of a backend may commit, so a crash can leave any prefix of these steps. The
 * rows move in one transaction that also says which format the catalog has; what stands before it
 * harms no catalog of the old format, and without what stands behind it the new one is whole.
 */
/** Turns a catalog of format 1, which kept code where everybody could read it, into the present. */
final class CatalogUpgrade {
  private final Connection backend;

  CatalogUpgrade(Connection backend) {
    this.backend = backend;
  }

  /** Upgrades; commits. Does nothing when another session was faster. */
  void run() throws SQLException {
    execute(CatalogDialect.of(backend).createCode());
    execute("ALTER TABLE insitu.modules ALTER COLUMN code DROP NOT NULL");
    moveCode();
    execute("ALTER TABLE insitu.modules DROP COLUMN IF EXISTS code");
  }

  private void moveCode() throws SQLException {
    try (CatalogTransaction transaction = CatalogTransaction.begin(backend);
        Statement statement = backend.createStatement()) {
      // Writers of the old format wait for the row of the version, and find another one then.
      int won =
          statement.executeUpdate(
              "UPDATE insitu.settings SET setting = '2' WHERE name = 'format' AND setting = '1'");
      if (won == 0) {
        return;
      }
      statement.executeUpdate(
          "UPDATE insitu.settings SET setting = CAST(CAST(setting AS BIGINT) + 1 AS VARCHAR(64))"
              + " WHERE name = 'version'");
      statement.executeUpdate("DELETE FROM insitu.module_code");
      statement.executeUpdate(
          "INSERT INTO insitu.module_code (module_name, code)"
              + " SELECT name, code FROM insitu.modules");
      statement.executeUpdate("UPDATE insitu.modules SET code = NULL");
      transaction.commit();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = backend.createStatement()) {
      statement.execute(sql);
    }
  }
}
