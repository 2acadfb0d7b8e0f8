package dev.insitu.udf.h2;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.h2.Driver;
import org.h2.tools.Server;

/** Real databases of every kind that a session can run on. */
final class Databases {
  private static int last;

  private Databases() {}

  enum Kind {
    MEMORY,
    FILE,
    TCP;

    boolean isEmbedded() {
      return this != TCP;
    }
  }

  /** A database that several connections can open until it is closed. */
  static final class Database implements AutoCloseable {
    private final String url;
    private final Server server;
    private final Connection keeper;

    private Database(String url, Server server) throws SQLException {
      this.url = url;
      this.server = server;
      this.keeper = connect();
    }

    Connection connect() throws SQLException {
      return connect("SA", "");
    }

    Connection connect(String user, String password) throws SQLException {
      Properties properties = new Properties();
      properties.put("user", user);
      properties.put("password", password);
      return new Driver().connect(url, properties);
    }

    @Override
    public void close() throws SQLException {
      keeper.close();
      if (server != null) {
        server.stop();
      }
    }
  }

  static synchronized Database open(Kind kind, Path folder) throws SQLException {
    String name = "rows" + ++last;
    return switch (kind) {
      case MEMORY -> new Database("jdbc:h2:mem:" + name + "", null);
      case FILE -> new Database("jdbc:h2:" + folder.resolve(name), null);
      case TCP -> {
        Server server =
            Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString())
                .start();
        yield new Database("jdbc:h2:tcp://localhost:" + server.getPort() + "/./" + name, server);
      }
    };
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Returns the rows of a query, values parted by spaces. */
  static List<String> query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
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
  }
}
