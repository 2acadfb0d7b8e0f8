package dev.insitu.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.calcite.InsituDataSource;
import dev.insitu.calcite.InsituDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Properties;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** URLs, properties, and what the driver says about itself. */
final class DriverTest {
  @TempDir private Path folder;

  private static Properties properties(String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return properties;
  }

  @Test
  void driverManagerFindsTheDriver() throws SQLException {
    Driver driver = DriverManager.getDriver("jdbc:insitu:h2:mem:");
    assertThat(driver).isInstanceOf(InsituDriver.class);
    assertThat(driver.acceptsURL("jdbc:h2:mem:")).isFalse();
    assertThat(driver.acceptsURL("JDBC:INSITU:x")).isTrue();
    assertThat(driver.connect("jdbc:h2:mem:", new Properties())).isNull();
    assertThat(driver.jdbcCompliant()).isTrue();
    assertThat(driver.getMajorVersion()).isZero();
    assertThat(driver.getMinorVersion()).isEqualTo(1);
    assertThat(driver.getPropertyInfo("jdbc:insitu:h2:mem:", properties("user", "u")))
        .extracting(p -> p.name + "=" + p.value)
        .containsExactly(
            "user=u",
            "password=",
            "insitu.baseDirectory=",
            "insitu.recordDirectory=",
            "insitu.recordBytes=1073741824",
            "insitu.fuel=",
            "insitu.memory=",
            "insitu.timeout=",
            "insitu.stack_depth=",
            "insitu.table_entries=",
            "insitu.max_output_rows=",
            "insitu.max_output_bytes=",
            "insitu.max_stderr_bytes=");
    assertThatThrownBy(driver::getParentLogger).isInstanceOf(SQLFeatureNotSupportedException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc:insitu:postgresql://x | URL jdbc:insitu:postgresql: this backend is not supported; supported is h2: write jdbc:insitu:h2:mem:NAME, jdbc:insitu:h2:./FILE or jdbc:insitu:h2:tcp://HOST/DATABASE
          jdbc:insitu: | URL jdbc:insitu:: this backend is not supported; supported is h2: write jdbc:insitu:h2:mem:NAME, jdbc:insitu:h2:./FILE or jdbc:insitu:h2:tcp://HOST/DATABASE
          jdbc:insitu:h2:mem:;insitu.speed=3 | connection property insitu.speed is unknown; known are insitu.baseDirectory, insitu.recordBytes, insitu.recordDirectory, insitu.fuel, insitu.memory, insitu.timeout, insitu.stack_depth, insitu.table_entries, insitu.max_output_rows, insitu.max_output_bytes, insitu.max_stderr_bytes
          jdbc:insitu:h2:mem:;insitu.fuel=0 | connection property insitu.fuel is '0'; allowed is a number from 1 to 1000000000000000
          jdbc:insitu:h2:mem:;INSITU.BASEDIRECTORY | URL setting INSITU.BASEDIRECTORY: write NAME=VALUE
          jdbc:insitu:h2:mem:;insitu.recordBytes=1k | insitu.recordBytes is 1k; allowed is a number of bytes
          jdbc:insitu:h2:mem:;insitu.recordDirectory=/no/such/place | insitu.recordDirectory /no/such/place is no directory; name one that exists
          jdbc:insitu:h2:mem:;insitu.baseDirectory=/no/such/place | insitu.baseDirectory /no/such/place is no directory; name one that exists
          """)
  void urlsThatAreWrongSaySo(String url, String message) {
    assertThatThrownBy(() -> DriverManager.getConnection(url))
        .isInstanceOf(SQLNonTransientConnectionException.class)
        .hasMessage(message)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("08001");
  }

  @Test
  void backendHearsItsOwnPropertiesOnly() throws SQLException {
    String url =
        "jdbc:insitu:h2:mem:;MODE=PostgreSQL;insitu.baseDirectory=" + folder + ";IGNORECASE=TRUE";
    Properties given = properties("DEFAULT_NULL_ORDERING", "HIGH", "insitu.baseDirectory", ".");
    try (Connection connection = DriverManager.getConnection(url, given);
        Statement statement = connection.createStatement()) {
      assertThat(connection.getMetaData().getURL()).isEqualTo(url);
      assertThat(connection.unwrap(JdbcConnection.class).getMetaData().getURL())
          .isEqualTo("jdbc:h2:mem:");
      statement.execute("CREATE TABLE t (v VARCHAR)");
      try (var rows =
          statement.executeQuery(
              "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SETTINGS WHERE (SETTING_NAME, SETTING_VALUE)"
                  + " IN (('MODE', 'PostgreSQL'), ('DEFAULT_NULL_ORDERING', 'HIGH'))")) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(2);
      }
    }
    assertThat(given).hasSize(2);
  }

  @Test
  void errorsOfTheBackendAreItsOwn() throws SQLException {
    String url = "jdbc:insitu:h2:" + folder.resolve("db");
    DriverManager.getConnection(url, "sa", "secret").close();
    assertThatThrownBy(() -> DriverManager.getConnection(url, "sa", "wrong"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(28000));
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:insitu:h2:mem:;NOPE=1"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(90113));
  }

  @Test
  void relativePathsOfModulesStartAtTheBaseDirectory() throws Exception {
    Files.copy(Functions.sample("great-circle/great-circle.wasm"), folder.resolve("geo.wasm"));
    Properties base = properties("insitu.baseDirectory", folder.toString());
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:", base)) {
      Functions.execute(connection, "CREATE MODULE geo FROM 'file:geo.wasm'");
    }
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:")) {
      assertThatThrownBy(
              () -> Functions.execute(connection, "CREATE MODULE geo FROM 'file:geo.wasm'"))
          .hasMessageContaining(Path.of("geo.wasm").toAbsolutePath().toString());
    }
  }

  @Test
  void dataSourceOpensWhatItIsSetTo() throws SQLException {
    InsituDataSource source = new InsituDataSource();
    assertThatThrownBy(source::getConnection)
        .hasMessage("URL : must start with jdbc:insitu:, as jdbc:insitu:h2:./FILE");
    source.setUrl("jdbc:insitu:h2:" + folder.resolve("db"));
    source.setUser("sa");
    source.setPassword("secret");
    source.setProperties(properties("MODE", "Oracle"));
    source.setLoginTimeout(3);
    assertThat(source.getLoginTimeout()).isEqualTo(3);
    assertThat(source.isWrapperFor(InsituDataSource.class)).isTrue();
    assertThat(source.unwrap(InsituDataSource.class)).isSameAs(source);
    assertThatThrownBy(() -> source.unwrap(String.class)).isInstanceOf(SQLException.class);
    try (Connection first = source.getConnection();
        Connection second = source.getConnection("sa", "secret")) {
      assertThat(first.isValid(1)).isTrue();
      assertThat(second.isValid(1)).isTrue();
    }
    assertThatThrownBy(() -> source.getConnection("sa", "wrong")).isInstanceOf(SQLException.class);
  }

  @Test
  void metadataSaysWhoIsWho() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:")) {
      DatabaseMetaData metadata = connection.getMetaData();
      assertThat(metadata.getDriverName()).isEqualTo("insitu JDBC driver");
      assertThat(metadata.getDriverVersion()).startsWith("0.1.0");
      assertThat(metadata.getDriverMajorVersion()).isZero();
      assertThat(metadata.getDriverMinorVersion()).isEqualTo(1);
      assertThat(metadata.getDatabaseProductName()).isEqualTo("H2");
      assertThat(metadata.getJDBCMajorVersion()).isEqualTo(4);
      assertThat(metadata.getConnection()).isSameAs(connection);
      assertThat(connection.isWrapperFor(JdbcConnection.class)).isTrue();
      assertThat(connection.isWrapperFor(Connection.class)).isTrue();
      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
      assertThat(connection.isWrapperFor(String.class)).isFalse();
      try (Statement statement = connection.createStatement()) {
        assertThat(statement.unwrap(Statement.class)).isSameAs(statement);
        assertThat(statement.unwrap(org.h2.jdbc.JdbcStatement.class)).isNotNull();
      }
    }
  }
}
