package dev.insitu.cli;

import dev.insitu.calcite.InsituDriver;
import dev.insitu.calcite.jdbc.ConnectionUrl;
import dev.insitu.udf.session.FunctionSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** Opens the connections of the command line. */
final class Database {
  /** A database in memory that ends with its connection. */
  static final String IN_MEMORY = "jdbc:insitu:h2:mem:";

  private static final String PREFIX = "jdbc:insitu:";

  private Database() {}

  /** Opens a URL; as user {@code sa} without a password unless it names a user. */
  static Connection open(String url) throws Failure, SQLException {
    return open(url, new Properties());
  }

  /** Opens a URL as {@link #open} does and records all that functions do, into a folder. */
  static Connection openRecording(String url, Path folder) throws Failure, SQLException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new Failure("cannot make the folder " + folder.toAbsolutePath());
    }
    Properties properties = new Properties();
    properties.setProperty(ConnectionUrl.RECORD_DIRECTORY, folder.toString());
    Connection connection = open(url, properties);
    boolean opened = false;
    try (Statement setting = connection.createStatement()) {
      setting.execute("SET insitu.record = full");
      opened = true;
      return connection;
    } finally {
      if (!opened) {
        connection.close();
      }
    }
  }

  private static Connection open(String url, Properties properties) throws Failure, SQLException {
    if (!url.startsWith(PREFIX)) {
      throw new Failure("--url must start with " + PREFIX + ", found '" + url + "'");
    }
    String upper = url.toUpperCase(Locale.ROOT);
    if (!upper.contains(";USER=")) {
      properties.setProperty("user", "sa");
      properties.setProperty("password", "");
    }
    // Not by DriverManager, which would load every driver that it finds.
    Connection connection = Objects.requireNonNull(new InsituDriver().connect(url, properties));
    if (!upper.contains("LAZY_QUERY_EXECUTION")) {
      // Rows are written as H2 finds them; it would keep a whole result in memory first.
      try (Statement setting = connection.createStatement()) {
        setting.execute("SET LAZY_QUERY_EXECUTION TRUE");
      }
    }
    return connection;
  }

  /**
   * Makes a folder the one that relative {@code file:} paths start from, and the value of the
   * variable {@code @script_dir}.
   */
  static void enter(Path folder, Connection connection) throws SQLException {
    Path path = folder.toAbsolutePath().normalize();
    connection.unwrap(FunctionSession.class).setBaseDirectory(path);
    try (PreparedStatement variable = connection.prepareStatement("SET @script_dir = ?")) {
      variable.setString(1, path.toString());
      variable.execute();
    }
  }
}
