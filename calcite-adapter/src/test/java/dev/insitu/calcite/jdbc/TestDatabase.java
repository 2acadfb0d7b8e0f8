package dev.insitu.calcite.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.h2.tools.Server;

/** The three ways in which H2 holds a database; each name is a database of its own. */
enum TestDatabase {
  MEMORY {
    @Override
    String h2(Path folder, String name) {
      return "h2:mem:" + folder.getFileName() + name;
    }
  },
  FILE {
    @Override
    String h2(Path folder, String name) {
      return "h2:" + folder.resolve(name);
    }
  },
  SERVER {
    @Override
    String h2(Path folder, String name) {
      return "h2:tcp://localhost:" + PORT + "/mem:" + folder.getFileName() + name;
    }
  };

  private static final int PORT = start();

  private static int start() {
    try {
      return Server.createTcpServer("-tcpPort", "0", "-tcpDaemon", "-ifNotExists")
          .start()
          .getPort();
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Returns a URL without {@code jdbc:} and what comes before the backend's own. */
  abstract String h2(Path folder, String name);

  /** Opens it through H2's own driver. */
  Connection plain(Path folder, String name) throws SQLException {
    return new org.h2.Driver().connect("jdbc:" + h2(folder, name), new Properties());
  }

  /** Opens it through ours. */
  Connection insitu(Path folder, String name) throws SQLException {
    return new dev.insitu.calcite.InsituDriver()
        .connect("jdbc:insitu:" + h2(folder, name), new Properties());
  }
}
