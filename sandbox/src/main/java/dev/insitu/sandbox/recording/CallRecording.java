package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A recording of calls of one export: what the host did with one instance after the other, told by
 * the host, and what the guest answered. Raw values are those of {@code GuestFunction.call}. What
 * goes wrong with the file is never thrown; see {@link #failure()}. One thread at a time.
 */
public final class CallRecording implements AutoCloseable {
  private final RecordingFile file;
  private final RecordingMode mode;
  private final PayloadWriter result = new PayloadWriter();

  /**
   * Starts a recording.
   *
   * @param out where it goes; closed at its end
   * @param limit bytes that it may take; a longer one is incomplete and says so
   */
  public CallRecording(
      OutputStream out,
      RecordingMode mode,
      GuestModule module,
      RecordedFunction function,
      long limit) {
    this.mode = mode;
    this.file = new RecordingFile(out, Entry.Style.CALLS, mode, module, function, limit);
  }

  /** Returns why the recording is incomplete, null while it is not. */
  public @Nullable String failure() {
    return file.failure();
  }

  /** Tells that an instance was made and initialised, and how that ended. */
  public void instance(CommandSpec spec, Limits limits, Outcome outcome) {
    file.write(new Entry.Instance(spec, limits, outcome));
  }

  /** Tells that an export was called to make the instance ready. */
  public void prepared(String export, long[] arguments, Outcome outcome, long[] results) {
    file.write(new Entry.Prepare(export, arguments, outcome, given(outcome, results)));
  }

  /** Tells that the host added pages, and at which address, -1 if it could not. */
  public void grown(int pages, long address) {
    file.write(new Entry.Grow(pages, address));
  }

  /** Tells that the instance was sealed. */
  public void sealed() {
    file.write(new Entry.Seal());
  }

  /** Tells that the host wrote bytes after restoring the instance, for the call that follows. */
  public void wrote(long address, byte[] source, int length) {
    for (int from = 0; from < length && file.isRecording(); from += EntryDecoder.FRAME_BYTES) {
      int to = Math.min(length, from + EntryDecoder.FRAME_BYTES);
      file.write(new Entry.Write(address + from, Arrays.copyOfRange(source, from, to)));
    }
  }

  /**
   * Tells that the export was called.
   *
   * @param isNull whether the guest said that its result is NULL
   * @param results meaningless unless the call completed
   * @param memoryBytes the size of its memory afterwards
   */
  public void called(
      long[] arguments, Outcome outcome, boolean isNull, long[] results, long memoryBytes) {
    if (!file.isRecording()) {
      return;
    }
    long[] values = given(outcome, results);
    EntryEncoder.result(isNull, values, result);
    file.output(result.bytes(), 0, result.length());
    file.write(
        switch (mode) {
          case FULL -> new Entry.Call(arguments, outcome, isNull, values, 0);
          case DIGEST ->
              new Entry.Call(
                  arguments,
                  outcome,
                  isNull,
                  null,
                  ByteDigest.crc32c(result.bytes(), 0, result.length()));
        });
    file.count(outcome, (int) (memoryBytes >>> 16));
  }

  /** Tells that the host read bytes after a call. */
  public void read(long address, byte[] bytes, int length) {
    for (int from = 0; from < length && file.isRecording(); from += EntryDecoder.FRAME_BYTES) {
      int count = Math.min(length - from, EntryDecoder.FRAME_BYTES);
      file.output(bytes, from, count);
      file.write(
          switch (mode) {
            case FULL ->
                new Entry.Read(
                    address + from, count, Arrays.copyOfRange(bytes, from, from + count), 0);
            case DIGEST ->
                new Entry.Read(address + from, count, null, ByteDigest.crc32c(bytes, from, count));
          });
    }
  }

  private static long[] given(Outcome outcome, long[] results) {
    return outcome instanceof Outcome.Completed ? results : new long[0];
  }

  /** Ends the recording. */
  @Override
  public void close() {
    file.end(-1);
  }
}
