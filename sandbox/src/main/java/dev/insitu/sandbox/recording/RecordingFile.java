package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Versions;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A recording that is being written: its beginning, its entries, and the sums at its end. */
final class RecordingFile {
  private final RecordWriter writer;
  private final PayloadWriter payload = new PayloadWriter();
  private final ByteDigest.Sum output = new ByteDigest.Sum();
  private long entries;
  private long fuel;
  private int peakPages;
  private boolean ended;

  RecordingFile(
      OutputStream out,
      Entry.Style style,
      RecordingMode mode,
      GuestModule module,
      RecordedFunction function,
      long limit) {
    writer = new RecordWriter(out, limit);
    // For the reader's information; no replay looks at them.
    String jdk = System.getProperty("java.vm.version", "");
    String cpu = System.getProperty("os.arch", "");
    write(new Entry.Header(mode, style, Versions.CURRENT, jdk, cpu));
    byte[] bytes = module.toBytes();
    write(new Entry.Module(module.description().digest(), bytes.length));
    for (int from = 0; from < bytes.length; from += EntryDecoder.FRAME_BYTES) {
      int to = Math.min(bytes.length, from + EntryDecoder.FRAME_BYTES);
      write(new Entry.ModuleBytes(Arrays.copyOfRange(bytes, from, to)));
    }
    write(new Entry.Function(function));
  }

  /** Returns whether entries still arrive in the file. */
  boolean isRecording() {
    return !ended && writer.failure() == null;
  }

  @Nullable String failure() {
    return writer.failure();
  }

  void write(Entry entry) {
    if (isRecording()) {
      Kind kind = EntryEncoder.encode(entry, payload);
      writer.write(kind, payload);
    }
  }

  /** Adds bytes to the digest of the whole output. */
  void output(byte[] source, int offset, int length) {
    output.add(source, offset, length);
  }

  void count(Outcome outcome, int pages) {
    entries++;
    fuel += outcome.fuelUsed();
    peakPages = Math.max(peakPages, pages);
  }

  void end(long rows) {
    if (ended) {
      return;
    }
    ended = true;
    String failure = writer.failure();
    Entry end =
        new Entry.End(failure == null ? "" : failure, entries, rows, fuel, peakPages, output.end());
    EntryEncoder.encode(end, payload);
    writer.end(payload);
  }
}
