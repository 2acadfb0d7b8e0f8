package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.ChannelWitness.Channel;
import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads payloads of records; what no writer would have written is refused. */
final class EntryDecoder {
  /** Bytes of a channel, of the module and of texts in one record at most. */
  static final int FRAME_BYTES = 1 << 16;

  private EntryDecoder() {}

  static Entry decode(Kind kind, Payload in, RecordingMode mode) throws RecordingRefused {
    Entry entry =
        switch (kind) {
          case HEADER -> header(in);
          case MODULE -> new Entry.Module(in.sha256("digest"), in.size("size"));
          case MODULE_BYTES -> new Entry.ModuleBytes(rest(in, "bytes"));
          case FUNCTION -> new Entry.Function(function(in));
          case INSTANCE -> new Entry.Instance(spec(in), limits(in), outcome(in));
          case PREPARE ->
              new Entry.Prepare(
                  in.text("export"), in.values("arguments"), outcome(in), in.values("results"));
          case GROW -> new Entry.Grow(in.size("pages"), in.atLeast(-1, "address"));
          case SEAL -> new Entry.Seal();
          case WRITE -> new Entry.Write(in.atLeast(0, "address"), rest(in, "bytes"));
          case CALL -> call(in, mode);
          case READ -> read(in, mode);
          case COMMAND -> new Entry.Command(in.atLeast(1, "number"), spec(in), limits(in));
          case FRAME -> frame(in, mode);
          case COMMAND_END -> commandEnd(in);
          case END ->
              new Entry.End(
                  in.text("reason"),
                  in.atLeast(0, "entries"),
                  in.atLeast(-1, "rows"),
                  in.atLeast(0, "fuel"),
                  in.size("peak pages"),
                  in.digest("output"));
          case SHA256 -> throw in.damaged("it does not stand at the end");
        };
    in.end();
    return entry;
  }

  private static byte[] rest(Payload in, String field) throws RecordingRefused {
    return in.raw((int) in.between(in.left(), 1, FRAME_BYTES, field), field);
  }

  private static Entry header(Payload in) throws RecordingRefused {
    RecordingMode mode = in.choice(Codes.MODES, "mode");
    Entry.Style style = in.choice(Codes.STYLES, "style");
    Versions versions =
        new Versions(in.text("engine"), in.i32("instrumenter"), in.i32("cost table"));
    return new Entry.Header(mode, style, versions, in.text("jdk"), in.text("cpu"));
  }

  private static RecordedFunction function(Payload in) throws RecordingRefused {
    String module = in.text("module");
    String name = in.text("name");
    String export = in.text("export");
    String signature = in.text("signature");
    String style = in.text("style");
    int count = in.count(2 * Integer.BYTES, "options");
    Map<String, String> options = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      options.put(in.text("options"), in.text("options"));
    }
    return new RecordedFunction(module, name, export, signature, style, options);
  }

  private static Entry call(Payload in, RecordingMode mode) throws RecordingRefused {
    long[] arguments = in.values("arguments");
    Outcome outcome = outcome(in);
    boolean isNull = in.flag("null");
    return switch (mode) {
      case FULL -> new Entry.Call(arguments, outcome, isNull, in.values("results"), 0);
      case DIGEST -> new Entry.Call(arguments, outcome, isNull, null, in.i32("results"));
    };
  }

  private static Entry read(Payload in, RecordingMode mode) throws RecordingRefused {
    long address = in.atLeast(0, "address");
    int length = (int) in.between(in.size("length"), 0, FRAME_BYTES, "length");
    return switch (mode) {
      case FULL -> new Entry.Read(address, length, in.raw(length, "bytes"), 0);
      case DIGEST -> new Entry.Read(address, length, null, in.i32("bytes"));
    };
  }

  private static Entry frame(Payload in, RecordingMode mode) throws RecordingRefused {
    Channel channel = in.choice(Codes.CHANNELS, "channel");
    long number = in.atLeast(0, "number");
    int length = (int) in.between(in.size("length"), 1, FRAME_BYTES, "length");
    return switch (mode) {
      case FULL -> new Entry.Frame(channel, number, length, in.raw(length, "bytes"), 0);
      case DIGEST -> new Entry.Frame(channel, number, length, null, in.i32("bytes"));
    };
  }

  private static Entry commandEnd(Payload in) throws RecordingRefused {
    Outcome outcome = outcome(in);
    int peakPages = in.size("peak pages");
    boolean endSeen = in.flag("end of input");
    List<ByteDigest> channels = new ArrayList<>();
    for (Channel channel : Channel.values()) {
      channels.add(in.digest(channel.toString()));
    }
    return new Entry.CommandEnd(outcome, peakPages, endSeen, List.copyOf(channels));
  }

  private static CommandSpec spec(Payload in) throws RecordingRefused {
    List<String> arguments = in.texts("arguments");
    List<String> environment = in.texts("environment");
    long seed = in.i64("seed");
    long clock = in.i64("clock");
    try {
      return new CommandSpec(arguments, environment, seed, clock);
    } catch (IllegalArgumentException e) {
      throw in.damaged(String.valueOf(e.getMessage()));
    }
  }

  private static Limits limits(Payload in) throws RecordingRefused {
    try {
      return new Limits(
          in.i64("fuel limit"),
          in.i32("memory limit"),
          in.i32("depth limit"),
          in.i32("table limit"),
          in.i64("wall limit"),
          in.i64("output limit"),
          in.i64("row limit"),
          in.i32("stderr limit"));
    } catch (IllegalArgumentException e) {
      throw in.damaged(String.valueOf(e.getMessage()));
    }
  }

  private static Outcome outcome(Payload in) throws RecordingRefused {
    int kind = in.u8("outcome");
    long fuel = in.atLeast(0, "fuel");
    return switch (kind) {
      case 1 -> new Outcome.Completed(fuel);
      case 2 ->
          new Outcome.Trapped(
              in.choice(Codes.TRAPS, "trap"), in.text("message"), in.texts("backtrace"), fuel);
      case 3 ->
          new Outcome.Exhausted(
              in.choice(Codes.LIMITS, "limit"), in.i64("used"), in.i64("allowed"), fuel);
      case 4 -> new Outcome.Cancelled(in.flag("time-out"), fuel);
      case 5 -> new Outcome.Exited(in.i32("code"), fuel);
      case 6 -> new Outcome.Raised(in.text("code"), in.text("message"), fuel);
      case 7 -> new Outcome.Faulted(in.text("message"), fuel);
      default -> throw in.damaged("outcome is " + kind + ", not between 1 and 7");
    };
  }
}
