package dev.insitu.udf.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/*
 * Each DDL statement of a backend may commit, so a crash can leave any prefix of these steps. The
 * rows move in one transaction that also says which format the catalog has; what stands before it
 * harms no catalog of the old format, and without what stands behind it the new one is whole.
 */
/**
 * Turns older catalogs into the present one. Format 1 kept code where everybody could read it;
 * format 2 knew of parameters no more than their types.
 */
final class CatalogUpgrade {
  private static final String NEXT_VERSION =
      "UPDATE insitu.settings SET setting = CAST(CAST(setting AS BIGINT) + 1 AS VARCHAR(64))"
          + " WHERE name = 'version'";

  private final Connection backend;

  CatalogUpgrade(Connection backend) {
    this.backend = backend;
  }

  /** Upgrades from a format; commits. Does nothing when another session was faster. */
  void run(int format) throws SQLException {
    if (format == 1) {
      separateCode();
    }
    addColumns();
  }

  private void addColumns() throws SQLException {
    for (String column :
        List.of(
            "parameter_default VARCHAR(1024)",
            "when_empty VARCHAR(5)",
            "pass_through VARCHAR(3)")) {
      execute("ALTER TABLE insitu.function_parameters ADD COLUMN IF NOT EXISTS " + column);
    }
    try (CatalogTransaction transaction = CatalogTransaction.begin(backend);
        Statement statement = backend.createStatement()) {
      int won =
          statement.executeUpdate(
              "UPDATE insitu.settings SET setting = '3' WHERE name = 'format' AND setting = '2'");
      if (won == 1) {
        statement.executeUpdate(NEXT_VERSION);
        transaction.commit();
      }
    }
  }

  private void separateCode() throws SQLException {
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
      statement.executeUpdate(NEXT_VERSION);
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
