package dev.insitu.calcite.jdbc;

import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.ShardingKey;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullUnmarked;

/** Hands a connection's plain methods to the backend; null goes through as it comes. */
@NullUnmarked
abstract class ConnectionDelegate implements Connection {
  final Connection backend;

  ConnectionDelegate(Connection backend) {
    this.backend = backend;
  }

  @Override
  public String nativeSQL(String sql) throws SQLException {
    return backend.nativeSQL(sql);
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    backend.setAutoCommit(autoCommit);
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    return backend.getAutoCommit();
  }

  @Override
  public void commit() throws SQLException {
    backend.commit();
  }

  @Override
  public void rollback() throws SQLException {
    backend.rollback();
  }

  @Override
  public void setReadOnly(boolean readOnly) throws SQLException {
    backend.setReadOnly(readOnly);
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return backend.isReadOnly();
  }

  @Override
  public void setCatalog(String catalog) throws SQLException {
    backend.setCatalog(catalog);
  }

  @Override
  public String getCatalog() throws SQLException {
    return backend.getCatalog();
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    backend.setTransactionIsolation(level);
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return backend.getTransactionIsolation();
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return backend.getWarnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    backend.clearWarnings();
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    return backend.getTypeMap();
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    backend.setTypeMap(map);
  }

  @Override
  public void setHoldability(int holdability) throws SQLException {
    backend.setHoldability(holdability);
  }

  @Override
  public int getHoldability() throws SQLException {
    return backend.getHoldability();
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return backend.setSavepoint();
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    return backend.setSavepoint(name);
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    backend.rollback(savepoint);
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    backend.releaseSavepoint(savepoint);
  }

  @Override
  public Clob createClob() throws SQLException {
    return backend.createClob();
  }

  @Override
  public Blob createBlob() throws SQLException {
    return backend.createBlob();
  }

  @Override
  public NClob createNClob() throws SQLException {
    return backend.createNClob();
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    return backend.createSQLXML();
  }

  @Override
  public boolean isValid(int timeout) throws SQLException {
    return backend.isValid(timeout);
  }

  @Override
  public void setClientInfo(String name, String value) throws SQLClientInfoException {
    backend.setClientInfo(name, value);
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    backend.setClientInfo(properties);
  }

  @Override
  public String getClientInfo(String name) throws SQLException {
    return backend.getClientInfo(name);
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    return backend.getClientInfo();
  }

  @Override
  public Array createArrayOf(String typeName, Object[] elements) throws SQLException {
    return backend.createArrayOf(typeName, elements);
  }

  @Override
  public Struct createStruct(String typeName, Object[] attributes) throws SQLException {
    return backend.createStruct(typeName, attributes);
  }

  @Override
  public void setSchema(String schema) throws SQLException {
    backend.setSchema(schema);
  }

  @Override
  public String getSchema() throws SQLException {
    return backend.getSchema();
  }

  @Override
  public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
    backend.setNetworkTimeout(executor, milliseconds);
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    return backend.getNetworkTimeout();
  }

  @Override
  public void beginRequest() throws SQLException {
    backend.beginRequest();
  }

  @Override
  public void endRequest() throws SQLException {
    backend.endRequest();
  }

  @Override
  public boolean setShardingKeyIfValid(
      ShardingKey shardingKey, ShardingKey superShardingKey, int timeout) throws SQLException {
    return backend.setShardingKeyIfValid(shardingKey, superShardingKey, timeout);
  }

  @Override
  public boolean setShardingKeyIfValid(ShardingKey shardingKey, int timeout) throws SQLException {
    return backend.setShardingKeyIfValid(shardingKey, timeout);
  }

  @Override
  public void setShardingKey(ShardingKey shardingKey, ShardingKey superShardingKey)
      throws SQLException {
    backend.setShardingKey(shardingKey, superShardingKey);
  }

  @Override
  public void setShardingKey(ShardingKey shardingKey) throws SQLException {
    backend.setShardingKey(shardingKey);
  }
}
