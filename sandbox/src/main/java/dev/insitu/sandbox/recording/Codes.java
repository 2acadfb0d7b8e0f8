package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.ChannelWitness.Channel;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome.TrapKind;
import java.util.List;

/** Numbers that stand for choices in files: places in these lists, from 1. */
final class Codes {
  static final List<RecordingMode> MODES = List.of(RecordingMode.DIGEST, RecordingMode.FULL);
  static final List<Entry.Style> STYLES = List.of(Entry.Style.CALLS, Entry.Style.COMMANDS);
  static final List<Channel> CHANNELS = List.of(Channel.STDIN, Channel.STDOUT, Channel.STDERR);
  static final List<TrapKind> TRAPS =
      List.of(
          TrapKind.UNREACHABLE,
          TrapKind.DIVIDE_BY_ZERO,
          TrapKind.INTEGER_OVERFLOW,
          TrapKind.INVALID_CONVERSION,
          TrapKind.MEMORY_BOUNDS,
          TrapKind.TABLE_BOUNDS,
          TrapKind.INDIRECT_CALL,
          TrapKind.HOST_POINTER,
          TrapKind.OTHER);
  static final List<Limits.Kind> LIMITS =
      List.of(
          Limits.Kind.FUEL,
          Limits.Kind.MEMORY,
          Limits.Kind.STACK_DEPTH,
          Limits.Kind.TABLE_ENTRIES,
          Limits.Kind.OUTPUT_BYTES,
          Limits.Kind.OUTPUT_ROWS,
          Limits.Kind.HOST_MEMORY);

  private Codes() {}

  /** Returns the number of a choice. */
  static <T> int of(List<T> choices, T choice) {
    return choices.indexOf(choice) + 1;
  }
}
