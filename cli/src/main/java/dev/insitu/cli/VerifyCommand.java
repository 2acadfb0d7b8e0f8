package dev.insitu.cli;

import dev.insitu.sandbox.recording.Copy;
import dev.insitu.sandbox.recording.Recording;
import dev.insitu.sandbox.recording.RecordingRefused;
import dev.insitu.sandbox.recording.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs several copies of a recording in different ways and compares them. */
@Command(
    name = "verify",
    description =
        "Runs copies of a recording, compiled and interpreted, on small stacks and in fresh"
            + " instances, and lets them vote.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
  @Option(
      names = "--copies",
      paramLabel = "N",
      description = "How many copies, 1 to " + Copy.COPIES_MAX + "; 3 without it.")
  private int copies = 3;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "The bytes of standard input, where the recording keeps their digest only.")
  private @Nullable Path input;

  @Parameters(paramLabel = "FILE", description = "The recording.")
  private Path file = Path.of("");

  private final Streams streams;

  VerifyCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure {
    if (copies < 1 || copies > Copy.COPIES_MAX) {
      throw new Failure("--copies is " + copies + "; allowed is 1 to " + Copy.COPIES_MAX);
    }
    try {
      Recording recording = RecordingFile.open(file);
      PrintWriter out = new PrintWriter(streams.out());
      RecordingFile.describe(recording, out);
      out.flush();
      Verification.Verdict verdict =
          Verification.run(recording, copies, RecordingFile.input(input));
      report(verdict, out);
      out.flush();
      return verdict.isEqual() ? 0 : 1;
    } catch (RecordingRefused e) {
      throw new Failure(file + ": " + e.text());
    } catch (IOException e) {
      throw RecordingFile.unreadable(file);
    }
  }

  /** Writes a line for each copy and one for all. */
  static void report(Verification.Verdict verdict, PrintWriter out) {
    List<Verification.Vote> votes = verdict.votes();
    for (int i = 0; i < votes.size(); i++) {
      Verification.Vote vote = votes.get(i);
      out.println(
          "copy "
              + (i + 1)
              + "     "
              + vote.copy().text()
              + ": "
              + ReplayCommand.found(vote.report())
              + (verdict.hasMajority() && !verdict.majority().get(i) ? " (outvoted)" : ""));
    }
    out.println("verdict    " + verdict(verdict));
  }

  private static String verdict(Verification.Verdict verdict) {
    if (verdict.isEqual()) {
      return "all " + verdict.votes().size() + " copies are equal to the recording";
    }
    if (!verdict.hasMajority()) {
      return "the copies differ and none has a majority";
    }
    int first = verdict.majority().indexOf(true);
    return verdict.votes().get(first).report().divergence() == null
        ? "most copies are equal to the recording; those that are outvoted are wrong"
        : "most copies agree with each other and not with the recording";
  }
}
