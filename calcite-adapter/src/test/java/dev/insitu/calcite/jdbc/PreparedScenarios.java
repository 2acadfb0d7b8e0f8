package dev.insitu.calcite.jdbc;

import static dev.insitu.calcite.jdbc.StatementScenarios.call;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** Uses of prepared statements and calls. */
final class PreparedScenarios {
  private PreparedScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario("parameters", PreparedScenarios::parameters),
        new Scenario("streams", PreparedScenarios::streams),
        new Scenario("prepared results", PreparedScenarios::results),
        new Scenario("prepared metadata", PreparedScenarios::metadata),
        new Scenario("prepared keys", PreparedScenarios::generatedKeys),
        new Scenario("prepared batch", PreparedScenarios::batch),
        new Scenario("prepared large batch", PreparedScenarios::largeBatch),
        new Scenario("prepared wrong calls", PreparedScenarios::wrongCalls),
        new Scenario("calls", PreparedScenarios::calls));
  }

  private static void parameters(Connection c, Transcript t) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("VALUES (CAST(? AS VARCHAR), ?)")) {
      t.add("unset", s::executeQuery);
      s.setString(2, "b");
      t.add("half", s::executeQuery);
      List<Object> values =
          List.of(
              true,
              (byte) 1,
              (short) 2,
              3,
              4L,
              5.5f,
              6.25,
              new BigDecimal("7.125"),
              "text",
              new byte[] {1, 2},
              LocalDateTime.of(2020, 2, 29, 1, 2, 3),
              OffsetDateTime.parse("2020-02-29T01:02:03.5+01:00"),
              UUID.fromString("12345678-1234-1234-1234-123456789abc"),
              new Integer[] {1, null},
              'c');
      for (Object value : values) {
        t.add("set", () -> call(() -> s.setObject(1, value))).add("rows", s::executeQuery);
      }
      t.add("typed", () -> call(() -> s.setObject(1, "12", Types.INTEGER)));
      t.add("rows", s::executeQuery);
      t.add("scaled", () -> call(() -> s.setObject(1, "1.25", Types.NUMERIC, 1)));
      t.add("rows", s::executeQuery);
      t.add("sql type", () -> call(() -> s.setObject(1, "x", JDBCType.INTEGER)));
      t.add("rows", s::executeQuery).add("null", () -> call(() -> s.setNull(1, Types.INTEGER)));
      t.add("rows", s::executeQuery);
      s.setBoolean(1, true);
      s.setInt(2, 3);
      t.add("rows", s::executeQuery)
          .add("date", () -> call(() -> s.setDate(1, Date.valueOf("2020-02-29"))));
      t.add("rows", s::executeQuery);
      s.setTimestamp(1, Timestamp.valueOf("2020-02-29 01:02:03.456789"));
      t.add("rows", s::executeQuery);
      t.add("array", () -> call(() -> s.setArray(1, c.createArrayOf("INTEGER", new Object[] {1}))));
      t.add("rows", s::executeQuery).add("zero", () -> call(() -> s.setInt(0, 1)));
      t.add("three", () -> call(() -> s.setInt(3, 1))).add("clear", () -> call(s::clearParameters));
      t.add("cleared", s::executeQuery);
    }
  }

  private static void streams(Connection c, Transcript t) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("VALUES (CAST(? AS CLOB), CAST(? AS BLOB))")) {
      s.setCharacterStream(1, new StringReader("text"));
      s.setBinaryStream(2, new ByteArrayInputStream(new byte[] {1, 2, 3}));
      t.add("rows", s::executeQuery).add("again", s::executeQuery);
      s.setCharacterStream(1, new StringReader("longer"), 4);
      s.setBinaryStream(2, new ByteArrayInputStream(new byte[] {1, 2, 3}), 2L);
      t.add("rows", s::executeQuery);
      s.setAsciiStream(1, new ByteArrayInputStream("ascii".getBytes(StandardCharsets.US_ASCII)));
      s.setBlob(2, new ByteArrayInputStream(new byte[] {9}));
      t.add("rows", s::executeQuery);
      s.setClob(1, new StringReader("clob"));
      s.setNull(2, Types.BLOB);
      t.add("rows", s::executeQuery);
      s.setNClob(1, new StringReader("nclob"), 3);
      s.setBinaryStream(2, null);
      t.add("rows", s::executeQuery);
      var clob = c.createClob();
      clob.setString(1, "made");
      s.setClob(1, clob);
      var blob = c.createBlob();
      blob.setBytes(1, new byte[] {7});
      s.setBlob(2, blob);
      t.add("rows", s::executeQuery);
    }
  }

  private static void results(Connection c, Transcript t) throws SQLException {
    String sql = "SELECT X FROM SYSTEM_RANGE(1, ?)";
    try (PreparedStatement s =
        c.prepareStatement(sql, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
      s.setInt(1, 3);
      t.add("execute", () -> Transcript.results(s, s.execute()));
      ResultSet first = s.executeQuery();
      t.add("statement", () -> first.getStatement() == s).add("last", first::last);
      t.add("same", () -> s.getResultSet() == first);
      ResultSet second = s.executeQuery();
      t.add("closed", first::isClosed).add("open", second::isClosed);
      t.add("update", s::executeUpdate).add("large", s::executeLargeUpdate);
      s.setMaxRows(1);
      t.add("max", s::executeQuery);
    }
    try (PreparedStatement s = c.prepareStatement("CREATE TABLE t (i INTEGER)")) {
      t.add("query", s::executeQuery).add("execute", () -> Transcript.results(s, s.execute()));
      t.add("again", s::executeUpdate).add("count", s::getUpdateCount);
    }
    try (PreparedStatement s = c.prepareStatement("INSERT INTO t VALUES (?)");
        PreparedStatement drop = c.prepareStatement("DROP TABLE t")) {
      s.setInt(1, 1);
      t.add("insert", s::executeUpdate).add("insert", s::executeLargeUpdate);
      t.add("drop", drop::execute).add("gone", s::executeUpdate);
    }
  }

  private static void metadata(Connection c, Transcript t) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute("CREATE TABLE t (i INTEGER NOT NULL, n NUMERIC(9, 2), v VARCHAR(7))");
    }
    for (String sql :
        List.of(
            "SELECT i, n * ?, v || ? AS w FROM t WHERE i = ? AND n > ?",
            "INSERT INTO t VALUES (?, ?, ?)",
            "SET @x = ?",
            "SELECT 1")) {
      try (PreparedStatement s = c.prepareStatement(sql)) {
        t.add("columns", s::getMetaData);
        ParameterMetaData parameters = s.getParameterMetaData();
        t.add("count", parameters::getParameterCount);
        for (int i = 0; i <= parameters.getParameterCount(); i++) {
          int parameter = i;
          t.add("type", () -> parameters.getParameterTypeName(parameter));
          t.add("type", () -> parameters.getParameterType(parameter));
          t.add("class", () -> parameters.getParameterClassName(parameter));
          t.add("precision", () -> parameters.getPrecision(parameter));
          t.add("null", () -> parameters.isNullable(parameter));
        }
      }
    }
  }

  private static void generatedKeys(Connection c, Transcript t) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute("CREATE TABLE t (id INTEGER GENERATED ALWAYS AS IDENTITY, v VARCHAR)");
    }
    String sql = "INSERT INTO t(v) VALUES (?)";
    try (PreparedStatement flag = c.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS);
        PreparedStatement index = c.prepareStatement(sql, new int[] {2, 1});
        PreparedStatement name = c.prepareStatement(sql, new String[] {"V"});
        PreparedStatement none = c.prepareStatement(sql)) {
      for (PreparedStatement s : List.of(flag, index, name, none)) {
        s.setString(1, "v");
        t.add("insert", () -> Transcript.results(s, s.execute()));
        s.addBatch();
        s.setString(1, "w");
        s.addBatch();
        t.add("batch", s::executeBatch).add("keys", s::getGeneratedKeys);
      }
    }
  }

  private static void batch(Connection c, Transcript t) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute("CREATE TABLE t (i INTEGER PRIMARY KEY)");
    }
    try (PreparedStatement s = c.prepareStatement("INSERT INTO t VALUES (?)")) {
      t.add("empty", s::executeBatch).add("unset", () -> call(s::addBatch));
      for (int value : new int[] {1, 2, 1, 3, 2}) {
        s.setInt(1, value);
        s.addBatch();
      }
      t.add("batch", s::executeBatch).add("again", s::executeBatch);
      s.setInt(1, 50);
      s.addBatch();
      t.add("clear", () -> call(s::clearBatch)).add("cleared", s::executeBatch);
      t.add("text", () -> call(() -> s.addBatch("SELECT 1")));
    }
    try (Statement s = c.createStatement()) {
      t.run(s, "TABLE t");
    }
  }

  private static void largeBatch(Connection c, Transcript t) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute("CREATE TABLE t (i INTEGER PRIMARY KEY)");
    }
    try (PreparedStatement s = c.prepareStatement("INSERT INTO t VALUES (?)")) {
      t.add("empty", s::executeLargeBatch);
      for (int value : new int[] {1, 1, 2}) {
        s.setInt(1, value);
        s.addBatch();
      }
      t.add("batch", s::executeLargeBatch);
    }
  }

  private static void wrongCalls(Connection c, Transcript t) throws SQLException {
    PreparedStatement s = c.prepareStatement("SELECT 1");
    t.add("text", () -> s.execute("SELECT 1")).add("text", () -> s.executeQuery("SELECT 1"));
    t.add("text", () -> s.executeUpdate("SELECT 1")).add("text", () -> s.executeLargeUpdate("X"));
    t.add("text", () -> s.execute("SELECT 1", 1)).add("none", () -> call(() -> s.setInt(1, 1)));
    t.add("null", () -> c.prepareStatement(null));
    s.close();
    t.add("closed", s::execute).add("closed", s::executeQuery).add("closed", s::getMetaData);
    t.add("closed", () -> call(() -> s.setInt(1, 1))).add("closed", s::isClosed);
    t.add("closed", () -> call(s::addBatch)).add("closed", s::executeBatch);
    t.add("closed", s::getParameterMetaData).add("closed", () -> call(s::clearParameters));
    t.add("again", () -> call(s::close));
  }

  private static void calls(Connection c, Transcript t) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute("CREATE ALIAS twice AS 'int twice(int a) { return 2 * a; }'");
    }
    try (CallableStatement s = c.prepareCall("{? = CALL twice(?)}")) {
      t.add("register", () -> call(() -> s.registerOutParameter(1, Types.INTEGER)));
      s.setInt(2, 21);
      t.add("execute", s::execute).add("int", () -> s.getInt(1)).add("text", () -> s.getString(1));
      t.add("null", s::wasNull).add("object", () -> s.getObject(1)).add("two", () -> s.getInt(2));
      t.add("name", () -> s.getInt("1")).add("name", () -> call(() -> s.setInt("X", 1)));
      t.add("name", () -> call(() -> s.registerOutParameter("X", Types.INTEGER)));
    }
    try (CallableStatement s = c.prepareCall("CALL twice(?)")) {
      s.setInt(1, 4);
      t.add("rows", s::executeQuery).add("closed", () -> call(s::close));
      t.add("closed", () -> s.getInt(1));
    }
    t.add("wrong", () -> c.prepareCall("{CALL nope(?)}"));
  }
}
