package dev.insitu.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;

/** Opens the connections of the command line. */
final class Database {
  /** A database in memory that ends with its connection. */
  static final String IN_MEMORY = "jdbc:insitu:h2:mem:";

  private static final String PREFIX = "jdbc:insitu:";

  private Database() {}

  /** Opens a URL; as user {@code sa} without a password unless it names a user. */
  static Connection open(String url) throws Failure, SQLException {
    if (!url.startsWith(PREFIX)) {
      throw new Failure("--url must start with " + PREFIX + ", found '" + url + "'");
    }
    Properties properties = new Properties();
    if (!url.toUpperCase(Locale.ROOT).contains(";USER=")) {
      properties.setProperty("user", "sa");
      properties.setProperty("password", "");
    }
    return new org.h2.Driver().connect("jdbc:" + url.substring(PREFIX.length()), properties);
  }

  /**
   * Makes a folder the one that relative {@code file:} paths start from, and the value of the
   * variable {@code @script_dir}.
   */
  static void enter(Path folder, Connection connection) throws SQLException {
    String path = folder.toAbsolutePath().normalize().toString();
    try (PreparedStatement variable = connection.prepareStatement("SET @script_dir = ?")) {
      variable.setString(1, path);
      variable.execute();
    }
  }
}
