package dev.insitu.udf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A session on a real H2, and the modules of the tests. */
final class Fixture implements AutoCloseable {
  static final Path MODULES = Path.of("src/test/resources/modules");

  private static final AtomicInteger DATABASES = new AtomicInteger();

  final Connection connection;
  final FunctionSession session;

  private Fixture(Connection connection, FunctionSession session) {
    this.connection = connection;
    this.session = session;
  }

  /** Returns the URL of a database in memory that lives until its last connection closes. */
  static String memory() {
    return "jdbc:h2:mem:session" + DATABASES.incrementAndGet();
  }

  static Fixture open(String url) throws SQLException {
    return open(url, "sa", "");
  }

  static Fixture open(String url, String user, String password) throws SQLException {
    Connection connection = DriverManager.getConnection(url, user, password);
    return new Fixture(connection, FunctionSession.open(connection, new SessionOptions(MODULES)));
  }

  /** Returns a module of the test resources. */
  static byte[] wasm(String name) {
    try (InputStream in = Fixture.class.getResourceAsStream("/modules/" + name + ".wasm")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a module of the test resources with a section more, so that its digest is its own. */
  static byte[] wasm(String name, int variant) {
    byte[] module = wasm(name);
    ByteBuffer longer = ByteBuffer.allocate(module.length + 8).put(module);
    return longer.put(new byte[] {0, 6, 1, 'v'}).putInt(variant).array();
  }

  static String literal(byte[] wasm) {
    return "X'" + HexFormat.of().formatHex(wasm) + "'";
  }

  /** Returns a module as a literal of SQL. */
  static String literal(String name) {
    return literal(wasm(name));
  }

  /** Runs a statement of ours. */
  void ddl(String sql) throws SQLException {
    assertThat(session.executeDdl(sql)).as(sql).isTrue();
  }

  /** Runs a statement of ours that has to fail. */
  void fails(String sql, String state, String message) {
    SQLException error = catchThrowableOfType(SQLException.class, () -> session.executeDdl(sql));
    assertThat(error.getMessage()).as(sql).isEqualTo(message).doesNotContain("\n");
    assertThat(error.getSQLState()).isEqualTo(state);
  }

  /** Runs a query that has to fail with an error of ours. */
  void queryFails(String sql, String state, String message) {
    SQLException error = catchThrowableOfType(SQLException.class, () -> query(sql));
    assertThat((Throwable) error).as(sql).isNotNull();
    SQLException ours = session.translate(error);
    assertThat((Throwable) ours).as(sql).hasMessage(message);
    assertThat(ours.getSQLState()).isEqualTo(state);
  }

  /** Runs a statement of the backend's. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns the rows of a query, values joined by commas. */
  List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          values.add(String.valueOf(result.getObject(i)));
        }
        rows.add(String.join(",", values));
      }
    }
    return rows;
  }

  @Override
  public void close() throws SQLException {
    session.close();
    connection.close();
  }
}
