package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.ChannelWitness.Channel;
import dev.insitu.sandbox.CommandRun;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The input of one run after the other: recorded bytes, or bytes that are given again and held
 * against the recorded digests before a guest sees them.
 */
final class RecordedInput implements AutoCloseable {
  private final FrameCursor frames;
  private final @Nullable InputStream given;
  private long run;
  private byte[] bytes = {};
  private int position;
  private boolean recordedEnded;
  private boolean more;
  private boolean ended;

  RecordedInput(Recording recording, @Nullable RecordingSource given)
      throws IOException, RecordingRefused {
    this.frames = new FrameCursor(recording, Channel.STDIN);
    this.given = given == null ? null : given.open();
  }

  /**
   * Moves to the next run.
   *
   * @param endSeen whether the guest learned that input has ended; otherwise there was more
   */
  void nextRun(boolean endSeen) throws IOException, RecordingRefused {
    while (!recordedEnded && run > 0) {
      recordedEnded = !fill();
    }
    frames.nextRun();
    run++;
    bytes = new byte[0];
    position = 0;
    recordedEnded = false;
    ended = false;
    more = !endSeen;
  }

  /** Gives the guest what it takes; false when it takes nothing now. */
  boolean feed(CommandRun guest) throws IOException, RecordingRefused {
    if (ended) {
      return false;
    }
    if (position == bytes.length && !fill()) {
      guest.endInput();
      ended = true;
      return true;
    }
    int taken = guest.offer(bytes, position, bytes.length - position);
    position += taken;
    return taken > 0;
  }

  private boolean fill() throws IOException, RecordingRefused {
    Entry.Frame frame = recordedEnded ? null : frames.next();
    if (frame == null) {
      recordedEnded = true;
      if (more) {
        // A guest can see that there is a byte without reading it; reading it is a difference.
        more = false;
        bytes = new byte[1];
        position = 0;
        return true;
      }
      return false;
    }
    bytes = frame.bytes() == null ? again(frame) : frame.bytes();
    position = 0;
    return true;
  }

  private byte[] again(Entry.Frame frame) throws IOException, RecordingRefused {
    String place = "partition " + run + ", stdin, frame " + frame.number();
    if (given == null) {
      throw new RecordingRefused(
          "recording keeps the digest of its input only; give the input's bytes again");
    }
    byte[] again = given.readNBytes(frame.length());
    if (again.length < frame.length()) {
      throw new RecordingRefused("input ends too early: " + place);
    }
    int crc = ByteDigest.crc32c(again, 0, again.length);
    if (crc != frame.crc32c()) {
      throw new RecordingRefused(
          "input is not what was recorded: "
              + place
              + ": recorded "
              + ByteDigest.shown(frame.crc32c())
              + ", given "
              + ByteDigest.shown(crc));
    }
    return again;
  }

  @Override
  public void close() throws IOException {
    frames.close();
    if (given != null) {
      given.close();
    }
  }
}
