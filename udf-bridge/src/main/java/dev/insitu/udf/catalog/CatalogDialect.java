package dev.insitu.udf.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Unquoted names in capitals are found in the information schema by backends that fold to either
 * case and by those that do not fold at all.
 */
/** Where the catalog's SQL differs between backends. */
enum CatalogDialect {
  /** H2 2.x. */
  H2("BINARY LARGE OBJECT"),
  /** Backends that follow PostgreSQL. */
  OTHER("BYTEA");

  private final String binary;

  CatalogDialect(String binary) {
    this.binary = binary;
  }

  static CatalogDialect of(Connection backend) throws SQLException {
    return backend.getMetaData().getDatabaseProductName().equals("H2") ? H2 : OTHER;
  }

  /**
   * Returns a query that tells in one row whether the user may change the catalog and deploy; null
   * when only trying tells.
   */
  @Nullable String administratorQuery() {
    return switch (this) {
      case H2 -> "SELECT IS_ADMIN FROM INFORMATION_SCHEMA.USERS WHERE USER_NAME = CURRENT_USER";
      case OTHER -> null;
    };
  }

  /** Returns the statement that creates the table of modules' code, which is nobody's to read. */
  String createCode() {
    return """
    CREATE TABLE IF NOT EXISTS insitu.module_code (
      module_name VARCHAR(128) PRIMARY KEY REFERENCES insitu.modules (name),
      code %s NOT NULL)\
    """
        .replace("%s", binary);
  }

  private static String createParameters() {
    return """
    CREATE TABLE IF NOT EXISTS insitu.function_parameters (
      routine_schema VARCHAR(128) NOT NULL,
      routine_name VARCHAR(128) NOT NULL,
      ordinal_position INTEGER NOT NULL,
      column_position INTEGER NOT NULL,
      parameter_mode VARCHAR(8) NOT NULL,
      parameter_name VARCHAR(128) NOT NULL,
      data_type VARCHAR(64) NOT NULL,
      character_maximum_length INTEGER,
      semantics VARCHAR(3),
      parameter_default VARCHAR(1024),
      when_empty VARCHAR(5),
      pass_through VARCHAR(3),
      PRIMARY KEY (routine_schema, routine_name, ordinal_position, column_position),
      FOREIGN KEY (routine_schema, routine_name)
        REFERENCES insitu.functions (routine_schema, routine_name))\
    """;
  }

  /** Returns the statements that create the catalog, each harmless when it ran before. */
  List<String> createStatements() {
    return List.of(
        "CREATE SCHEMA IF NOT EXISTS insitu",
        """
        CREATE TABLE IF NOT EXISTS insitu.catalog_version (
          name VARCHAR(64) PRIMARY KEY,
          setting VARCHAR(256) NOT NULL)\
        """,
        """
        CREATE TABLE IF NOT EXISTS insitu.modules (
          name VARCHAR(128) PRIMARY KEY,
          language VARCHAR(16) NOT NULL,
          sha256 VARCHAR(64) NOT NULL,
          size BIGINT NOT NULL,
          imports VARCHAR(4096) NOT NULL,
          is_deterministic VARCHAR(3) NOT NULL,
          remarks VARCHAR(4096),
          created TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL)\
        """,
        createCode(),
        """
        CREATE TABLE IF NOT EXISTS insitu.functions (
          routine_schema VARCHAR(128) NOT NULL,
          routine_name VARCHAR(128) NOT NULL,
          data_type VARCHAR(64) NOT NULL,
          character_maximum_length INTEGER,
          external_language VARCHAR(16) NOT NULL,
          parameter_style VARCHAR(16) NOT NULL,
          is_deterministic VARCHAR(3) NOT NULL,
          sql_data_access VARCHAR(16) NOT NULL,
          is_null_call VARCHAR(3) NOT NULL,
          module_name VARCHAR(128) NOT NULL REFERENCES insitu.modules (name),
          module_sha256 VARCHAR(64) NOT NULL,
          external_name VARCHAR(1024) NOT NULL,
          options VARCHAR(4096) NOT NULL,
          created TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
          PRIMARY KEY (routine_schema, routine_name))\
        """,
        createParameters(),
        "GRANT SELECT ON insitu.catalog_version TO PUBLIC",
        "GRANT SELECT ON insitu.modules TO PUBLIC",
        "GRANT SELECT ON insitu.functions TO PUBLIC",
        "GRANT SELECT ON insitu.function_parameters TO PUBLIC");
  }
}
