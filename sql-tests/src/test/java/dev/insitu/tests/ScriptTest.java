package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.hydromatic.quidem.AbstractCommand;
import net.hydromatic.quidem.Command;
import net.hydromatic.quidem.Quidem;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every {@code .iq} script of {@code src/test/resources/sql}: SQL with the results and errors
 * that it must give. {@code -Dinsitu.iq.update=true} writes what was given into the scripts
 * instead, for a person to read.
 *
 * <p>{@code !use mem} opens a fresh database, {@code !ok} shows a result, {@code !update} a count,
 * {@code !tree} the tree of an EXPLAIN with its times masked, and {@code !fails} the SQLSTATE and
 * the message of the error that the statement must end with.
 */
final class ScriptTest {
  private static final Path SCRIPTS = Repository.root().resolve("sql-tests/src/test/resources/sql");
  private static final Pattern TIME = Pattern.compile("time in guest [0-9.]+ ms");
  private static int databases;

  @TestFactory
  Stream<DynamicTest> scripts() throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(SCRIPTS)) {
      files = list.filter(f -> f.toString().endsWith(".iq")).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)));
  }

  private static void run(Path file) throws IOException {
    String expected = Files.readString(file);
    StringWriter actual = new StringWriter();
    new Quidem(
            Quidem.configBuilder()
                .withReader(new StringReader(expected))
                .withWriter(actual)
                .withConnectionFactory(ScriptTest::connect)
                .withCommandHandler((lines, content, line) ->
                    switch (line) {
                      case "fails" -> new Shown(List.copyOf(lines), ScriptTest::failure);
                      case "tree" -> new Shown(List.copyOf(lines), ScriptTest::plan);
                      default -> null;
                    })
                .build())
        .execute();
    if (Boolean.getBoolean("insitu.iq.update")) {
      Files.writeString(file, actual.toString());
    } else {
      assertThat(actual.toString()).isEqualTo(expected);
    }
  }

  /** Opens a fresh database, or a second connection to the last one by the name {@code again}. */
  private static Connection connect(String name, boolean reference) throws SQLException {
    if (reference) {
      return null;
    }
    if (!name.equals("again")) {
      databases++;
    }
    Properties properties = new Properties();
    properties.setProperty("insitu.baseDirectory", Repository.root().toString());
    return DriverManager.getConnection(
        "jdbc:insitu:h2:mem:script" + databases + ";DB_CLOSE_DELAY=-1", properties);
  }

  /** Runs the last statement, and writes what a function makes of it. */
  private static final class Shown extends AbstractCommand {
    private final List<String> lines;
    private final Outcome outcome;

    /** What is written of a statement. */
    @FunctionalInterface
    interface Outcome {
      String of(Statement statement, String sql) throws SQLException;
    }

    Shown(List<String> lines, Outcome outcome) {
      this.lines = lines;
      this.outcome = outcome;
    }

    @Override
    public void execute(Command.Context context, boolean execute) throws SQLException {
      if (execute) {
        try (Statement statement = context.connection().createStatement()) {
          context.writer().println(outcome.of(statement, context.previousSqlCommand().sql));
        }
        context.writer().println();
      }
      context.echo(lines.subList(lines.size() - 1, lines.size()));
    }
  }

  /** Returns the error that a statement must end with. */
  private static String failure(Statement statement, String sql) {
    try {
      if (statement.execute(sql)) {
        ResultSet rows = statement.getResultSet();
        while (rows.next()) {
          // Rows stream, so an error may come with any of them.
        }
      }
      return "the statement did not fail";
    } catch (SQLException e) {
      return e.getSQLState() + ": " + e.getMessage();
    }
  }

  /** Returns the tree that an EXPLAIN gives, without the times, which no two runs share. */
  private static String plan(Statement statement, String sql) throws SQLException {
    try (ResultSet plan = statement.executeQuery(sql)) {
      assertThat(plan.getMetaData().getColumnLabel(1)).isEqualTo("PLAN");
      assertThat(plan.next()).isTrue();
      String tree = plan.getString(1);
      assertThat(plan.next()).isFalse();
      return TIME.matcher(tree).replaceAll("time in guest * ms");
    }
  }
}
