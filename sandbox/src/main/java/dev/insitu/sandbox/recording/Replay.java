package dev.insitu.sandbox.recording;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Runs a recording again with the recording as the only host. */
public final class Replay {
  private Replay() {}

  /**
   * What a replay found.
   *
   * @param entries calls or runs that were replayed
   * @param notCompared those of them whose end no replay has to repeat: cancelled or timed out
   * @param fuel units that they spent
   * @param divergence the first difference; null when there is none
   */
  public record Report(
      long entries, long notCompared, long fuel, @Nullable Divergence divergence) {}

  /**
   * Replays a recording to its end or to the first difference.
   *
   * @param input standard input of all runs behind each other, where the recording keeps its digest
   *     only; null otherwise
   * @throws RecordingRefused when the input is missing or is not what was recorded
   */
  public static Report run(Recording recording, Copy copy, @Nullable RecordingSource input)
      throws IOException, RecordingRefused {
    if (recording.isOfCommands()) {
      try (CommandReplay replay = new CommandReplay(recording, copy, input)) {
        return replay.run();
      }
    }
    try (CallReplay replay = new CallReplay(recording, copy)) {
      return replay.run();
    }
  }
}
