package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.ChannelWitness.Channel;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Holds what goes through a channel of one run against what was recorded, as it goes. */
final class ChannelComparison {
  private final String place;
  private final FrameCursor frames;
  private final ByteDigest recorded;
  private final boolean prefix;
  private final ByteDigest.Sum sum = new ByteDigest.Sum();
  private final CRC32C crc = new CRC32C();
  private Entry.@Nullable Frame frame;
  private int position;

  /**
   * @param prefix whether the recorded run was stopped, so that a replay may go further
   */
  ChannelComparison(
      long run, Channel channel, FrameCursor frames, ByteDigest recorded, boolean prefix) {
    this.place = "partition " + run + ", " + channel.name().toLowerCase(Locale.ROOT);
    this.frames = frames;
    this.recorded = recorded;
    this.prefix = prefix;
  }

  /** Returns whether all that was recorded has been seen. */
  boolean isComplete() {
    return sum.bytes() >= recorded.bytes();
  }

  @Nullable Divergence take(byte[] source, int offset, int length, long fuel)
      throws IOException, RecordingRefused {
    int done = 0;
    while (done < length) {
      Entry.Frame expected = present();
      if (expected == null) {
        return prefix ? null : at(sum.bytes(), "the end", hex(source[offset + done]), fuel);
      }
      int count = Math.min(length - done, expected.length() - position);
      Divergence divergence = compare(expected, source, offset + done, count, fuel);
      if (divergence != null) {
        return divergence;
      }
      sum.add(source, offset + done, count);
      position += count;
      done += count;
    }
    return null;
  }

  /** Returns the frame that the next byte is in, null after the last. */
  private Entry.@Nullable Frame present() throws IOException, RecordingRefused {
    if (frame == null || position == frame.length()) {
      frame = frames.next();
      position = 0;
      crc.reset();
    }
    return frame;
  }

  private @Nullable Divergence compare(
      Entry.Frame expected, byte[] source, int offset, int count, long fuel) {
    if (expected.bytes() != null) {
      int at =
          Arrays.mismatch(
              expected.bytes(), position, position + count, source, offset, offset + count);
      return at < 0
          ? null
          : at(
              sum.bytes() + at,
              hex(expected.bytes()[position + at]),
              hex(source[offset + at]),
              fuel);
    }
    crc.update(source, offset, count);
    if (position + count < expected.length() || (int) crc.getValue() == expected.crc32c()) {
      return null;
    }
    long from = expected.number() * EntryDecoder.FRAME_BYTES;
    return new Divergence(
        place
            + ", frame "
            + expected.number()
            + ", bytes "
            + from
            + " to "
            + (from + expected.length() - 1),
        ByteDigest.shown(expected.crc32c()),
        ByteDigest.shown((int) crc.getValue()),
        fuel);
  }

  /** Compares at the end of the run. */
  @Nullable Divergence end(long fuel) throws IOException, RecordingRefused {
    Entry.Frame expected = present();
    if (expected != null) {
      byte[] bytes = expected.bytes();
      String next = bytes == null ? "more, " + recorded.bytes() + " bytes" : hex(bytes[position]);
      return at(sum.bytes(), next, "the end", fuel);
    }
    String sha = sum.end().sha256();
    return sha.equals(recorded.sha256())
        ? null
        : new Divergence(place, "SHA-256 " + recorded.sha256(), "SHA-256 " + sha, fuel);
  }

  private Divergence at(long offset, String recordedThere, String replayedThere, long fuel) {
    return new Divergence(
        place + ", frame " + offset / EntryDecoder.FRAME_BYTES + ", byte " + offset,
        recordedThere,
        replayedThere,
        fuel);
  }

  private static String hex(byte value) {
    return CallReplay.hex(value);
  }
}
