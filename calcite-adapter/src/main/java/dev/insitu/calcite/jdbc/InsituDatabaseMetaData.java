package dev.insitu.calcite.jdbc;

import dev.insitu.calcite.jdbc.FunctionMetaData.Query;
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

  /** Puts our functions among the backend's routines. */
  @FunctionalInterface
  private interface Merge {
    ResultSet with(FunctionMetaData functions) throws SQLException;
  }

  private ResultSet merged(ResultSet routines, Merge merge) throws SQLException {
    connection.lock();
    try {
      FunctionMetaData functions = new FunctionMetaData(connection);
      return rows(functions.isEmpty() ? routines : merge.with(functions));
    } catch (SQLException | RuntimeException | Error e) {
      throw connection.translate(e);
    } finally {
      connection.unlock();
    }
  }

  @Override
  public ResultSet getFunctions(String catalog, String schema, String name) throws SQLException {
    ResultSet routines = backend.getFunctions(catalog, schema, name);
    return merged(routines, f -> f.functions(routines, new Query(catalog, schema, name)));
  }

  @Override
  public ResultSet getFunctionColumns(String catalog, String schema, String name, String column)
      throws SQLException {
    ResultSet routines = backend.getFunctionColumns(catalog, schema, name, column);
    return merged(
        routines, f -> f.functionColumns(routines, new Query(catalog, schema, name), column));
  }

  @Override
  public ResultSet getProcedures(String catalog, String schema, String name) throws SQLException {
    ResultSet routines = backend.getProcedures(catalog, schema, name);
    return merged(routines, f -> f.procedures(routines, new Query(catalog, schema, name)));
  }

  @Override
  public ResultSet getProcedureColumns(String catalog, String schema, String name, String column)
      throws SQLException {
    ResultSet routines = backend.getProcedureColumns(catalog, schema, name, column);
    return merged(
        routines, f -> f.procedureColumns(routines, new Query(catalog, schema, name), column));
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
