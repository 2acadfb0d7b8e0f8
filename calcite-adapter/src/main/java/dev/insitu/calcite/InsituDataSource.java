package dev.insitu.calcite;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes connections of one URL, for pools and frameworks; set up before it is shared. */
public final class InsituDataSource implements DataSource {
  private String url = "";
  private @Nullable String user;
  private @Nullable String password;
  private Properties properties = new Properties();
  private @Nullable PrintWriter logWriter;
  private int loginTimeout;

  /** Makes a data source whose URL is still to be set. */
  public InsituDataSource() {}

  /** Returns the URL, empty before it is set. */
  public String getUrl() {
    return url;
  }

  /** Sets the URL, {@code jdbc:insitu:<backend>}. */
  public void setUrl(String url) {
    this.url = url;
  }

  /** Returns the backend's user, null when none is set. */
  public @Nullable String getUser() {
    return user;
  }

  /** Sets the backend's user. */
  public void setUser(@Nullable String user) {
    this.user = user;
  }

  /** Sets the backend's password. */
  public void setPassword(@Nullable String password) {
    this.password = password;
  }

  /** Sets what connections get beside user and password, the backend's properties and ours. */
  public void setProperties(Properties properties) {
    this.properties = (Properties) properties.clone();
  }

  @Override
  public Connection getConnection() throws SQLException {
    return getConnection(user, password);
  }

  @Override
  public Connection getConnection(@Nullable String name, @Nullable String secret)
      throws SQLException {
    Properties given = (Properties) properties.clone();
    if (name != null) {
      given.setProperty("user", name);
    }
    if (secret != null) {
      given.setProperty("password", secret);
    }
    Connection connection = new InsituDriver().connect(url, given);
    if (connection == null) {
      throw SqlErrors.of(
          ErrorCode.URL, "URL " + url + ": must start with jdbc:insitu:, as jdbc:insitu:h2:./FILE");
    }
    return connection;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return logWriter;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) {
    this.logWriter = writer;
  }

  @Override
  public void setLoginTimeout(int seconds) {
    this.loginTimeout = seconds;
  }

  @Override
  public int getLoginTimeout() {
    return loginTimeout;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return new InsituDriver().getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (!type.isInstance(this)) {
      throw SqlErrors.of(ErrorCode.ARGUMENT, "data source: is no " + type.getName());
    }
    return type.cast(this);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
