package dev.insitu.udf.h2;

import static dev.insitu.udf.h2.Databases.execute;
import static dev.insitu.udf.h2.Databases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.udf.h2.Databases.Database;
import dev.insitu.udf.h2.Databases.Kind;
import dev.insitu.udf.rows.HostedRows;
import dev.insitu.udf.rows.Hosting;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.h2.engine.SessionLocal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of ours in H2's SQL, on every kind of database. */
final class H2RowsTest {
  private static final Hosting STREAM = new Hosting.Stream();
  private static final Hosting COPY = new Hosting.Copy(List.of(0));

  @TempDir Path folder;

  static Stream<Arguments> matrix() {
    return Stream.of(Kind.values())
        .flatMap(k -> Stream.of(STREAM, COPY).map(h -> Arguments.of(k, h)));
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void rowsAreATableOfTheSession(Kind kind, Hosting hosting) throws Exception {
    Numbers numbers = new Numbers(2_500);
    try (Database database = Databases.open(kind, folder);
        Connection connection = database.connect();
        H2Rows rows = H2Rows.of(connection);
        HostedRows hosted = rows.host("F", Numbers.COLUMNS, numbers, hosting)) {
      for (int execution = 1; execution <= 3; execution++) {
        hosted.begin();
        assertThat(query(connection, "SELECT COUNT(*), SUM(n), COUNT(t) FROM " + hosted.fromItem()))
            .containsExactly("2500 3126250 2143");
        hosted.end();
        assertThat(numbers.opened).isEqualTo(execution);
        assertThat(numbers.closed).isEqualTo(execution);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void typesAreTheDeclaredOnes(Kind kind) throws Exception {
    List<Column> columns =
        List.of(
            new Column("B", new SqlType.Bool()),
            new Column("S", new SqlType.SmallInt()),
            new Column("i \"x\"", new SqlType.Int()),
            new Column("L", new SqlType.BigInt()),
            new Column("R", new SqlType.Real()),
            new Column("D", new SqlType.DoublePrecision()),
            new Column("SELECT", new SqlType.Varchar(20)),
            new Column("T", new SqlType.Varchar(0)));
    Object[] values = {true, -5, 7, 1L << 40, 0.5f, -0.25, "ä\u0000b", ""};
    try (Database database = Databases.open(kind, folder);
        Connection connection = database.connect();
        H2Rows rows = H2Rows.of(connection)) {
      for (Hosting hosting : List.of(STREAM, COPY)) {
        try (HostedRows hosted =
                rows.host("F", columns, () -> new OneRow(columns, values), hosting);
            Statement statement = connection.createStatement()) {
          hosted.begin();
          try (ResultSet found = statement.executeQuery("SELECT * FROM " + hosted.fromItem())) {
            ResultSetMetaData metaData = found.getMetaData();
            StringBuilder types = new StringBuilder();
            for (int i = 1; i <= metaData.getColumnCount(); i++) {
              types.append(metaData.getColumnLabel(i)).append(' ');
              types.append(metaData.getColumnTypeName(i)).append(' ');
              types.append(metaData.getPrecision(i)).append("; ");
            }
            assertThat(types)
                .hasToString(
                    "B BOOLEAN 1; S SMALLINT 16; i \"x\" INTEGER 32; L BIGINT 64; R REAL 24;"
                        + " D DOUBLE PRECISION 53; SELECT CHARACTER VARYING 20;"
                        + " T CHARACTER VARYING 1000000000; ");
            assertThat(found.next()).isTrue();
            for (int i = 0; i < values.length; i++) {
              assertThat(found.getObject(i + 1)).isEqualTo(values[i]);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void theUsersTransactionStaysOpen(Kind kind, Hosting hosting) throws Exception {
    try (Database database = Databases.open(kind, folder);
        Connection connection = database.connect();
        Connection other = database.connect()) {
      execute(connection, "CREATE TABLE t(a INT)");
      connection.setAutoCommit(false);
      for (boolean commit : new boolean[] {false, true}) {
        execute(connection, "INSERT INTO t VALUES (1)");
        try (H2Rows rows = H2Rows.of(connection)) {
          for (int i = 0; i < 3; i++) {
            HostedRows hosted = rows.host("F", Numbers.COLUMNS, new Numbers(10), hosting);
            hosted.begin();
            assertThat(query(connection, "SELECT SUM(n) FROM " + hosted.fromItem()))
                .containsExactly("55");
            hosted.begin();
            assertThat(query(connection, "SELECT SUM(n) FROM " + hosted.fromItem()))
                .containsExactly("55");
            hosted.end();
            hosted.close();
          }
          assertThat(connection.getAutoCommit()).isFalse();
          assertThat(query(other, "SELECT COUNT(*) FROM t")).containsExactly("0");
          if (commit) {
            connection.commit();
          } else {
            connection.rollback();
          }
        }
        assertThat(query(other, "SELECT COUNT(*) FROM t")).containsExactly(commit ? "1" : "0");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void anOpenIsolationLevelAndSavepointsStay(Kind kind, Hosting hosting) throws Exception {
    for (int level :
        new int[] {
          Connection.TRANSACTION_READ_UNCOMMITTED,
          Connection.TRANSACTION_READ_COMMITTED,
          Connection.TRANSACTION_REPEATABLE_READ,
          Connection.TRANSACTION_SERIALIZABLE
        }) {
      try (Database database = Databases.open(kind, folder);
          Connection connection = database.connect();
          H2Rows rows = H2Rows.of(connection)) {
        execute(connection, "CREATE TABLE t(a INT)");
        connection.setTransactionIsolation(level);
        connection.setAutoCommit(false);
        execute(connection, "INSERT INTO t VALUES (1)");
        var savepoint = connection.setSavepoint();
        execute(connection, "INSERT INTO t VALUES (2)");
        try (HostedRows hosted = rows.host("F", Numbers.COLUMNS, new Numbers(10), hosting)) {
          hosted.begin();
          assertThat(query(connection, "SELECT COUNT(*) FROM t, " + hosted.fromItem()))
              .containsExactly("20");
          connection.rollback(savepoint);
          hosted.begin();
          // At REPEATABLE READ, H2 itself still shows rows that were rolled back.
          assertThat(query(connection, "SELECT COUNT(*) FROM t, " + hosted.fromItem() + " LIMIT 1"))
              .containsExactly(level == Connection.TRANSACTION_REPEATABLE_READ ? "20" : "10");
        }
        assertThat(connection.getTransactionIsolation()).isEqualTo(level);
        connection.rollback();
        assertThat(query(connection, "SELECT COUNT(*) FROM t")).containsExactly("0");
      }
    }
  }

  @Test
  void aSecondReadKeepsTheRowsForAllLaterOnes() throws Exception {
    Numbers numbers = new Numbers(100);
    try (Database database = Databases.open(Kind.MEMORY, folder);
        Connection connection = database.connect();
        H2Rows rows = H2Rows.of(connection);
        HostedRows hosted = rows.host("F", Numbers.COLUMNS, numbers, STREAM)) {
      hosted.begin();
      assertThat(
              query(
                  connection,
                  "SELECT SUM((SELECT COUNT(*) FROM "
                      + hosted.fromItem()
                      + " f WHERE f.n <= x)) FROM SYSTEM_RANGE(1, 50)"))
          .containsExactly("1275");
      assertThat(numbers.opened).isEqualTo(2);
      assertThat(numbers.closed).isEqualTo(2);
    }
  }

  @Test
  void manyKeptRowsGoToDisk() throws Exception {
    Numbers numbers = new Numbers(50_000);
    try (Database database = Databases.open(Kind.FILE, folder);
        Connection connection = database.connect();
        H2Rows rows = H2Rows.of(connection);
        HostedRows hosted = rows.host("F", Numbers.COLUMNS, numbers, STREAM)) {
      execute(connection, "SET MAX_MEMORY_ROWS 1000");
      hosted.begin();
      assertThat(
              query(
                  connection,
                  "SELECT x, (SELECT SUM(n + 0 * x) FROM "
                      + hosted.fromItem()
                      + ") FROM SYSTEM_RANGE(1, 4)"))
          .containsExactly("1 1250025000", "2 1250025000", "3 1250025000", "4 1250025000");
      assertThat(numbers.opened).isEqualTo(2);
    }
  }

  @Test
  void aStreamThatEndsEarlyIsClosed() throws Exception {
    Numbers numbers = new Numbers(1_000_000);
    try (Database database = Databases.open(Kind.MEMORY, folder);
        Connection connection = database.connect();
        H2Rows rows = H2Rows.of(connection);
        Statement statement = connection.createStatement()) {
      HostedRows hosted = rows.host("F", Numbers.COLUMNS, numbers, STREAM);
      for (int i = 1; i <= 3; i++) {
        hosted.begin();
        assertThat(query(connection, "SELECT n FROM " + hosted.fromItem() + " LIMIT 2"))
            .containsExactly("1", "2");
        assertThat(numbers.closed).isEqualTo(i - 1);
        hosted.end();
        assertThat(numbers.closed).isEqualTo(i);
        assertThat(numbers.read).isLessThanOrEqualTo(3L * i);
      }
      hosted.begin();
      try (LazyExecution lazy = LazyExecution.begin(connection)) {
        ResultSet some =
            lazy.run(() -> statement.executeQuery("SELECT n FROM " + hosted.fromItem()));
        assertThat(some.next()).isTrue();
        assertThat(numbers.read).isLessThanOrEqualTo(11);
        hosted.close();
        assertThat(numbers.closed).isEqualTo(4);
        assertThat(some.next()).isFalse();
        some.close();
      }
    }
  }

  @Test
  void lazyExecutionIsForSomeStatementsOnly() throws Exception {
    try (Database database = Databases.open(Kind.MEMORY, folder);
        Connection connection = database.connect();
        LazyExecution lazy = LazyExecution.begin(connection)) {
      SessionLocal session = H2Rows.session(connection).orElseThrow();
      assertThat(session.isLazyQueryExecution()).isFalse();
      assertThat(lazy.run(session::isLazyQueryExecution)).isTrue();
      assertThatThrownBy(() ->
              lazy.run(() -> {
                throw new SQLException("x");
              }))
          .hasMessage("x");
      assertThat(session.isLazyQueryExecution()).isFalse();
      session.setLazyQueryExecution(true);
      assertThat(lazy.run(session::isLazyQueryExecution)).isTrue();
      assertThat(session.isLazyQueryExecution()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void errorsOfRowsArriveAndTheSessionGoesOn(Kind kind, Hosting hosting) throws Exception {
    Numbers numbers = new Numbers(5_000, 3_000);
    try (Database database = Databases.open(kind, folder);
        Connection connection = database.connect();
        H2Rows rows = H2Rows.of(connection);
        HostedRows hosted = rows.host("F", Numbers.COLUMNS, numbers, hosting)) {
      execute(connection, "CREATE TABLE t(n INT)");
      String insert = "INSERT INTO t SELECT n FROM " + hosted.fromItem();
      assertThatThrownBy(
              () -> {
                hosted.begin();
                execute(connection, insert);
              })
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("row 3000 is bad")
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("38000");
      hosted.end();
      assertThat(numbers.closed).isEqualTo(1);
      assertThat(query(connection, "SELECT COUNT(*) FROM t")).containsExactly("0");
      assertThat(connection.getAutoCommit()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void anyUserMayReadAndNoOtherSession(Kind kind, Hosting hosting) throws Exception {
    try (Database database = Databases.open(kind, folder);
        Connection admin = database.connect()) {
      execute(admin, "CREATE USER u PASSWORD 'p'");
      try (Connection connection = database.connect("U", "p");
          H2Rows rows = H2Rows.of(connection);
          HostedRows hosted = rows.host("F", Numbers.COLUMNS, new Numbers(3), hosting)) {
        hosted.begin();
        String sql = "SELECT SUM(n) FROM " + hosted.fromItem();
        assertThat(query(connection, sql)).containsExactly("6");
        assertThatThrownBy(() -> query(admin, sql)).hasMessageContaining("not found");
      }
    }
  }

  @Test
  void aReadOnlyDatabaseStreams() throws Exception {
    Path file = folder.resolve("ro");
    try (Connection connection =
        new org.h2.Driver().connect("jdbc:h2:" + file, new java.util.Properties())) {
      execute(connection, "CREATE TABLE t AS SELECT 1 a");
    }
    try (Connection connection =
            new org.h2.Driver()
                .connect("jdbc:h2:" + file + ";ACCESS_MODE_DATA=r", new java.util.Properties());
        H2Rows rows = H2Rows.of(connection);
        HostedRows hosted = rows.host("F", Numbers.COLUMNS, new Numbers(3), STREAM)) {
      hosted.begin();
      assertThat(query(connection, "SELECT SUM(n) + (SELECT a FROM t) FROM " + hosted.fromItem()))
          .containsExactly("7");
    }
  }

  @Test
  void tablesAreUsedAgainAndGoWithTheHost() throws Exception {
    try (Database database = Databases.open(Kind.MEMORY, folder);
        Connection connection = database.connect()) {
      String ours =
          "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME LIKE '%#%' ORDER BY 1";
      try (H2Rows rows = H2Rows.of(connection)) {
        for (Hosting hosting : List.of(STREAM, COPY)) {
          connection.setAutoCommit(false);
          HostedRows first = rows.host("F", Numbers.COLUMNS, new Numbers(3), hosting);
          HostedRows second = rows.host("F", Numbers.COLUMNS, new Numbers(3), hosting);
          assertThat(second.fromItem()).isNotEqualTo(first.fromItem());
          String name = first.fromItem();
          first.close();
          first.close();
          HostedRows third = rows.host("F", Numbers.COLUMNS, new Numbers(3), hosting);
          assertThat(third.fromItem()).isEqualTo(name);
          connection.commit();
          connection.setAutoCommit(true);
        }
        assertThat(query(connection, ours)).containsExactly("F#1", "F#2", "F#3", "F#4");
      }
      assertThat(query(connection, ours)).isEmpty();
    }
  }

  @Test
  void aJoinFindsCopiedRowsByIndex() throws Exception {
    try (Database database = Databases.open(Kind.MEMORY, folder);
        Connection connection = database.connect();
        H2Rows rows = H2Rows.of(connection);
        HostedRows hosted = rows.host("F", Numbers.COLUMNS, new Numbers(3_000), COPY)) {
      hosted.begin();
      String join =
          "SELECT COUNT(f.t) FROM SYSTEM_RANGE(1, 3000) r JOIN "
              + hosted.fromItem()
              + " f ON f.n = r.x";
      assertThat(query(connection, join)).containsExactly("2572");
      assertThat(query(connection, "EXPLAIN " + join).getFirst()).contains("CONSTRAINT_INDEX");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void closingBehindTheConnectionIsQuiet(Kind kind) throws Exception {
    try (Database database = Databases.open(kind, folder)) {
      Connection connection = database.connect();
      H2Rows rows = H2Rows.of(connection);
      Numbers numbers = new Numbers(10);
      HostedRows stream = rows.host("F", Numbers.COLUMNS, numbers, STREAM);
      HostedRows copy = rows.host("F", Numbers.COLUMNS, numbers, COPY);
      stream.begin();
      copy.begin();
      LazyExecution lazy = LazyExecution.begin(connection);
      lazy.close();
      connection.close();
      lazy.close();
      stream.end();
      copy.end();
      stream.close();
      copy.close();
      rows.close();
      assertThat(numbers.closed).isEqualTo(numbers.opened);
    }
  }
}
