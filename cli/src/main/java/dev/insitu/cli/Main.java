package dev.insitu.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command {@code insitu}. */
@Command(
    name = "insitu",
    description = "Runs untrusted WebAssembly inside SQL.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main implements Callable<Integer> {
  /** How a process ends whose reader has gone, as the shell counts signal 13. */
  private static final int BROKEN_PIPE = 128 + 13;

  private final Streams streams;

  private Main(Streams streams) {
    this.streams = streams;
  }

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Streams.ofProcess(), arguments));
  }

  /** Runs the command line; returns its exit code: 0, 1 for an error, 2 for wrong usage. */
  static int run(Streams streams, String... arguments) {
    int code = 0;
    try {
      if (List.of(arguments).equals(List.of("--version"))) {
        // Asked by scripts: answered without the classes of the command line's parser.
        streams.out().write(Version.text() + "\n");
      } else {
        code = commandLine(streams).execute(arguments);
      }
      streams.out().flush();
    } catch (IOException e) {
      return code == 0 ? ended(e, streams) : code;
    } catch (Error e) {
      return failed(e, streams);
    }
    return code;
  }

  /** Says how it is used when no command is named. */
  @Override
  public Integer call() {
    CommandLine command = commandLine(streams);
    command.usage(command.getErr());
    return 2;
  }

  private static CommandLine commandLine(Streams streams) {
    return new CommandLine(new Main(streams))
        .addSubcommand(new Demo(streams))
        .addSubcommand(new Run(streams))
        .addSubcommand(new Shell(streams))
        .addSubcommand(new Inspect(streams))
        .addSubcommand(new ReplayCommand(streams))
        .addSubcommand(new VerifyCommand(streams))
        .addSubcommand(new Bench(streams))
        .addSubcommand(new Train())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(streams.out()))
        .setErr(streams.err())
        .setExecutionExceptionHandler(handler(streams));
  }

  private static IExecutionExceptionHandler handler(Streams streams) {
    return (failure, command, parsed) -> {
      switch (failure) {
        case SQLException e -> streams.err().println(ErrorText.of(e));
        case Failure e -> streams.err().println("error: " + e.getMessage());
        case IOException e -> {
          return ended(e, streams);
        }
        default -> {
          return failed(failure, streams);
        }
      }
      return 1;
    };
  }

  /** Says in one line that something failed which should not. */
  private static int failed(Throwable failure, Streams streams) {
    streams
        .err()
        .println(
            switch (failure) {
              case OutOfMemoryError e -> "error: too little memory for this; run less at once";
              case StackOverflowError e -> "error: something is nested too deeply; nest it less";
              default -> "error: insitu failed, which it should not; please report what it ran";
            });
    return 1;
  }

  /** Says why nothing more can be read or written, unless it is that nobody wants more. */
  private static int ended(IOException e, Streams streams) {
    if ("Broken pipe".equals(e.getMessage())) {
      return BROKEN_PIPE;
    }
    streams.err().println("error: " + e.getMessage());
    return 1;
  }
}
