package dev.insitu.calcite.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the driver calls itself; the numbers come from the build. */
public final class DriverVersion {
  /** The driver's name. */
  public static final String NAME = "insitu JDBC driver";

  private static final String TEXT = read();

  private DriverVersion() {}

  /** Returns the version, such as {@code 0.1.0}. */
  public static String text() {
    return TEXT;
  }

  /** Returns the first number of the version. */
  public static int major() {
    return number(0);
  }

  /** Returns the second number of the version. */
  public static int minor() {
    return number(1);
  }

  private static int number(int index) {
    return Integer.parseInt(TEXT.split("[.-]")[index]);
  }

  private static String read() {
    try (InputStream in = DriverVersion.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
