package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.calcite.InsituDriver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A real database that has table functions: TOP_N copies the first N rows of each partition,
 * COPY_ROWS all of them, SAY does what it is told.
 */
final class Fixture implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("insitu.root")).toAbsolutePath();

  private static int last;

  private final String url;
  private final ServerProcess server;
  final Connection connection;

  private Fixture(String url, ServerProcess server) throws SQLException {
    this.url = url;
    this.server = server;
    this.connection = connect();
  }

  enum Kind {
    MEMORY,
    FILE,
    TCP
  }

  static Fixture open(Kind kind, Path folder) throws SQLException {
    return open(kind, folder, "");
  }

  static synchronized Fixture open(Kind kind, Path folder, String settings) throws SQLException {
    String name = "calls" + ++last;
    Fixture fixture =
        switch (kind) {
          case MEMORY -> new Fixture("jdbc:insitu:h2:mem:" + name + settings, null);
          case FILE -> new Fixture("jdbc:insitu:h2:" + folder.resolve(name) + settings, null);
          case TCP -> {
            ServerProcess server = ServerProcess.start(folder);
            yield new Fixture(
                "jdbc:insitu:h2:tcp://localhost:" + server.port + "/./" + name + settings, server);
          }
        };
    fixture.execute(
        "CREATE MODULE top FROM 'file:" + ROOT.resolve("samples/top-n/top-n.wasm") + "'",
        "CREATE MODULE tool FROM 'file:"
            + ROOT.resolve("udf-bridge/src/test/resources/modules/tool.wasm")
            + "'",
        "CREATE FUNCTION top_n(t TABLE, n INTEGER) RETURNS TABLE (k VARCHAR(10), o INTEGER, v"
            + " DOUBLE) LANGUAGE WASM PARAMETER STYLE STREAM FROM MODULE top",
        "CREATE FUNCTION copy_rows(t TABLE, how VARCHAR) RETURNS TABLE (k VARCHAR(10), o INTEGER,"
            + " v DOUBLE) LANGUAGE WASM PARAMETER STYLE STREAM WITH (fuel = 1000000000000,"
            + " max_output_rows = 10000000, max_output_bytes = '1GB') FROM MODULE tool",
        "CREATE FUNCTION say(t TABLE, how VARCHAR, out VARCHAR, err VARCHAR, then VARCHAR) RETURNS"
            + " TABLE (a INTEGER) LANGUAGE WASM PARAMETER STYLE STREAM FROM MODULE tool");
    return fixture;
  }

  Connection connect() throws SQLException {
    return connect("SA", "");
  }

  Connection connect(String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", user);
    properties.put("password", password);
    return new InsituDriver().connect(url, properties);
  }

  /** Adds tables T (12 rows, 3 keys), U (keys with names) and E (empty, as T). */
  Fixture withTables() throws SQLException {
    execute(
        "CREATE TABLE t(k VARCHAR(10), o INT, v DOUBLE)",
        "INSERT INTO t SELECT 'k' || MOD(x, 3), x, x * 0.5e0 FROM SYSTEM_RANGE(1, 12)",
        "CREATE TABLE u(k VARCHAR(10), name VARCHAR(20))",
        "INSERT INTO u VALUES ('k0', 'zero'), ('k1', 'one'), ('k9', 'nine')",
        "CREATE TABLE e(k VARCHAR(10), o INT, v DOUBLE)");
    return this;
  }

  void execute(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  int update(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  List<String> query(String sql, Object... parameters) throws SQLException {
    return query(connection, sql, parameters);
  }

  /** Returns the rows of a query, values parted by spaces. */
  static List<String> query(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows(rows);
      }
    }
  }

  /** Checks that a query ends with one error. */
  void requireRefused(String sql, String state, String message) {
    assertThatThrownBy(() -> query(sql))
        .isInstanceOf(SQLException.class)
        .hasMessage(message)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo(state);
  }

  static List<String> rows(ResultSet rows) throws SQLException {
    List<String> all = new ArrayList<>();
    while (rows.next()) {
      StringBuilder row = new StringBuilder();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        row.append(i == 1 ? "" : " ").append(rows.getString(i));
      }
      all.add(row.toString());
    }
    return all;
  }

  /** Returns labels and types of a query's columns. */
  String columns(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      ResultSetMetaData metaData = statement.getMetaData();
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= metaData.getColumnCount(); i++) {
        columns.add(
            metaData.getColumnLabel(i)
                + " "
                + metaData.getColumnTypeName(i)
                + "("
                + metaData.getPrecision(i)
                + ")");
      }
      return String.join(", ", columns);
    }
  }

  /** Returns the session's temporary tables and variables, which calls must not leave behind. */
  static List<String> leftBehind(Connection connection) throws SQLException {
    return query(
        connection,
        "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE STORAGE_TYPE LIKE '%TEMPORARY'"
            + " UNION ALL SELECT STATE_KEY FROM INFORMATION_SCHEMA.SESSION_STATE"
            + " WHERE STATE_KEY LIKE '@%' OR STATE_KEY LIKE 'TABLE%'");
  }

  /** Returns how many guests run, after those that have been stopped had time to end. */
  static long guests() {
    long guests = 1;
    for (int wait = 0; wait < 200 && guests > 0; wait++) {
      guests =
          Thread.getAllStackTraces().keySet().stream()
              .filter(t -> t.getName().equals("insitu-guest"))
              .count();
      if (guests > 0) {
        try {
          Thread.sleep(20);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return guests;
  }

  @Override
  public void close() throws SQLException {
    if (!connection.isClosed()) {
      connection.close();
    }
    if (server != null) {
      server.close();
    }
  }
}
