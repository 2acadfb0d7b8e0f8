package dev.insitu.calcite;

import dev.insitu.calcite.jdbc.ConnectionUrl;
import dev.insitu.calcite.jdbc.DriverVersion;
import dev.insitu.calcite.jdbc.InsituConnection;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import dev.insitu.udf.option.NumericOption;
import dev.insitu.udf.recording.RecordingFolder;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The JDBC driver of {@code jdbc:insitu:<backend>}, where the backend is an H2 URL without {@code
 * jdbc:}, such as {@code jdbc:insitu:h2:./shop}. Properties go to the backend, but for those that
 * start with {@code insitu.}.
 */
public final class InsituDriver implements Driver {
  static {
    try {
      DriverManager.registerDriver(new InsituDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public @Nullable Connection connect(String url, @Nullable Properties properties)
      throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    Properties given = properties == null ? new Properties() : properties;
    return InsituConnection.open(url, ConnectionUrl.parse(url, given));
  }

  @Override
  public boolean acceptsURL(@Nullable String url) throws SQLException {
    if (url == null) {
      throw SqlErrors.of(ErrorCode.URL, "URL is null; write jdbc:insitu:h2:./FILE");
    }
    return ConnectionUrl.accepts(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties properties) {
    Properties given = properties == null ? new Properties() : properties;
    List<DriverPropertyInfo> all = new ArrayList<>();
    all.add(property("user", given, "", "The backend's user."));
    all.add(property("password", given, "", "The backend's password."));
    all.add(
        property(
            ConnectionUrl.BASE_DIRECTORY,
            given,
            "",
            "What relative file: paths of CREATE MODULE are relative to; empty is the working"
                + " directory."));
    all.add(
        property(
            ConnectionUrl.RECORD_DIRECTORY,
            given,
            "",
            "The folder that SET insitu.record writes recordings to; empty is none, and the setting"
                + " is refused."));
    all.add(
        property(
            ConnectionUrl.RECORD_BYTES,
            given,
            String.valueOf(RecordingFolder.DEFAULT_LIMIT_BYTES),
            "Bytes that one recording may take; a longer one is incomplete and says so."));
    for (NumericOption limit : NumericOption.values()) {
      all.add(
          property(
              "insitu." + limit.key(),
              given,
              "",
              limit.description()
                  + " Functions that WITH allows less get less; empty leaves it to them."));
    }
    return all.toArray(DriverPropertyInfo[]::new);
  }

  private static DriverPropertyInfo property(
      String name, Properties given, String otherwise, String description) {
    var property = new DriverPropertyInfo(name, given.getProperty(name, otherwise));
    property.description = description;
    return property;
  }

  @Override
  public int getMajorVersion() {
    return DriverVersion.major();
  }

  @Override
  public int getMinorVersion() {
    return DriverVersion.minor();
  }

  @Override
  public boolean jdbcCompliant() {
    return true;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException(
        "the driver does not use java.util.logging", ErrorCode.NOT_SUPPORTED.sqlState());
  }
}
