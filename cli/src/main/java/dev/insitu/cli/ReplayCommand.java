package dev.insitu.cli;

import dev.insitu.sandbox.recording.Copy;
import dev.insitu.sandbox.recording.Divergence;
import dev.insitu.sandbox.recording.Recording;
import dev.insitu.sandbox.recording.RecordingRefused;
import dev.insitu.sandbox.recording.Replay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a recording again and compares. */
@Command(
    name = "replay",
    description = "Runs a recording again, without any database, and compares all of it.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReplayCommand implements Callable<Integer> {
  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "The bytes of standard input, where the recording keeps their digest only.")
  private @Nullable Path input;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Recordings.")
  private List<Path> files = List.of();

  private final Streams streams;

  ReplayCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure {
    int code = 0;
    for (Path file : files) {
      try {
        code = Math.max(code, replay(file));
      } catch (RecordingRefused e) {
        streams.err().println("error: " + file + ": " + e.text());
        code = 1;
      } catch (IOException e) {
        throw RecordingFile.unreadable(file);
      }
    }
    return code;
  }

  private int replay(Path file) throws Failure, RecordingRefused, IOException {
    Recording recording = RecordingFile.open(file);
    PrintWriter out = new PrintWriter(streams.out());
    if (files.size() > 1) {
      out.println("recording  " + file);
    }
    RecordingFile.describe(recording, out);
    out.flush();
    Replay.Report report = Replay.run(recording, Copy.PLAIN, RecordingFile.input(input));
    out.println("replayed   " + found(report));
    out.flush();
    return report.divergence() == null ? 0 : 1;
  }

  /** Returns what a replay found, in one line. */
  static String found(Replay.Report report) {
    Divergence divergence = report.divergence();
    if (divergence != null) {
      return "differs: " + divergence.text();
    }
    return "equal, bit for bit"
        + (report.notCompared() == 0
            ? ""
            : "; "
                + report.notCompared()
                + " ended by a clock or a cancel, whose end is not"
                + " compared");
  }
}
