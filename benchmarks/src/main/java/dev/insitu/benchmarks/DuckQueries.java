package dev.insitu.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The queries over DuckDB with functions in Java, in a JVM of its own. DuckDB's driver has 85 MB,
 * which no build here fetches: it is measured where somebody put it into {@code cli/target/peers}.
 */
final class DuckQueries {
  private static final String FETCH =
      "DuckDB is not there (mvn dependency:copy -Dartifact=org.duckdb:duckdb_jdbc:1.5.6.0"
          + " -DoutputDirectory=cli/target/peers)";

  private DuckQueries() {}

  static void run(PrintStream out, long rows, int rounds) throws IOException {
    String peers = Processes.peers();
    if (!peers.contains("duckdb_jdbc")) {
      out.println(FETCH);
      return;
    }
    Path folder = Files.createTempDirectory("insitu-duckdb");
    Path source = folder.resolve("DuckFunctions.java");
    try (InputStream in = DuckQueries.class.getResourceAsStream("DuckFunctions.java")) {
      Files.write(source, in.readAllBytes());
      Processes.output(
              List.of(
                  Processes.javaProgram(),
                  "-cp",
                  peers + File.pathSeparator + Processes.classPath(),
                  source.toString(),
                  Long.toString(rows),
                  Integer.toString(rounds)))
          .stream()
          .filter(line -> line.startsWith("figure"))
          .forEach(out::println);
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
