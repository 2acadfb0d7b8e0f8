package dev.insitu.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Tells what insitu does by running the samples' scripts on real data, one after the other. */
@Command(
    name = "demo",
    description = "Shows WebAssembly at work in SQL on real data.",
    mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {
  /**
   * A chapter of the story.
   *
   * @param errors how many of its statements must fail
   */
  private record Chapter(String title, String script, int errors) {}

  private static final List<Chapter> CHAPTERS =
      List.of(
          new Chapter("Flights, airports and bird strikes", "load.sql", 0),
          new Chapter("A function in C inside a join", "city-pairs.sql", 0),
          new Chapter("A function in Rust on text", "operators.sql", 0),
          new Chapter("A whole program as a table function", "top-routes.sql", 0),
          new Chapter("Code that nobody should trust", "hostile.sql", 2),
          new Chapter("The bill", "statistics.sql", 0));

  private static final String NEXT =
      """
      Try next:
        ./insitu shell                          your own SQL, with history and completion
        ./insitu inspect samples/tip/tip.wasm   what a module asks for, and the SQL that names it
        README.md                               a first function of your own in C, Rust or AssemblyScript
      """;

  private final Streams streams;
  private int unexpected;

  Demo(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure, SQLException, IOException {
    Path samples = samples();
    Writer out = streams.out();
    try (Connection connection = Database.open(Database.IN_MEMORY)) {
      Database.enter(samples, connection);
      SqlRunner runner =
          new SqlRunner(connection, new BoxFormat(streams.outColumns()), streams.withoutNotes());
      for (Chapter chapter : CHAPTERS) {
        out.write(emphasis("== " + chapter.title() + " (samples/" + chapter.script() + ")"));
        out.write("\n\n");
        tell(samples.resolve(chapter.script()), chapter.errors(), runner);
      }
    }
    out.write(NEXT);
    out.flush();
    return unexpected == 0 ? 0 : 1;
  }

  static Path samples() throws Failure {
    String home = System.getProperty("insitu.home");
    Path samples = Path.of(home == null ? "" : home).toAbsolutePath().resolve("samples");
    if (!Files.isDirectory(samples)) {
      throw new Failure("no folder " + samples + ": start the demo as ./insitu demo");
    }
    return samples;
  }

  private void tell(Path script, int errors, SqlRunner runner) throws IOException, Failure {
    Writer out = streams.out();
    int failed = 0;
    try (var text = Files.newBufferedReader(script)) {
      StatementReader statements = new StatementReader(text);
      for (var next = statements.next(); next != null; next = statements.next()) {
        for (String line : next.comment().lines().toList()) {
          out.write(line.replaceFirst("^-- ?", "") + "\n");
        }
        out.write((next.comment().isEmpty() ? "" : "\n") + (next.text() + ";").indent(2));
        try {
          runner.run(next.text());
        } catch (SQLException e) {
          failed++;
          out.write(emphasis(ErrorText.of(e)) + "\n");
        }
        out.write("\n");
      }
    } catch (UnclosedException e) {
      throw new Failure(script + ":" + e.line() + ": " + e.getMessage());
    }
    unexpected += Math.abs(failed - errors);
  }

  private String emphasis(String text) {
    return streams.outColumns().getAsInt() > 0 ? "\033[1m" + text + "\033[0m" : text;
  }
}
