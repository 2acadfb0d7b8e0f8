package dev.insitu.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLType;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Comparator;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls every method of every interface of JDBC, on open and on closed objects, with plain and with
 * missing arguments: it works or it throws an SQLException, and nothing else ever comes out.
 */
final class ConformanceTest {
  /** What an object is made from, and where it stands. */
  private record Subject(String name, Class<?> type, Maker maker) {}

  /** Makes an object; the statement calls a table function where it can. */
  @FunctionalInterface
  private interface Maker {
    Object make(Connection connection) throws SQLException;
  }

  private static final String PLANNED = "SELECT origin, flights FROM TABLE(top_n(TABLE routes, ?))";

  private static final List<Subject> SUBJECTS =
      List.of(
          new Subject("connection", Connection.class, c -> c),
          new Subject("statement", Statement.class, Connection::createStatement),
          new Subject("prepared", PreparedStatement.class, c -> c.prepareStatement("SELECT ?")),
          new Subject("planned", PreparedStatement.class, c -> c.prepareStatement(PLANNED)),
          new Subject(
              "ours", PreparedStatement.class, c -> c.prepareStatement("DROP MODULE IF EXISTS x")),
          new Subject("call", CallableStatement.class, c -> c.prepareCall("{? = CALL ABS(?)}")),
          new Subject("rows", ResultSet.class, ConformanceTest::rows),
          new Subject("streamed rows", ResultSet.class, ConformanceTest::streamed),
          new Subject("columns", ResultSetMetaData.class, c -> rows(c).getMetaData()),
          new Subject(
              "parameters",
              ParameterMetaData.class,
              c -> c.prepareStatement(PLANNED).getParameterMetaData()),
          new Subject("metadata", DatabaseMetaData.class, Connection::getMetaData));

  @TempDir private Path folder;

  private static ResultSet rows(Connection connection) throws SQLException {
    ResultSet rows =
        connection
            .createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)
            .executeQuery("SELECT i, v FROM t");
    rows.next();
    return rows;
  }

  private static ResultSet streamed(Connection connection) throws SQLException {
    ResultSet rows = connection.createStatement().executeQuery(PLANNED.replace('?', '1'));
    rows.next();
    return rows;
  }

  @TestFactory
  Stream<DynamicTest> everyMethod() {
    return SUBJECTS.stream()
        .flatMap(subject ->
            Stream.of(false, true)
                .map(closed ->
                    DynamicTest.dynamicTest(
                        (closed ? "closed " : "open ") + subject.name(),
                        () -> check(subject, closed))));
  }

  private void check(Subject subject, boolean closed) throws Exception {
    List<String> wrong = new ArrayList<>();
    int called = 0;
    Connection connection = open();
    try {
      for (Method method : methods(subject.type())) {
        for (boolean missing : new boolean[] {false, true}) {
          if (missing && method.getParameterCount() == 0) {
            continue;
          }
          called++;
          if (connection.isClosed()) {
            connection = open();
          }
          call(subject, connection, closed, method, missing, wrong);
        }
      }
    } finally {
      connection.close();
    }
    assertThat(wrong).isEmpty();
    assertThat(called).isGreaterThan(subject.type().getDeclaredMethods().length);
  }

  /** Opens the test's database again, which keeps what {@link #setUp} has made. */
  private Connection open() throws SQLException {
    return TestDatabase.MEMORY.insitu(folder, "db;DB_CLOSE_DELAY=-1");
  }

  @BeforeEach
  void setUp() throws SQLException {
    try (Connection connection = open()) {
      Functions.createTopN(connection);
      Functions.execute(
          connection,
          "CREATE TABLE t (i INTEGER PRIMARY KEY, v VARCHAR)",
          "INSERT INTO t VALUES (1, 'one'), (2, 'two')");
    }
  }

  @AfterEach
  void shutDown() throws SQLException {
    Functions.execute(open(), "SHUTDOWN");
  }

  /** Closing what is called upon comes last. */
  private static List<Method> methods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(m -> !m.isSynthetic())
        .sorted(
            Comparator.comparing((Method m) -> m.getName().matches("close|abort"))
                .thenComparing(Method::toString))
        .toList();
  }

  private static void call(
      Subject subject,
      Connection connection,
      boolean closed,
      Method method,
      boolean missing,
      List<String> wrong)
      throws Exception {
    Object target = subject.maker().make(connection);
    if (closed) {
      close(target, connection);
    }
    Object[] arguments =
        Arrays.stream(method.getParameterTypes())
            .map(p -> missing && !p.isPrimitive() ? null : argument(p))
            .toArray();
    String what = method + (missing ? " without arguments" : "");
    try {
      Object result = method.invoke(target, arguments);
      if (result instanceof Statement s) {
        s.close();
      }
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      if (thrown instanceof NullPointerException && missing && isAllowedNull(method)) {
        return;
      }
      if (!(thrown instanceof SQLException sql)) {
        wrong.add(what + ": " + thrown);
      } else if (sql.getMessage() == null || (sql.getSQLState() == null && !isStateless(sql))) {
        wrong.add(what + ": no SQLSTATE or message: " + sql);
      }
    }
  }

  /** JDBC itself asks for a NullPointerException here. */
  private static boolean isAllowedNull(Method method) {
    return method.getName().matches("enquote(N?Char)?(Literal|Identifier)|isSimpleIdentifier");
  }

  /** The interfaces' own default methods and H2's client information have no SQLSTATE. */
  private static boolean isStateless(SQLException error) {
    return error instanceof SQLFeatureNotSupportedException
        || error instanceof SQLClientInfoException;
  }

  private static void close(Object target, Connection connection) throws Exception {
    if (target instanceof Connection) {
      connection.close();
    } else if (target instanceof AutoCloseable closeable) {
      closeable.close();
    } else {
      connection.close();
    }
  }

  private static Object argument(Class<?> type) {
    Map<Class<?>, Object> values =
        Map.ofEntries(
            Map.entry(int.class, 1),
            Map.entry(long.class, 1L),
            Map.entry(short.class, (short) 1),
            Map.entry(byte.class, (byte) 1),
            Map.entry(boolean.class, false),
            Map.entry(float.class, 1f),
            Map.entry(double.class, 1d),
            Map.entry(String.class, "1"),
            Map.entry(Object.class, "1"),
            Map.entry(BigDecimal.class, BigDecimal.ONE),
            Map.entry(Class.class, String.class),
            Map.entry(Date.class, new Date(0)),
            Map.entry(Time.class, new Time(0)),
            Map.entry(Timestamp.class, new Timestamp(0)),
            Map.entry(Calendar.class, new GregorianCalendar()),
            Map.entry(InputStream.class, new ByteArrayInputStream(new byte[] {49})),
            Map.entry(Reader.class, new StringReader("1")),
            Map.entry(byte[].class, new byte[] {1}),
            Map.entry(int[].class, new int[] {1}),
            Map.entry(String[].class, new String[] {"1"}),
            Map.entry(Object[].class, new Object[] {"1"}),
            Map.entry(Map.class, Map.of()),
            Map.entry(Properties.class, new Properties()),
            Map.entry(Executor.class, (Executor) Runnable::run),
            Map.entry(SQLType.class, java.sql.JDBCType.INTEGER));
    return type == URL.class ? url() : values.get(type);
  }

  private static URL url() {
    try {
      return URI.create("file:x").toURL();
    } catch (java.net.MalformedURLException e) {
      throw new AssertionError(e);
    }
  }
}
