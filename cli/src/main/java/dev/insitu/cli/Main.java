package dev.insitu.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command {@code insitu}. */
@Command(
    name = "insitu",
    description = "Runs untrusted WebAssembly inside SQL.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {Inspect.class})
public final class Main {
  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs the command line; returns its exit code: 0, 1 for an error, 2 for wrong usage. */
  static int run(String... arguments) {
    IExecutionExceptionHandler oneLine =
        (failure, command, parsed) -> {
          command.getErr().println("error: " + failure.getMessage());
          return 1;
        };
    CommandLine command = new CommandLine(new Main()).setExecutionExceptionHandler(oneLine);
    if (arguments.length == 0) {
      command.usage(command.getErr());
      return 2;
    }
    return command.execute(arguments);
  }
}
