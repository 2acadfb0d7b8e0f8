package dev.insitu.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the statements of scripts, one after the other, on one connection. */
@Command(
    name = "run",
    description = "Runs SQL scripts and prints their results.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Run implements Callable<Integer> {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The database, as jdbc:insitu:h2:./shop; without it one in memory.")
  private String url = Database.IN_MEMORY;

  @Option(names = "--continue", description = "Goes on after an error; the exit code is 1 then.")
  private boolean goesOn;

  @Option(names = "--format", description = "box (default), csv or json.")
  private ResultFormat.Name format = ResultFormat.Name.BOX;

  @Option(
      names = "--record",
      paramLabel = "DIR",
      description = "Records what functions do, in full, into files of this folder.")
  private @Nullable Path recordings;

  @Parameters(arity = "1..*", paramLabel = "FILE.sql", description = "Scripts; - is the input.")
  private List<String> files = List.of();

  private final Streams streams;
  private int failed;

  Run(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure, SQLException, IOException {
    try (Connection connection =
        recordings == null ? Database.open(url) : Database.openRecording(url, recordings)) {
      SqlRunner runner =
          new SqlRunner(connection, ResultFormat.of(format, streams.outColumns()), streams);
      for (String file : files) {
        Database.enter(folder(file), connection);
        script(file, runner);
        if (failed > 0 && !goesOn) {
          break;
        }
      }
    }
    return failed == 0 ? 0 : 1;
  }

  private void script(String file, SqlRunner runner) throws IOException, Failure {
    int line = 1;
    try (InputStream bytes = open(file)) {
      Reader text = new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder());
      StatementReader statements = new StatementReader(text);
      for (var next = statements.next(); next != null; next = statements.next()) {
        line = next.line();
        try {
          runner.run(next.text());
        } catch (SQLException e) {
          fail(ErrorText.of(e), file, line);
          if (!goesOn) {
            return;
          }
        }
      }
    } catch (UnclosedException e) {
      fail("error: SQLSTATE 42601: " + e.getMessage(), file, e.line());
    } catch (CharacterCodingException e) {
      fail("error: the script is not UTF-8", file, line);
    }
  }

  private static Path folder(String file) {
    Path path = Path.of(file).toAbsolutePath().getParent();
    return file.equals("-") || path == null ? Path.of("") : path;
  }

  private InputStream open(String file) throws Failure, IOException {
    if (file.equals("-")) {
      return streams.in();
    }
    Path path = Path.of(file).toAbsolutePath();
    if (!Files.exists(path)) {
      throw new Failure("no file " + path);
    }
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new Failure("cannot read " + path);
    }
    return Files.newInputStream(path);
  }

  private void fail(String message, String file, int line) throws IOException {
    failed++;
    streams.out().flush();
    streams.err().println(message);
    streams.err().println("  at " + (file.equals("-") ? "standard input" : file) + ":" + line);
  }
}
