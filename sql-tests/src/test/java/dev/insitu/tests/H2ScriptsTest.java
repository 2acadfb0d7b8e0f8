package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** H2's own scripts give through insitu what they give without it, statement by statement. */
@Tag("ci")
final class H2ScriptsTest {
  private static final String PLAIN = "jdbc:h2:mem:scripts";
  private static final int ROWS_MAX = 2_000;
  private static final int TRIES = 30;

  /** What Java says of an array that H2 puts into a message: different in every process. */
  private static final Pattern IDENTITY = Pattern.compile("\\[B@[0-9a-f]+");

  @Test
  void everyStatementGivesTheSame() throws IOException, SQLException {
    Path suite = Path.of(System.getProperty("insitu.testsuites", ""), "h2-scripts.zip");
    if (!Files.exists(suite)) {
      System.out.println("NOT RUN: H2's scripts are absent (insitu.testsuites)");
      return;
    }
    int scripts = 0;
    int statements = 0;
    List<String> differences = new ArrayList<>();
    try (ZipFile zip = new ZipFile(suite.toFile())) {
      for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        if (entry.getName().endsWith(".sql")) {
          try (BufferedReader reader =
              new BufferedReader(
                  new InputStreamReader(zip.getInputStream(entry), StandardCharsets.UTF_8))) {
            scripts++;
            statements += compare(entry.getName(), steps(reader), differences);
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT, "H2's scripts: %d scripts, %d statements%n", scripts, statements);
    assertThat(differences).isEmpty();
    assertThat(statements).isGreaterThan(9_000);
  }

  /** Returns the statements of a script, and its directives as they stand. */
  private static List<String> steps(BufferedReader reader) throws IOException {
    List<String> steps = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line; (line = reader.readLine()) != null; ) {
      if (!statement.isEmpty()
          || !line.startsWith(">") && !line.startsWith("--") && !line.isBlank()) {
        statement.append(line).append('\n');
        if (line.startsWith("@") || line.stripTrailing().endsWith(";")) {
          steps.add(statement.toString().strip());
          statement.setLength(0);
        }
      }
    }
    return steps;
  }

  private static int compare(String script, List<String> steps, List<String> differences)
      throws SQLException {
    List<String> expected = run(PLAIN, steps);
    List<String> found = run("jdbc:insitu:h2:mem:scripts", steps);
    for (int i = 0; i < steps.size(); i++) {
      if (!expected.get(i).equals(found.get(i))
          && !(sorted(expected.get(i)).equals(sorted(found.get(i))) && isUnordered(steps, i))) {
        differences.add(
            String.join(
                "\n", script, steps.get(i), "H2: " + expected.get(i), "ours: " + found.get(i)));
      }
    }
    return steps.size();
  }

  /** Returns whether H2 itself gives the rows of a statement now in one order, now in another. */
  private static boolean isUnordered(List<String> steps, int number) throws SQLException {
    Set<String> results = new HashSet<>();
    for (int i = 0; i < TRIES && results.size() < 2; i++) {
      results.add(run(PLAIN, steps.subList(0, number + 1)).get(number));
    }
    return results.size() > 1;
  }

  private static List<String> sorted(String result) {
    return result.lines().sorted().toList();
  }

  private static List<String> run(String url, List<String> steps) throws SQLException {
    List<String> results = new ArrayList<>();
    try (Session session = new Session(url)) {
      for (String step : steps) {
        results.add(session.run(step));
      }
    }
    return results;
  }

  /** A database of its own and the connection to it. */
  private static final class Session implements AutoCloseable {
    private final String url;
    private Connection connection;

    Session(String url) throws SQLException {
      this.url = url + ";DB_CLOSE_DELAY=-1";
      this.connection = DriverManager.getConnection(this.url);
    }

    String run(String step) throws SQLException {
      if (!step.startsWith("@")) {
        return result(step);
      }
      switch (step) {
        case "@reconnect" -> {
          connection.close();
          connection = DriverManager.getConnection(url);
        }
        case "@autocommit off" -> connection.setAutoCommit(false);
        case "@autocommit on" -> connection.setAutoCommit(true);
        default -> {}
      }
      return "";
    }

    private String result(String sql) {
      StringBuilder text = new StringBuilder();
      try (Statement statement = connection.createStatement()) {
        if (statement.execute(sql)) {
          try (ResultSet rows = statement.getResultSet()) {
            columns(rows.getMetaData(), text);
            rows(rows, text);
          }
        } else {
          text.append(statement.getLargeUpdateCount());
        }
        for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
          text.append("\nwarning ").append(w.getMessage());
        }
      } catch (SQLException e) {
        text.append(
            String.join(
                " ",
                e.getClass().getName(),
                e.getSQLState(),
                Integer.toString(e.getErrorCode()),
                e.getMessage()));
      }
      return IDENTITY.matcher(text).replaceAll("[B@");
    }

    private static void columns(ResultSetMetaData columns, StringBuilder text) throws SQLException {
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        text.append(
            String.join(
                "|",
                columns.getColumnLabel(i),
                columns.getColumnName(i),
                columns.getTableName(i),
                columns.getSchemaName(i),
                columns.getColumnTypeName(i),
                columns.getColumnClassName(i),
                columns.getColumnType(i)
                    + " "
                    + columns.getPrecision(i)
                    + " "
                    + columns.getScale(i)
                    + " "
                    + columns.isNullable(i)
                    + " "
                    + columns.isAutoIncrement(i)
                    + " "
                    + columns.getColumnDisplaySize(i)));
        text.append('\n');
      }
    }

    private static void rows(ResultSet rows, StringBuilder text) throws SQLException {
      int columns = rows.getMetaData().getColumnCount();
      for (int n = 0; n < ROWS_MAX && rows.next(); n++) {
        for (int i = 1; i <= columns; i++) {
          text.append(rows.getString(i)).append(rows.wasNull() ? "(null)|" : "|");
        }
        text.append('\n');
      }
    }

    @Override
    public void close() throws SQLException {
      if (connection.isClosed()) {
        connection = DriverManager.getConnection(url);
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute("SHUTDOWN");
      }
      connection.close();
    }
  }
}
