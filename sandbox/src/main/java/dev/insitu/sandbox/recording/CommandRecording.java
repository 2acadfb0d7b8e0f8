package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.ChannelWitness;
import dev.insitu.sandbox.ChannelWitness.Channel;
import dev.insitu.sandbox.CommandRun;
import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A recording of runs of a command, one after the other. What goes wrong with the file is never
 * thrown; see {@link #failure()}. One host thread; the guest's own thread writes while it runs.
 */
public final class CommandRecording implements AutoCloseable {
  private final RecordingFile file;
  private final RecordingMode mode;
  private @Nullable ChannelFrames[] channels = {};
  private long commands;

  /**
   * Starts a recording.
   *
   * @param out where it goes; closed at its end
   * @param limit bytes that it may take; a longer one is incomplete and says so
   */
  public CommandRecording(
      OutputStream out,
      RecordingMode mode,
      GuestModule module,
      RecordedFunction function,
      long limit) {
    this.mode = mode;
    this.file = new RecordingFile(out, Entry.Style.COMMANDS, mode, module, function, limit);
  }

  /** Returns why the recording is incomplete, null while it is not. */
  public @Nullable String failure() {
    return file.failure();
  }

  /** Begins the next run; returns what has to see its channels. */
  public ChannelWitness begin(CommandSpec spec, Limits limits) {
    commands++;
    file.write(new Entry.Command(commands, spec, limits));
    ChannelFrames[] opened =
        Arrays.stream(Channel.values()).map(ChannelFrames::new).toArray(ChannelFrames[]::new);
    channels = opened;
    return (channel, source, offset, length, fuel) ->
        opened[channel.descriptor()].take(source, offset, length);
  }

  /** Ends the run, whose outcome may be asked for. */
  public void end(CommandRun run) {
    for (ChannelFrames channel : channels) {
      Objects.requireNonNull(channel).flush();
    }
    file.count(run.outcome(), run.peakPages());
    file.write(
        new Entry.CommandEnd(
            run.outcome(),
            run.peakPages(),
            run.sawEndOfInput(),
            Arrays.stream(channels).map(c -> Objects.requireNonNull(c).sum.end()).toList()));
    channels = new ChannelFrames[0];
  }

  /**
   * Ends the recording.
   *
   * @param rows what the host made of the output
   */
  public void end(long rows) {
    file.end(rows);
  }

  /** Ends the recording without a number of rows, if it has not ended. */
  @Override
  public void close() {
    file.end(-1);
  }

  /** Cuts one channel of one run into frames. */
  private final class ChannelFrames {
    private final Channel channel;
    private final ByteDigest.Sum sum = new ByteDigest.Sum();
    private byte[] frame = new byte[0];
    private int filled;
    private long number;

    ChannelFrames(Channel channel) {
      this.channel = channel;
    }

    void take(byte[] source, int offset, int length) {
      if (!file.isRecording()) {
        return;
      }
      sum.add(source, offset, length);
      if (channel == Channel.STDOUT) {
        file.output(source, offset, length);
      }
      int done = 0;
      while (done < length) {
        if (filled == frame.length && filled < EntryDecoder.FRAME_BYTES) {
          int larger = Math.max(2 * filled, Math.min(length, EntryDecoder.FRAME_BYTES));
          frame = Arrays.copyOf(frame, Math.min(larger, EntryDecoder.FRAME_BYTES));
        }
        int count = Math.min(length - done, frame.length - filled);
        System.arraycopy(source, offset + done, frame, filled, count);
        filled += count;
        done += count;
        if (filled == EntryDecoder.FRAME_BYTES) {
          flush();
        }
      }
    }

    void flush() {
      if (filled > 0) {
        file.write(
            switch (mode) {
              case FULL ->
                  new Entry.Frame(channel, number, filled, Arrays.copyOf(frame, filled), 0);
              case DIGEST ->
                  new Entry.Frame(
                      channel, number, filled, null, ByteDigest.crc32c(frame, 0, filled));
            });
        number++;
        filled = 0;
      }
    }
  }
}
