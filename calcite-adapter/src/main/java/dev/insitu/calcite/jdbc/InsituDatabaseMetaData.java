package dev.insitu.calcite.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What the backend is, with our driver in front and our functions among its own. */
final class InsituDatabaseMetaData extends MetaDataCatalog {
  private final InsituConnection connection;

  InsituDatabaseMetaData(InsituConnection connection, DatabaseMetaData backend) {
    super(backend);
    this.connection = connection;
  }

  @Override
  ResultSet rows(ResultSet backend) {
    return new InsituResultSet(connection, null, backend);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connection;
  }

  @Override
  public String getURL() throws SQLException {
    return connection.url();
  }

  @Override
  public String getDriverName() throws SQLException {
    return DriverVersion.NAME;
  }

  @Override
  public String getDriverVersion() throws SQLException {
    return DriverVersion.text();
  }

  @Override
  public int getDriverMajorVersion() {
    return DriverVersion.major();
  }

  @Override
  public int getDriverMinorVersion() {
    return DriverVersion.minor();
  }

  @Override
  public ResultSet getFunctions(String catalog, String schema, String name) throws SQLException {
    return rows(backend.getFunctions(catalog, schema, name));
  }

  @Override
  public ResultSet getFunctionColumns(String catalog, String schema, String name, String column)
      throws SQLException {
    return rows(backend.getFunctionColumns(catalog, schema, name, column));
  }

  @Override
  public ResultSet getProcedures(String catalog, String schema, String name) throws SQLException {
    return rows(backend.getProcedures(catalog, schema, name));
  }

  @Override
  public ResultSet getProcedureColumns(String catalog, String schema, String name, String column)
      throws SQLException {
    return rows(backend.getProcedureColumns(catalog, schema, name, column));
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
