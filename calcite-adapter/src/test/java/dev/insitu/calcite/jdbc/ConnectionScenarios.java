package dev.insitu.calcite.jdbc;

import static dev.insitu.calcite.jdbc.StatementScenarios.call;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** Uses of connections and their metadata. */
final class ConnectionScenarios {
  private ConnectionScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario("transactions", ConnectionScenarios::transactions),
        new Scenario("savepoints", ConnectionScenarios::savepoints),
        new Scenario("connection settings", ConnectionScenarios::settings),
        new Scenario("makers", ConnectionScenarios::makers),
        new Scenario("closed connection", ConnectionScenarios::closed),
        new Scenario("metadata", ConnectionScenarios::metadata),
        new Scenario("holdability", ConnectionScenarios::holdability));
  }

  private static void transactions(Connection c, Transcript t) throws SQLException {
    try (Statement s = c.createStatement()) {
      t.run(s, "CREATE TABLE t (i INTEGER)").add("auto", c::getAutoCommit);
      t.add("off", () -> call(() -> c.setAutoCommit(false)));
      t.run(s, "INSERT INTO t VALUES (1)").add("commit", () -> call(c::commit));
      t.run(s, "INSERT INTO t VALUES (2)").add("rollback", () -> call(c::rollback));
      t.run(s, "TABLE t").run(s, "INSERT INTO t VALUES (3)");
      t.run(s, "CREATE TABLE commits (i INTEGER)").add("rollback", () -> call(c::rollback));
      t.run(s, "TABLE t").run(s, "COMMIT").run(s, "ROLLBACK");
      t.add("on", () -> call(() -> c.setAutoCommit(true))).add("commit", () -> call(c::commit));
      for (int level : new int[] {1, 2, 4, 8, 3}) {
        t.add("level", () -> call(() -> c.setTransactionIsolation(level)));
        t.add("level", c::getTransactionIsolation);
      }
    }
  }

  private static void savepoints(Connection c, Transcript t) throws SQLException {
    c.setAutoCommit(false);
    try (Statement s = c.createStatement()) {
      t.run(s, "CREATE TABLE t (i INTEGER)").run(s, "INSERT INTO t VALUES (1)");
      Savepoint unnamed = c.setSavepoint();
      t.run(s, "INSERT INTO t VALUES (2)");
      Savepoint named = c.setSavepoint("two");
      t.run(s, "INSERT INTO t VALUES (3)").add("name", named::getSavepointName);
      t.add("id", named::getSavepointId).add("name", unnamed::getSavepointName);
      t.add("back", () -> call(() -> c.rollback(named))).run(s, "TABLE t");
      t.add("release", () -> call(() -> c.releaseSavepoint(named)));
      t.add("released", () -> call(() -> c.rollback(named)));
      t.add("back", () -> call(() -> c.rollback(unnamed))).run(s, "TABLE t");
      t.add("null", () -> call(() -> c.rollback(null)));
    }
  }

  private static void settings(Connection c, Transcript t) throws SQLException {
    try (Statement s = c.createStatement()) {
      t.run(s, "CREATE SCHEMA s")
          .run(s, "CREATE TABLE s.t (i INTEGER)")
          .add("schema", c::getSchema);
      t.add("set", () -> call(() -> c.setSchema("S")))
          .run(s, "TABLE t")
          .add("schema", c::getSchema);
      t.add("unknown", () -> call(() -> c.setSchema("NOPE"))).run(s, "SET SCHEMA PUBLIC");
      t.add("schema", c::getSchema).add("read only", c::isReadOnly);
      t.add("read only", () -> call(() -> c.setReadOnly(true))).add("type map", c::getTypeMap);
      t.add("native", () -> c.nativeSQL("{fn ABS(1)}")).add("valid", () -> c.isValid(1));
      t.add("invalid", () -> c.isValid(-1)).add("warnings", c::getWarnings);
      t.add("client", () -> call(() -> c.setClientInfo("ApplicationName", "x")));
      t.add("client", () -> call(() -> c.setClientInfo(new Properties())));
      t.add("client", () -> c.getClientInfo("numServers")).add("network", c::getNetworkTimeout);
      t.add("network", () -> call(() -> c.setNetworkTimeout(Runnable::run, 1)));
      t.add("catalog", () -> call(() -> c.setCatalog("x"))).run(s, "SET QUERY_TIMEOUT 5000");
      t.add("timeout", s::getQueryTimeout).add("clear", () -> call(c::clearWarnings));
      t.add("begin", () -> call(c::beginRequest)).add("end", () -> call(c::endRequest));
      t.add("sharding", () -> call(() -> c.setShardingKey(null)));
    }
  }

  private static void makers(Connection c, Transcript t) throws SQLException {
    t.add("clob", c::createClob).add("blob", c::createBlob).add("nclob", c::createNClob);
    t.add("xml", () -> c.createSQLXML().getString());
    t.add("array", () -> c.createArrayOf("VARCHAR", new Object[] {"a", null}));
    t.add("struct", () -> c.createStruct("X", new Object[0]));
    t.add("statement", () -> c.createStatement().getConnection() == c);
    t.add("statement", () -> c.createStatement(1004, 1008).getResultSetConcurrency());
    t.add("statement", () -> c.createStatement(1003, 1007, 9))
        .add("null", () -> c.prepareCall(null));
  }

  private static void closed(Connection c, Transcript t) throws SQLException {
    Statement s = c.createStatement();
    ResultSet rows = s.executeQuery("SELECT 1");
    DatabaseMetaData metadata = c.getMetaData();
    c.close();
    t.add("closed", c::isClosed).add("valid", () -> c.isValid(1)).add("make", c::createStatement);
    t.add("prepare", () -> c.prepareStatement("SELECT 1")).add("commit", () -> call(c::commit));
    t.add("metadata", c::getMetaData).add("metadata", metadata::getTableTypes);
    t.add("statement", () -> s.execute("SELECT 1")).add("rows", rows::next);
    t.add("auto", c::getAutoCommit).add("schema", c::getSchema).add("close", () -> call(c::close));
    t.add("rollback", () -> call(c::rollback)).add("close", () -> call(s::close));
  }

  private static void metadata(Connection c, Transcript t) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute("CREATE TABLE p (i INTEGER PRIMARY KEY, v VARCHAR(3) DEFAULT 'x' NOT NULL)");
      s.execute("CREATE TABLE f (i INTEGER REFERENCES p, n NUMERIC(5, 2))");
      s.execute("CREATE ALIAS plus AS 'int plus(int a, int b) { return a + b; }'");
    }
    DatabaseMetaData m = c.getMetaData();
    t.add("product", m::getDatabaseProductName).add("version", m::getDatabaseProductVersion);
    t.add("user", m::getUserName).add("connection", () -> m.getConnection() == c);
    t.add("tables", () -> m.getTables(null, "PUBLIC", "%", null)).add("types", m::getTypeInfo);
    t.add("columns", () -> m.getColumns(null, null, "P", null)).add("schemas", m::getSchemas);
    t.add("keys", () -> m.getPrimaryKeys(null, null, "P"));
    t.add("imported", () -> m.getImportedKeys(null, null, "F"));
    t.add("exported", () -> m.getExportedKeys(null, null, "P"));
    t.add("indexes", () -> m.getIndexInfo(null, null, "P", false, false));
    t.add("procedures", () -> m.getProcedures(null, null, "PLUS"));
    t.add("parameters", () -> m.getProcedureColumns(null, null, "PLUS", null));
    t.add("functions", () -> m.getFunctions(null, null, null));
    t.add("parameters", () -> m.getFunctionColumns(null, null, null, null));
    t.add("privileges", () -> m.getTablePrivileges(null, null, "P"));
    t.add("client", m::getClientInfoProperties).add("catalogs", m::getCatalogs);
    t.add("quote", m::getIdentifierQuoteString).add("words", m::getSQLKeywords);
    t.add("pseudo", () -> m.getPseudoColumns(null, null, null, null));
    t.add("statement", () -> m.getTableTypes().getStatement() == null);
  }

  private static void holdability(Connection c, Transcript t) throws SQLException {
    t.add("holdability", c::getHoldability).add("set", () -> call(() -> c.setHoldability(2)));
    t.add("holdability", c::getHoldability);
    c.setAutoCommit(false);
    try (Statement s = c.createStatement();
        ResultSet rows = s.executeQuery("SELECT X FROM SYSTEM_RANGE(1, 3)")) {
      t.add("next", rows::next).add("commit", () -> call(c::commit)).add("next", rows::next);
      t.add("other", () -> c.createStatement().executeQuery("SELECT 7")).add("next", rows::next);
    }
  }
}
