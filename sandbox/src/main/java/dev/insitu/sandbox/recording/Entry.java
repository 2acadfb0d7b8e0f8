package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.ChannelWitness.Channel;
import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Where a component is null beside a CRC32C, the recording keeps digests; arrays are nobody's but
 * the entry's.
 */
/** What a record says. */
sealed interface Entry {
  /** Whether a recording is of calls of one export or of runs of a command. */
  enum Style {
    CALLS,
    COMMANDS
  }

  record Header(RecordingMode mode, Style style, Versions versions, String jdk, String cpu)
      implements Entry {}

  record Module(String digest, int size) implements Entry {}

  record ModuleBytes(byte[] bytes) implements Entry {}

  record Function(RecordedFunction function) implements Entry {}

  // --- calls

  /** An instance was made and initialised. */
  record Instance(CommandSpec spec, Limits limits, Outcome outcome) implements Entry {}

  /** An export was called that makes the instance ready, such as an allocator. */
  record Prepare(String export, long[] arguments, Outcome outcome, long[] results)
      implements Entry {}

  /** The host added pages; the address is -1 when it could not. */
  record Grow(int pages, long address) implements Entry {}

  /** The present state is the one that every later call starts from. */
  record Seal() implements Entry {}

  /** The host wrote bytes for the call that comes next, which starts from the sealed state. */
  record Write(long address, byte[] bytes) implements Entry {}

  record Call(
      long[] arguments, Outcome outcome, boolean isNull, long @Nullable [] results, int crc32c)
      implements Entry {}

  /** The host read bytes after a call. */
  record Read(long address, int length, byte @Nullable [] bytes, int crc32c) implements Entry {}

  // --- commands

  record Command(long number, CommandSpec spec, Limits limits) implements Entry {}

  record Frame(Channel channel, long number, int length, byte @Nullable [] bytes, int crc32c)
      implements Entry {}

  /** A command's end; one digest for each channel. */
  record CommandEnd(Outcome outcome, int peakPages, boolean endSeen, List<ByteDigest> channels)
      implements Entry {}

  // --- the end

  /**
   * Sums of the whole.
   *
   * @param incomplete why something is missing, empty when nothing is
   * @param entries calls or commands
   * @param rows what the host made of the output, -1 if it did not count
   * @param output results of all calls, or standard output of all commands
   */
  record End(
      String incomplete, long entries, long rows, long fuel, int peakPages, ByteDigest output)
      implements Entry {}
}
