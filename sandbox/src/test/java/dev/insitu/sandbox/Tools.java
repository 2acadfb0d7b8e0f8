package dev.insitu.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the machine that long suites compare with. */
final class Tools {
  private Tools() {}

  /** Returns whether all of these are installed; says in one line what is not run when not. */
  @SuppressWarnings("SystemOut")
  static boolean present(String... programs) {
    String caller =
        StackWalker.getInstance()
            .walk(frames -> frames.skip(1).findFirst().orElseThrow())
            .getMethodName();
    for (String program : programs) {
      if (find(program) == null) {
        System.out.println("NOT RUN: " + caller + ": " + program + " is not installed");
        return false;
      }
    }
    return true;
  }

  private static Path find(String program) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      Path path = Path.of(folder, program);
      if (Files.isExecutable(path)) {
        return path;
      }
    }
    return null;
  }

  /** Runs a command to its end; false when it failed or took longer than so many seconds. */
  static boolean run(int seconds, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor(seconds, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly().waitFor();
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
