package dev.insitu.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL with the table and the functions of {@link QueryShape}, in a temporary folder,
 * reached through a socket of that folder by one session of psql, which tells times. Where this
 * process is root, which PostgreSQL refuses to be, the server runs as the user that its package
 * made.
 */
final class PostgresServer implements AutoCloseable {
  private static final String USER = "bench";
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  private final Path folder;
  private final Path binaries;
  private @Nullable Process server;
  private @Nullable Process session;
  private @Nullable BufferedReader answers;

  private PostgresServer(Path binaries) throws IOException {
    this.folder = Files.createTempDirectory("insitu-postgres");
    this.binaries = binaries;
  }

  /** Starts one with so many rows; returns null where it is not installed. */
  static @Nullable PostgresServer start(long rows) throws IOException {
    Path binaries = binaries();
    if (binaries == null) {
      return null;
    }
    PostgresServer postgres = new PostgresServer(binaries);
    try {
      postgres.launch();
      postgres.connect();
      postgres.prepare(rows);
      return postgres;
    } catch (IOException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  /** Returns the folder of the newest server's programs. */
  private static @Nullable Path binaries() throws IOException {
    if (!Files.isDirectory(DEBIAN)) {
      return null;
    }
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Comparator.naturalOrder())
          .orElse(null);
    }
  }

  private void launch() throws IOException {
    String data = folder.resolve("data").toString();
    if (isRoot()) {
      Processes.output(List.of("chown", "postgres", folder.toString()));
    }
    Processes.output(
        asServer("initdb", "-D", data, "-A", "trust", "-U", USER, "--no-sync", "-E", "UTF8"));
    server =
        new ProcessBuilder(
                asServer(
                    "postgres",
                    "-D",
                    data,
                    "-k",
                    folder.toString(),
                    "-c",
                    "listen_addresses=",
                    "-c",
                    "fsync=off",
                    "-c",
                    "shared_buffers=1GB",
                    "-c",
                    "max_parallel_workers_per_gather=0"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
  }

  /** Returns the command of one of the server's programs. */
  private List<String> asServer(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    command.add(binaries.resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private void connect() throws IOException {
    List<String> psql =
        List.of(binaries.resolve("psql").toString(), "-XqAt", "-h", folder.toString(), "-U", USER);
    for (int attempt = 0; ; attempt++) {
      List<String> ready = new ArrayList<>(psql);
      ready.addAll(List.of("-d", "postgres", "-c", "SELECT 1"));
      try {
        Processes.output(ready);
        break;
      } catch (IOException e) {
        if (attempt == 100) {
          throw e;
        }
        pause();
      }
    }
    List<String> command = new ArrayList<>(psql);
    command.addAll(List.of("-d", "postgres"));
    session = new ProcessBuilder(command).redirectErrorStream(true).start();
    answers =
        new BufferedReader(new InputStreamReader(session.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void prepare(long rows) throws IOException {
    ask("SET client_min_messages = error");
    ask(
        "CREATE TABLE t (id bigint, lat1 float8, lon1 float8, lat2 float8, lon2 float8, name text)");
    ask(
        "INSERT INTO t SELECT "
            + QueryShape.columns()
            + " FROM generate_series(CAST(1 AS bigint), "
            + rows
            + ") AS g(x)");
    ask("ALTER TABLE t ALTER name TYPE text COLLATE \"C\"");
    ask("VACUUM ANALYZE t");
  }

  /**
   * Makes the functions of a language.
   *
   * @return null where the server has it not
   */
  @Nullable QueryPeer language(Language language) throws IOException {
    try {
      for (String statement : language.statements(this)) {
        ask(statement);
      }
    } catch (IOException e) {
      return null;
    }
    return new Queries(language);
  }

  /** What functions can be written in. */
  enum Language {
    C,
    PLPGSQL,
    PLPYTHON;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    private List<String> statements(PostgresServer server) throws IOException {
      return switch (this) {
        case C -> PostgresFunctions.compiled(server.library());
        case PLPGSQL -> PostgresFunctions.PLPGSQL;
        case PLPYTHON -> PostgresFunctions.PLPYTHON;
      };
    }
  }

  /** Compiles the functions where the server can read them. */
  private String library() throws IOException {
    Path source = folder.resolve("queries.c");
    try (InputStream in = PostgresServer.class.getResourceAsStream("queries.c")) {
      Files.write(source, in.readAllBytes());
    }
    String headers = Processes.output(List.of("pg_config", "--includedir-server")).get(0);
    String library = folder.resolve("queries.so").toString();
    Processes.output(
        List.of(
            "gcc",
            "-O2",
            "-ffp-contract=off",
            "-fPIC",
            "-shared",
            "-DPOSTGRES",
            "-I",
            headers,
            "-o",
            library,
            source.toString(),
            "-lm"));
    return library;
  }

  /** Runs a statement and returns the lines before the one that tells its time. */
  private List<String> ask(String sql) throws IOException {
    send(sql + ";\n\\echo done\n");
    List<String> lines = new ArrayList<>();
    while (true) {
      String line = answer();
      if (line.equals("done")) {
        return lines;
      }
      if (line.startsWith("ERROR:")) {
        String error = line;
        while (!line.equals("done")) {
          line = answer();
        }
        throw new IOException("PostgreSQL: " + sql + ": " + error);
      }
      lines.add(line);
    }
  }

  private void send(String text) throws IOException {
    OutputStream in = session().getOutputStream();
    in.write(text.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  private String answer() throws IOException {
    String line = answers == null ? null : answers.readLine();
    if (line == null) {
      throw new IOException("psql ended");
    }
    return line;
  }

  private Process session() throws IOException {
    if (session == null) {
      throw new IOException("there is no session");
    }
    return session;
  }

  /** The queries in one language. */
  private final class Queries implements QueryPeer {
    private final Language language;

    Queries(Language language) {
      this.language = language;
    }

    @Override
    public String name() {
      return "pg-" + language.label();
    }

    @Override
    public long nanos(QueryShape shape) throws IOException {
      long start = System.nanoTime();
      ask(shape.query(language.label() + "_"));
      return System.nanoTime() - start;
    }

    @Override
    public String check(QueryShape shape) throws IOException {
      return ask(shape.check(language.label() + "_")).get(0);
    }
  }

  @Override
  public void close() throws IOException {
    stop(session);
    stop(server);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void stop(@Nullable Process process) throws IOException {
    if (process == null) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
