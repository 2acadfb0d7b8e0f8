package dev.insitu.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads statements as they are typed, or from a pipe, and runs each; errors do not end it. */
@Command(
    name = "shell",
    description = "Runs SQL as you type it.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Shell implements Callable<Integer> {
  private static final Set<String> COMMANDS = Set.of("help", "quit", "exit");

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The database, as jdbc:insitu:h2:./shop; without it one in memory.")
  private String url = Database.IN_MEMORY;

  @Option(names = "--format", description = "box (default), csv or json.")
  private ResultFormat.Name format = ResultFormat.Name.BOX;

  private final Streams streams;
  private boolean failed;

  Shell(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure, SQLException, IOException {
    try (Connection connection = Database.open(url)) {
      Database.enter(Path.of(""), connection);
      if (streams.inIsTerminal()) {
        try (Terminal terminal = TerminalBuilder.builder().name("insitu").build()) {
          interactive(connection, terminal, historyFile());
          return 0;
        }
      }
      piped(connection);
      return failed ? 1 : 0;
    }
  }

  private void piped(Connection connection) throws IOException {
    SqlRunner runner =
        new SqlRunner(connection, ResultFormat.of(format, streams.outColumns()), streams);
    statements(
        new InputStreamReader(streams.in(), StandardCharsets.UTF_8.newDecoder()), runner, streams);
  }

  /** Talks to somebody at a terminal until end of input or {@code quit}. */
  void interactive(Connection connection, Terminal terminal, Path history) throws IOException {
    Streams screen = Streams.of(terminal);
    SqlRunner runner =
        new SqlRunner(connection, ResultFormat.of(format, screen.outColumns()), screen);
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("insitu")
            .parser(new ShellParser(Shell::isCommand))
            .completer(new ShellCompleter(connection, COMMANDS))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_REDUCE_BLANKS, false)
            .variable(LineReader.HISTORY_FILE, history)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "     -> ")
            .build();
    screen.out().write("Statements end with a semicolon; help says more.\n");
    screen.out().flush();
    terminal.handle(Terminal.Signal.INT, signal -> runner.cancel());
    boolean goesOn = true;
    while (goesOn) {
      try {
        String typed = reader.readLine("insitu> ");
        goesOn = statements(new StringReader(typed), runner, screen);
      } catch (UserInterruptException e) {
        // Ctrl-C drops what was typed.
      } catch (EndOfFileException e) {
        goesOn = false;
      }
    }
  }

  /**
   * Runs all statements of a text.
   *
   * @return false when it said {@code quit}
   */
  private boolean statements(Reader text, SqlRunner runner, Streams to) throws IOException {
    StatementReader reader = new StatementReader(text, Shell::isCommand);
    try {
      for (var next = reader.next(); next != null; next = reader.next()) {
        if (!isCommand(next.text())) {
          run(next.text(), runner, to);
        } else if (next.text().equalsIgnoreCase("help")) {
          help(to);
        } else {
          return false;
        }
      }
    } catch (UnclosedException e) {
      fail("error: SQLSTATE 42601: " + e.getMessage(), to);
    } catch (CharacterCodingException e) {
      fail("error: the input is not UTF-8", to);
    }
    return true;
  }

  private void run(String sql, SqlRunner runner, Streams to) throws IOException {
    try {
      runner.run(sql);
    } catch (SQLException e) {
      fail(ErrorText.of(e), to);
    }
  }

  private void fail(String message, Streams to) {
    failed = true;
    to.err().println(message);
  }

  private static void help(Streams to) throws IOException {
    to.out()
        .write(
            """
            A statement ends with a semicolon and may take several lines.
            Ctrl-C stops the statement that runs, or drops what was typed; Ctrl-D leaves.
              help         this text
              quit, exit   leave
            What there is:
              SHOW TABLES;
              SELECT * FROM insitu.modules;
              SELECT * FROM insitu.functions;
            """);
    to.out().flush();
  }

  private static boolean isCommand(String line) {
    return COMMANDS.contains(line.toLowerCase(Locale.ROOT));
  }

  private static Path historyFile() {
    String home = System.getenv("HOME");
    return historyFile(
        System.getenv("XDG_STATE_HOME"), home == null ? System.getProperty("user.home", "") : home);
  }

  /** Returns where the history is kept: by the XDG rules when they are in use, else in the home. */
  static Path historyFile(@Nullable String stateHome, String home) {
    return stateHome != null && Path.of(stateHome).isAbsolute()
        ? Path.of(stateHome, "insitu", "history")
        : Path.of(home, ".insitu_history");
  }
}
