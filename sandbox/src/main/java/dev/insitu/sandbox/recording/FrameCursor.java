package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.ChannelWitness.Channel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The recorded frames of one channel, one run of a command after the other. */
final class FrameCursor implements AutoCloseable {
  private final RecordReader in;
  private final Channel channel;
  private boolean inRun;

  FrameCursor(Recording recording, Channel channel) throws IOException, RecordingRefused {
    this.in = recording.read();
    this.channel = channel;
  }

  /** Moves to the next run. */
  void nextRun() throws IOException, RecordingRefused {
    while (inRun) {
      next();
    }
    Entry entry = in.next();
    while (entry != null && !(entry instanceof Entry.Command)) {
      entry = in.next();
    }
    inRun = entry != null;
  }

  /** Returns the next frame of the run; null when there is none. */
  Entry.@Nullable Frame next() throws IOException, RecordingRefused {
    while (inRun) {
      Entry entry = in.next();
      if (entry instanceof Entry.Frame frame && frame.channel() == channel) {
        return frame;
      }
      inRun = entry != null && !(entry instanceof Entry.CommandEnd);
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
