package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recordings made through SQL change nothing, and are replayed by another process. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class RecordingTest {
  private static final Path SCALARS =
      Repository.root().resolve("udf-bridge/src/test/resources/modules/scalar.wasm");
  private static final Path TOP_N = Repository.root().resolve("samples/top-n/top-n.wasm");
  private static final Path BATCH = Repository.root().resolve("samples/batch/batch.wasm");

  @TempDir private Path folder;
  @TempDir private Path scratch;

  private Connection open(String... settings) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("insitu.recordDirectory", folder.toString());
    for (int i = 0; i < settings.length; i += 2) {
      properties.setProperty(settings[i], settings[i + 1]);
    }
    return DriverManager.getConnection("jdbc:insitu:h2:mem:", properties);
  }

  private static void execute(Statement statement, String... texts) throws SQLException {
    for (String sql : texts) {
      statement.execute(sql);
    }
  }

  private static void functions(Statement statement) throws SQLException {
    execute(
        statement,
        "CREATE MODULE scalar FROM 'file:" + SCALARS + "'",
        "CREATE MODULE topn FROM 'file:" + TOP_N + "'",
        scalar("same_double(x DOUBLE) RETURNS DOUBLE", ""),
        scalar("same_real(x REAL) RETURNS REAL", ""),
        scalar("same_text(x VARCHAR) RETURNS VARCHAR", ""),
        scalar("same_bool(x BOOLEAN) RETURNS BOOLEAN", ""),
        scalar("same_bytes(x VARBINARY) RETURNS VARBINARY", "") + " EXPORT 'same_text'",
        scalar("opt_text(x VARCHAR) RETURNS VARCHAR", "CALLED ON NULL INPUT"),
        scalar("opt_double(x DOUBLE) RETURNS DOUBLE", "CALLED ON NULL INPUT"),
        scalar("count_up(x BIGINT) RETURNS BIGINT", "") + " EXPORT 'count'",
        scalar("spin(x INTEGER) RETURNS INTEGER", ""),
        "CREATE MODULE batch FROM 'file:" + BATCH + "'",
        "CREATE FUNCTION uuid_of(namespace UUID, name VARCHAR) RETURNS UUID LANGUAGE WASM"
            + " PARAMETER STYLE BATCH FROM MODULE batch",
        "CREATE FUNCTION firsts(t TABLE, n INTEGER) RETURNS TABLE (k VARCHAR, n INTEGER)"
            + " LANGUAGE WASM PARAMETER STYLE STREAM FROM MODULE topn");
  }

  private static String scalar(String signature, String clause) {
    return "CREATE FUNCTION " + signature + " LANGUAGE WASM " + clause + " FROM MODULE scalar";
  }

  private static List<String> rows(Statement statement, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.append(result.getObject(i)).append('|');
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** Runs the command line in another process; its output, then {@code exit} and its code. */
  private static String insitu(List<String> arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.insitu.cli.Main"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output + "exit " + process.waitFor();
  }

  private static String insitu(String command, List<Path> files) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    files.forEach(file -> arguments.add(file.toString()));
    return insitu(arguments);
  }

  private static void assertEqual(String output, int recordings) {
    assertThat(output).endsWith("exit 0");
    assertThat(output.lines().filter(l -> l.startsWith("replayed   equal, bit for bit")))
        .describedAs(output)
        .hasSize(recordings);
  }

  @Test
  void valuesOfEveryKindAreReplayed() throws Exception {
    String[] queries = {
      "SELECT same_double(x) FROM (VALUES (CAST('NaN' AS DOUBLE)), (CAST('-0.0' AS DOUBLE)),"
          + " (CAST('Infinity' AS DOUBLE)), (4.9E-324), (NULL)) AS t(x)",
      "SELECT same_real(x) FROM (VALUES (CAST('NaN' AS REAL)), (CAST('-0.0' AS REAL)), (NULL))"
          + " AS t(x)",
      "SELECT same_text(x), same_bool(x > 'b'), RAWTOHEX(same_bytes(CAST(x AS VARBINARY))) FROM (VALUES (''), ('ä€😀'), (NULL), ('x'),"
          + " (REPEAT('y', 100000)), ('z')) AS t(x)",
      "SELECT opt_text(x), opt_double(LENGTH(x)) FROM (VALUES (''), (NULL), ('😀')) AS t(x)",
      "SELECT count_up(x) FROM SYSTEM_RANGE(1, 1000) AS t(x)",
      "SELECT * FROM TABLE(firsts(TABLE(SELECT 'k' || MOD(x, 3) AS k, x AS n FROM"
          + " SYSTEM_RANGE(1, 20000) AS s(x)) PARTITION BY k ORDER BY n, 2)) ORDER BY 1, 2",
      "SELECT * FROM TABLE(firsts(TABLE(SELECT CAST(NULL AS VARCHAR) AS k, 1 AS n), 1))",
      "SELECT uuid_of('6ba7b810-9dad-11d1-80b4-00c04fd430c8', x) FROM (VALUES (''), (NULL),"
          + " ('😀'), (REPEAT('y', 100000))) AS t(x)",
    };
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      functions(statement);
      List<List<String>> plain = new ArrayList<>();
      for (String query : queries) {
        plain.add(rows(statement, query));
      }
      statement.execute("SET insitu.record = FULL");
      for (int i = 0; i < queries.length; i++) {
        assertThat(rows(statement, queries[i])).isEqualTo(plain.get(i));
      }
      statement.execute("SET insitu.record DIGEST");
      for (int i = 0; i < 5; i++) {
        assertThat(rows(statement, queries[i])).isEqualTo(plain.get(i));
      }
      statement.execute("SET insitu.record TO OFF");
      rows(statement, queries[0]);
    }
    assertThat(files()).hasSize(11 + 8);
    for (Path file : files()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(file.getFileName().toString()).matches("[A-Z_]+-0000[0-9]{2}\\.recording");
    }
    String output = insitu("replay", files());
    assertEqual(output, 19);
    assertThat(output)
        .contains("function   PUBLIC.SAME_TEXT(X VARCHAR) RETURNS VARCHAR")
        .contains("export     same_text, style DIRECT")
        .contains("function   PUBLIC.UUID_OF(NAMESPACE UUID, NAME VARCHAR) RETURNS UUID")
        .contains("export     uuid_of, style BATCH")
        .contains("recorded   full, calls 1000, fuel ")
        .contains("recorded   digest, calls 1000, fuel ")
        .contains("recorded   full, partitions 3, rows 6, fuel ");
    List<String> verify =
        List.of("verify", folder.resolve("SAME_TEXT-000003.recording").toString(), "--copies", "4");
    assertThat(insitu(verify))
        .contains("copy 1     compiled: equal, bit for bit")
        .contains("copy 2     interpreted: equal, bit for bit")
        .contains("copy 3     compiled, small stack, fresh instances: equal, bit for bit")
        .contains("copy 4     interpreted, small stack, fresh instances: equal, bit for bit")
        .contains("verdict    all 4 copies are equal to the recording")
        .endsWith("exit 0");
  }

  @Test
  void exportsInsteadOfAProgramAreReplayed() throws Exception {
    Path module = Repository.root().resolve("samples/subtotals/subtotals.wasm");
    String sums =
        "(t TABLE (region VARCHAR, amount DECIMAL(12, 2))) RETURNS TABLE (region VARCHAR(256),"
            + " amount DECIMAL(18, 2), entries BIGINT) LANGUAGE WASM WITH (format = 'insitu',"
            + " partitions = '%s') FROM MODULE subtotals EXPORT 'subtotals'";
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      execute(
          statement,
          "CREATE MODULE subtotals FROM 'file:" + module + "'",
          "CREATE FUNCTION each_part" + sums.formatted("isolated"),
          "CREATE FUNCTION all_parts" + sums.formatted("shared"),
          "SET insitu.record = FULL");
      for (String function : List.of("each_part", "all_parts")) {
        rows(
            statement,
            "SELECT * FROM TABLE("
                + function
                + "(TABLE(SELECT CAST(MOD(x, 3) AS VARCHAR) AS region, CAST(x AS DECIMAL(12, 2)) AS"
                + " amount FROM SYSTEM_RANGE(1, 5000) AS s(x)) PARTITION BY region))");
      }
    }
    String output = insitu("replay", files());
    assertEqual(output, 2);
    assertThat(output)
        .contains("recorded   full, partitions 3, rows 6, fuel ")
        .contains("recorded   full, partitions 1, rows 4, fuel ");
  }

  @Test
  void aDamagedRecordingIsRefusedAndOneWithoutItsInputToo() throws Exception {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      functions(statement);
      statement.execute("SET insitu.record = digest");
      rows(statement, "SELECT * FROM TABLE(firsts(TABLE(SELECT 'a' AS k, 1 AS n), 1))");
    }
    Path digest = files().get(0);
    byte[] bytes = Files.readAllBytes(digest);
    bytes[bytes.length / 2] ^= 1;
    Path damaged = Files.write(scratch.resolve("damaged.recording"), bytes);
    Path input = Files.writeString(scratch.resolve("input.csv"), "K,N\na,1\n");
    assertThat(insitu("replay", List.of(damaged, digest, scratch.resolve("input.csv"))))
        .contains("error: " + damaged + ": recording is damaged at byte ")
        .contains(
            "error: "
                + digest
                + ": recording keeps the digest of its input only; give the input's bytes again")
        .contains("input.csv: not a recording: it does not start with INSITU-R")
        .endsWith("exit 1");
    assertThat(insitu(List.of("replay", digest.toString(), "--input", input.toString())))
        .satisfiesAnyOf(
            output -> assertEqual(output, 1),
            output -> assertThat(output).contains("input is not what was recorded"));
    assertThat(insitu(List.of("verify", digest.toString(), "--copies", "99")))
        .contains("error: --copies is 99; allowed is 1 to 16");
  }

  @Test
  void theHostAloneChoosesWhetherAndWhere() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:");
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("SET insitu.record = full"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"))
          .hasMessage(
              "SET insitu.record: this connection has no folder for recordings; whoever opens it"
                  + " sets insitu.recordDirectory, or runs ./insitu run --record DIR");
      statement.execute("SET insitu.record = off");
    }
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      assertSyntax(statement, "SET insitu.record = 'full'");
      assertSyntax(statement, "SET insitu.record = full, '/tmp'");
      assertThatThrownBy(() -> statement.execute("SET insitu.recordDirectory = '/tmp'"))
          .hasMessageStartingWith("there is no setting insitu.recorddirectory; there are record, ");
      assertSyntax(statement, "SET insitu.record");
      functions(statement);
      connection.setAutoCommit(false);
      execute(
          statement,
          "CREATE TABLE t(x DOUBLE)",
          "INSERT INTO t VALUES (1)",
          "SET insitu.record = full");
      connection.rollback();
      assertThat(rows(statement, "SELECT same_double(x) FROM t")).isEmpty();
      connection.setAutoCommit(true);
      assertThat(files()).isEmpty();
      Files.delete(folder);
      assertThatThrownBy(() -> rows(statement, "SELECT same_double(1)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("58030"))
          .hasMessage(
              "function SAME_DOUBLE: no recording can be created in "
                  + folder
                  + "; check the folder, or SET insitu.record = off");
      Files.createDirectory(folder);
      assertThat(rows(statement, "SELECT same_double(1)")).containsExactly("1.0|");
      assertThat(files()).hasSize(1);
    }
  }

  private static void assertSyntax(Statement statement, String sql) {
    assertThatThrownBy(() -> statement.execute(sql))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42601"));
  }

  @Test
  void whatIsTooLongOrStoppedSaysSo() throws Exception {
    try (Connection connection = open("insitu.recordBytes", "20000");
        Statement statement = connection.createStatement()) {
      functions(statement);
      statement.execute("SET insitu.record = full");
      assertThat(rows(statement, "SELECT SUM(count_up(x)) FROM SYSTEM_RANGE(1, 10000) AS t(x)"))
          .containsExactly("20000|");
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> rows(statement, "SELECT spin(1)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    }
    assertThat(Files.size(files().get(0))).isBetween(19_000L, 20_500L);
    assertThat(insitu("replay", files()))
        .contains("recording is incomplete: it reached its limit of 20,000 bytes")
        .contains(
            "replayed   equal, bit for bit; 1 ended by a clock or a cancel, whose end is not"
                + " compared")
        .endsWith("exit 1");
  }

  @Test
  @Tag("ci")
  void rowsThatNobodyReadsStopTheRecordingToo() throws Exception {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      functions(statement);
      statement.execute("SET insitu.record = full");
      String many =
          "SELECT * FROM TABLE(firsts(TABLE(SELECT 'k' AS k, x AS n FROM"
              + " SYSTEM_RANGE(1, 1000000) AS s(x)), 900000))";
      try (ResultSet rows = statement.executeQuery(many)) {
        assertThat(rows.next()).isTrue();
      }
      assertThat(rows(statement, many + " LIMIT 3")).hasSize(3);
    }
    assertThat(files()).hasSize(2);
    assertEqual(insitu("replay", files()), 2);
  }

  @Test
  @Tag("ci")
  void samplesGiveTheSameWithRecordingAndAreReplayed() throws Exception {
    List<String> run = new ArrayList<>(List.of("run", "--continue", "--format", "csv"));
    for (String script :
        List.of("load", "city-pairs", "operators", "statistics", "top-routes", "tip/tip")) {
      run.add(Repository.root().resolve("samples/" + script + ".sql").toString());
    }
    List<String> recorded = new ArrayList<>(run);
    recorded.addAll(1, List.of("--record", folder.resolve("new").toString()));
    assertThat(insitu(recorded)).isEqualTo(insitu(run)).endsWith("exit 0");
    folder = folder.resolve("new");
    assertThat(files()).hasSizeGreaterThanOrEqualTo(4);
    assertEqual(insitu("replay", files()), files().size());
  }

  @Test
  @Tag("ci")
  void everyAttackIsReplayed() throws Exception {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute("SET insitu.record = full");
      for (Attack attack : Attack.all().toList()) {
        if (!attack.function().isEmpty()) {
          assertThat(attack.end(statement, scratch)).isEqualTo(attack.expected(scratch));
        }
      }
    }
    assertThat(files()).hasSizeGreaterThan(30);
    assertEqual(insitu("replay", files()), files().size());
  }
}
