package dev.insitu.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver's jar as tools and users have it: alone, in a class loader or on a class path. */
final class DriverJarTest {
  private static final Path JAR =
      Path.of(System.getProperty("insitu.driver.jar", "the build gives it"));

  /** What else may stand in META-INF. */
  private static final Set<String> META_INF =
      Set.of(
          "META-INF/MANIFEST.MF",
          "META-INF/LICENSE",
          "META-INF/NOTICE",
          "META-INF/THIRD-PARTY.txt",
          "META-INF/services/java.sql.Driver",
          "META-INF/services/dev.insitu.shaded.slf4j.spi.SLF4JServiceProvider",
          "META-INF/versions/21/org/h2/util/Utils21.class");

  @TempDir private Path folder;

  @Test
  void jarHoldsOursAndH2AndNothingElse() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Set<String> strangers = new TreeSet<>();
      jar.stream()
          .filter(e -> !e.isDirectory())
          .map(e -> e.getName())
          .filter(n -> !n.startsWith("dev/insitu/") && !n.startsWith("org/h2/"))
          .forEach(strangers::add);
      assertThat(strangers).containsExactlyInAnyOrderElementsOf(META_INF);
      assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
          .isEqualTo("dev.insitu.jdbc");
      assertThat(text(jar, "META-INF/services/java.sql.Driver").strip())
          .isEqualTo("dev.insitu.calcite.InsituDriver");
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
      assertThat(text(jar, "META-INF/THIRD-PARTY.txt")).contains("H2", "ASM", "SLF4J", "Chicory");
    }
    assertThat(Files.size(JAR)).isLessThan(17_000_000);
  }

  private static String text(JarFile jar, String entry) throws IOException {
    return new String(jar.getInputStream(jar.getEntry(entry)).readAllBytes(), UTF_8);
  }

  @Test
  void aClassLoaderOfItsOwnIsEnough() throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(
            "driver",
            new java.net.URL[] {JAR.toUri().toURL()},
            ClassLoader.getPlatformClassLoader())) {
      Class<?> type = Class.forName("dev.insitu.calcite.InsituDriver", true, loader);
      assertThat(type.getClassLoader()).isSameAs(loader);
      Driver driver = (Driver) type.getDeclaredConstructor().newInstance();
      Properties properties = new Properties();
      properties.setProperty("insitu.baseDirectory", Repository.root().toString());
      String url = "jdbc:insitu:h2:" + folder.resolve("shop");
      try (Connection connection = driver.connect(url, properties)) {
        createFunctions(connection);
        useFunctions(connection);
      }
      try (Connection connection = driver.connect(url, properties)) {
        useFunctions(connection);
      }
    }
  }

  private static void createFunctions(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "CREATE MODULE geo FROM 'file:samples/great-circle/great-circle.wasm'",
              "CREATE FUNCTION km(lat1 DOUBLE, lon1 DOUBLE, lat2 DOUBLE, lon2 DOUBLE)"
                  + " RETURNS DOUBLE LANGUAGE WASM FROM MODULE geo",
              "CREATE MODULE hostile FROM 'file:samples/hostile/spin.wasm'",
              "CREATE FUNCTION spin(a INTEGER) RETURNS INTEGER LANGUAGE WASM FROM MODULE hostile",
              "CREATE MODULE top FROM 'file:samples/top-n/top-n.wasm'",
              "CREATE FUNCTION top(routes TABLE, n INTEGER) RETURNS TABLE (origin VARCHAR,"
                  + " destination VARCHAR, flights INTEGER) LANGUAGE WASM PARAMETER STYLE STREAM"
                  + " WITH (format = 'csv') FROM MODULE top",
              "CREATE TABLE routes AS SELECT 'A' AS origin, 'X' || x AS destination,"
                  + " CAST(x AS INTEGER) AS flights FROM SYSTEM_RANGE(1, 1000)")) {
        statement.execute(sql);
      }
    }
  }

  private static void useFunctions(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("SELECT km(47.45, -122.31, 33.94, -118.41)")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(1537);
      }
      assertThatThrownBy(() -> statement.executeQuery("SELECT spin(1)"))
          .isInstanceOf(SQLException.class)
          .hasMessage(
              "function SPIN: wants 10000000001 of fuel, allowed 10000000000; WITH (fuel = …)"
                  + " allows more");
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT destination FROM TABLE(top(TABLE routes PARTITION BY origin"
                  + " ORDER BY flights DESC, 1))")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("X1000");
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void aClassPathOfItsOwnShowsOneDriver() throws Exception {
    Path program = folder.resolve("Program.java");
    Files.writeString(
        program,
        """
        import java.sql.Connection;
        import java.sql.DriverManager;
        import java.sql.ResultSet;
        import java.sql.Statement;

        public class Program {
          public static void main(String[] args) throws Exception {
            try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 6 * 7")) {
              rows.next();
              System.out.println(rows.getInt(1));
            }
            DriverManager.drivers().forEach(d -> System.out.println(d.getClass().getName()));
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
              if (!thread.isDaemon() && thread != Thread.currentThread()
                  && thread.getThreadGroup() == Thread.currentThread().getThreadGroup()) {
                System.out.println("left: " + thread.getName());
              }
            }
          }
        }
        """);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                JAR.toString(),
                program.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(output.lines()).containsExactly("42", "dev.insitu.calcite.InsituDriver");
  }
}
