package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.udf.session.FunctionSession;
import dev.insitu.udf.session.SessionOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.Driver;

/** A connection to a real H2 with a session of functions on it. */
final class Functions implements AutoCloseable {
  static final Path MODULES = Path.of("src/test/resources/modules");

  private static final AtomicInteger DATABASES = new AtomicInteger();

  final Connection connection;
  final FunctionSession session;

  private Functions(Connection connection) throws SQLException {
    this.connection = connection;
    this.session = FunctionSession.open(connection, new SessionOptions(MODULES));
  }

  /** Returns the URL of a database in memory that lives until its last connection closes. */
  static String memory() {
    return "jdbc:h2:mem:functions" + DATABASES.incrementAndGet();
  }

  static Functions on(Connection connection) throws SQLException {
    return new Functions(connection);
  }

  static Functions open(String url) throws SQLException {
    return new Functions(plain(url));
  }

  /** Returns a connection that knows nothing of insitu. */
  static Connection plain(String url) throws SQLException {
    return plain(url, "SA", "");
  }

  static Connection plain(String url, String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", user);
    properties.put("password", password);
    return new Driver().connect(url, properties);
  }

  /** Runs statements, ours or the backend's. */
  Functions run(String... statements) throws SQLException {
    for (String sql : statements) {
      if (!session.executeDdl(sql)) {
        Databases.execute(connection, sql);
      }
    }
    return this;
  }

  /** Creates a module of the test resources. */
  Functions module(String name) throws SQLException {
    return run("CREATE MODULE " + name.replace('-', '_') + " FROM 'file:" + name + ".wasm'");
  }

  /** Creates a function of module scalar; EXPORT may stand last. */
  Functions function(String signature) throws SQLException {
    int export = signature.indexOf(" EXPORT");
    String before = export < 0 ? signature : signature.substring(0, export);
    return run(
        "CREATE OR REPLACE FUNCTION "
            + before
            + " FROM MODULE scalar"
            + signature.substring(before.length()));
  }

  /** Returns the rows of a query, values parted by spaces. */
  List<String> query(String sql) throws SQLException {
    return Databases.query(connection, sql);
  }

  /** Returns the one value of a query. */
  String value(String sql) throws SQLException {
    List<String> rows = query(sql);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  /** Runs a statement that has to fail and returns what the user sees. */
  SQLException error(String sql) {
    return session.translate(catchThrowableOfType(SQLException.class, () -> run(sql)));
  }

  /** Runs a statement that has to fail in this way. */
  void fails(String sql, String state, String message) {
    SQLException error = error(sql);
    assertThat(error.getMessage()).as(sql).isEqualTo(message);
    assertThat(error.getSQLState()).as(sql).isEqualTo(state);
  }

  @Override
  public void close() throws SQLException {
    session.close();
    connection.close();
  }
}
