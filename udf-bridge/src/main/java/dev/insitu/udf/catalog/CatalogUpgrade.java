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
 * format 2 knew of parameters no more than their types; in format 3 the table of the version had
 * the name that a view has now.
 */
final class CatalogUpgrade {
  /** What the table of the version was called before format 4. */
  static final String OLD_TABLE = "insitu.settings";

  private final Connection backend;

  CatalogUpgrade(Connection backend) {
    this.backend = backend;
  }

  /** Upgrades from a format; commits. Does nothing when another session was faster. */
  void run(int format) throws SQLException {
    CatalogReader reader = new CatalogReader(backend);
    if (reader.exists() && reader.table().equals(OLD_TABLE)) {
      execute("ALTER TABLE insitu.settings RENAME TO catalog_version");
    }
    if (format == 1) {
      separateCode();
    }
    if (format <= 2) {
      addColumns();
    }
    advance(3);
  }

  private void addColumns() throws SQLException {
    for (String column :
        List.of(
            "parameter_default VARCHAR(1024)",
            "when_empty VARCHAR(5)",
            "pass_through VARCHAR(3)")) {
      execute("ALTER TABLE insitu.function_parameters ADD COLUMN IF NOT EXISTS " + column);
    }
    advance(2);
  }

  /** Raises the format when that is all there is to do. */
  private void advance(int from) throws SQLException {
    try (CatalogTransaction transaction = CatalogTransaction.begin(backend);
        Statement statement = backend.createStatement()) {
      if (advance(statement, from)) {
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

  /** Raises the format; false when another session was faster. */
  private static boolean advance(Statement statement, int from) throws SQLException {
    // Writers of the old format wait for the row of the version, and find another one then.
    int won =
        statement.executeUpdate(
            "UPDATE insitu.catalog_version SET setting = '"
                + (from + 1)
                + "' WHERE name = 'format' AND setting = '"
                + from
                + "'");
    if (won > 0) {
      statement.executeUpdate(
          "UPDATE insitu.catalog_version"
              + " SET setting = CAST(CAST(setting AS BIGINT) + 1 AS VARCHAR(64))"
              + " WHERE name = 'version'");
    }
    return won > 0;
  }

  private void moveCode() throws SQLException {
    try (CatalogTransaction transaction = CatalogTransaction.begin(backend);
        Statement statement = backend.createStatement()) {
      if (!advance(statement, 1)) {
        return;
      }
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
