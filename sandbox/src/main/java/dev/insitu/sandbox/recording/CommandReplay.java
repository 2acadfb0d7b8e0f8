package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.ChannelWitness;
import dev.insitu.sandbox.ChannelWitness.Channel;
import dev.insitu.sandbox.CommandOptions;
import dev.insitu.sandbox.CommandRun;
import dev.insitu.sandbox.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Each channel has a cursor of its own over the recording, so that nothing has to be kept however
 * the guest reads and writes. What is written is compared on the guest's thread, where its fuel at
 * that moment is known.
 */
/** Runs a recording's commands with the recording as their only host. */
final class CommandReplay implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Recording recording;
  private final Copy copy;
  private final List<FrameCursor> cursors = new ArrayList<>();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final @Nullable RecordingSource given;
  private long fuel;
  private long notCompared;

  CommandReplay(Recording recording, Copy copy, @Nullable RecordingSource given) {
    this.recording = recording;
    this.copy = copy;
    this.given = given;
  }

  Replay.Report run() throws IOException, RecordingRefused {
    for (Channel channel : Channel.values()) {
      cursors.add(new FrameCursor(recording, channel));
    }
    long runs = 0;
    try (RecordReader ends = recording.read();
        RecordedInput input = new RecordedInput(recording, given)) {
      for (Entry entry = ends.next(); entry != null; entry = ends.next()) {
        if (entry instanceof Entry.Command command) {
          runs++;
          Divergence divergence = run(command, end(ends), input);
          if (divergence != null) {
            return new Replay.Report(runs, notCompared, fuel, divergence);
          }
        }
      }
    }
    return new Replay.Report(runs, notCompared, fuel, null);
  }

  private static Entry.CommandEnd end(RecordReader ends) throws IOException, RecordingRefused {
    for (Entry entry = ends.next(); entry != null; entry = ends.next()) {
      if (entry instanceof Entry.CommandEnd end) {
        return end;
      }
    }
    throw ends.damaged("the run has no end any more");
  }

  private @Nullable Divergence run(Entry.Command start, Entry.CommandEnd end, RecordedInput input)
      throws IOException, RecordingRefused {
    boolean prefix = !Ends.isDeterministic(end.outcome());
    Comparison comparison = new Comparison(start.number(), end, prefix);
    for (FrameCursor cursor : cursors) {
      cursor.nextRun();
    }
    input.nextRun(end.endSeen());
    if (prefix) {
      notCompared++;
      if (comparison.isComplete()) {
        return null;
      }
    }
    CommandOptions options =
        new CommandOptions(copy.tier(), comparison, copy.thread(), recording.lifecycle());
    try (CommandRun run =
        recording
            .module()
            .start(start.spec(), Ends.withoutClock(start.limits()), comparison.stop, options)) {
      for (int count = 0; count >= 0; ) {
        if (count == 0 && !input.feed(run)) {
          run.await();
        }
        count = run.poll(buffer, 0, buffer.length);
      }
      fuel += run.outcome().fuelUsed();
      return comparison.end(run);
    }
  }

  /** What one run does, against what was recorded of it. */
  private final class Comparison implements ChannelWitness {
    private final Cancellation stop = Cancellation.create();
    private final String place;
    private final Entry.CommandEnd end;
    private final boolean prefix;
    private final List<ChannelComparison> channels = new ArrayList<>();
    private @Nullable Divergence divergence;
    private @Nullable Exception failure;

    Comparison(long number, Entry.CommandEnd end, boolean prefix) {
      this.place = "partition " + number;
      this.end = end;
      this.prefix = prefix;
      for (Channel channel : Channel.values()) {
        int index = channel.descriptor();
        channels.add(
            new ChannelComparison(
                number, channel, cursors.get(index), end.channels().get(index), prefix));
      }
    }

    boolean isComplete() {
      return channels.stream().allMatch(ChannelComparison::isComplete);
    }

    @Override
    public void bytes(Channel channel, byte[] source, int offset, int length, long spent) {
      if (divergence != null || failure != null) {
        return;
      }
      try {
        divergence = channels.get(channel.descriptor()).take(source, offset, length, spent);
      } catch (IOException | RecordingRefused e) {
        failure = e;
      }
      if (divergence != null || failure != null || (prefix && isComplete())) {
        stop.cancel();
      }
    }

    @Nullable Divergence end(CommandRun run) throws IOException, RecordingRefused {
      switch (failure) {
        case IOException e -> throw e;
        case RecordingRefused e -> throw e;
        case null, default -> {}
      }
      Outcome outcome = run.outcome();
      for (int i = 0; i < channels.size() && divergence == null; i++) {
        divergence = channels.get(i).end(outcome.fuelUsed());
      }
      if (divergence != null || prefix) {
        return divergence;
      }
      if (!outcome.equals(end.outcome())) {
        return differs("end", Ends.shown(end.outcome()), Ends.shown(outcome), outcome);
      }
      if (run.peakPages() != end.peakPages()) {
        return differs(
            "peak of memory", end.peakPages() + " pages", run.peakPages() + " pages", outcome);
      }
      return run.sawEndOfInput() == end.endSeen()
          ? null
          : differs("end of input", seen(end.endSeen()), seen(run.sawEndOfInput()), outcome);
    }

    private static String seen(boolean seen) {
      return seen ? "seen" : "not seen";
    }

    private Divergence differs(String what, String recorded, String replayed, Outcome outcome) {
      return new Divergence(place + ", " + what, recorded, replayed, outcome.fuelUsed());
    }
  }

  @Override
  public void close() throws IOException {
    for (FrameCursor cursor : cursors) {
      cursor.close();
    }
  }
}
