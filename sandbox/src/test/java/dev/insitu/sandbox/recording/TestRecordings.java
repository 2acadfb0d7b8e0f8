package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.ChannelWitness;
import dev.insitu.sandbox.CommandOptions;
import dev.insitu.sandbox.CommandRun;
import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.Commands;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.SandboxInstance;
import dev.insitu.sandbox.module.ModuleRejected;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** Makes recordings of test modules, changes them, and seals them again. */
final class TestRecordings {
  static final Sandbox SANDBOX = Sandbox.create();
  static final CommandSpec SPEC =
      new CommandSpec(List.of("command", "ä€😀"), List.of("A=b"), 1, 1_000_000_000);
  static final Limits LIMITS = new Limits(1_000_000, 64, 60_000, 100, 0, 1L << 30, 0, 1_000);
  static final long NO_LIMIT = Long.MAX_VALUE;

  private static final Map<String, GuestModule> MODULES = new ConcurrentHashMap<>();

  private TestRecordings() {}

  /** Loads a module of the test resources, such as {@code /commands/echo}. */
  static GuestModule module(String path) {
    return MODULES.computeIfAbsent(
        path,
        p -> {
          try (InputStream in = TestRecordings.class.getResourceAsStream(p + ".wasm")) {
            if (in == null) {
              throw new IllegalArgumentException("no module " + p);
            }
            return SANDBOX.load(in.readAllBytes());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (ModuleRejected e) {
            throw new AssertionError(e);
          }
        });
  }

  static RecordedFunction function(String export) {
    return new RecordedFunction("m", "F", export, "(x)", "STYLE", Map.of("fuel", "1"));
  }

  // --- commands

  static byte[] command(String command, RecordingMode mode, byte[]... inputs) {
    return command(module("/commands/" + command), mode, LIMITS, inputs);
  }

  static byte[] command(GuestModule module, RecordingMode mode, Limits limits, byte[]... inputs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var recording = new CommandRecording(out, mode, module, function("_start"), NO_LIMIT)) {
      for (byte[] input : inputs) {
        run(recording, module, limits, input, Long.MAX_VALUE);
      }
      recording.end(inputs.length);
    }
    return out.toByteArray();
  }

  /** Runs to the end, or until so many bytes of output were taken and then stops the guest. */
  static void run(
      CommandRecording recording, GuestModule module, Limits limits, byte[] input, long enough) {
    CommandOptions options = CommandOptions.DEFAULT.seenBy(recording.begin(SPEC, limits));
    run(recording, module, limits, input, enough, Cancellation.create(), options);
  }

  /** Runs until the guest has read something, and stops it when it asks next. */
  static void runUntilItReads(
      CommandRecording recording, GuestModule module, Limits limits, byte[] input) {
    AtomicBoolean read = new AtomicBoolean();
    ChannelWitness witness = recording.begin(SPEC, limits);
    CommandOptions options =
        CommandOptions.DEFAULT.seenBy((channel, source, offset, length, fuel) -> {
          witness.bytes(channel, source, offset, length, fuel);
          read.set(true);
        });
    Cancellation stop =
        Cancellation.polling(
            () -> read.get() ? Cancellation.State.TIMED_OUT : Cancellation.State.RUNNING);
    run(recording, module, limits, input, Long.MAX_VALUE, stop, options);
  }

  private static void run(
      CommandRecording recording,
      GuestModule module,
      Limits limits,
      byte[] input,
      long enough,
      Cancellation cancellation,
      CommandOptions options) {
    CommandRun run = module.start(SPEC, limits, cancellation, options);
    try (run) {
      Commands.feed(run, input, enough);
    }
    recording.end(run);
  }

  // --- calls

  /** Bytes at 1,024 for a call, its arguments, and how many bytes to read from 1,024 afterwards. */
  record CallOf(byte[] written, long[] arguments, int read) {
    static CallOf of(long... arguments) {
      return new CallOf(new byte[0], arguments, 0);
    }
  }

  static byte[] calls(String path, String export, RecordingMode mode, List<CallOf> calls) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    GuestModule module = module(path);
    try (var recording = new CallRecording(out, mode, module, function(export), NO_LIMIT)) {
      SandboxInstance instance = null;
      for (CallOf call : calls) {
        if (instance == null || !instance.isAlive()) {
          instance = open(recording, module);
        }
        call(recording, instance, export, call);
      }
      if (instance != null) {
        instance.close();
      }
    }
    return out.toByteArray();
  }

  private static SandboxInstance open(CallRecording recording, GuestModule module) {
    SandboxInstance instance = module.instantiate(LIMITS, Cancellation.create());
    recording.instance(CommandSpec.NOTHING, LIMITS, instance.initialize());
    recording.grown(1, instance.memory().growPages(1));
    instance.seal();
    recording.sealed();
    return instance;
  }

  private static void call(
      CallRecording recording, SandboxInstance instance, String export, CallOf call) {
    if (call.written().length > 0) {
      instance.restore();
      if (!instance.memory().write(1_024, call.written(), 0, call.written().length)) {
        throw new AssertionError("no room");
      }
      recording.wrote(1_024, call.written(), call.written().length);
    }
    var function = instance.function(export);
    long[] results = new long[function.type().results().size()];
    Outcome outcome = function.call(call.arguments(), results);
    boolean isNull = outcome instanceof Outcome.Completed && instance.returnedNull();
    recording.called(call.arguments(), outcome, isNull, results, instance.memory().sizeBytes());
    if (call.read() > 0 && outcome instanceof Outcome.Completed) {
      byte[] bytes = new byte[call.read()];
      if (!instance.memory().read(1_024, bytes, 0, bytes.length)) {
        throw new AssertionError("out of memory");
      }
      recording.read(1_024, bytes, bytes.length);
    }
    if (!(outcome instanceof Outcome.Completed)) {
      instance.close();
    }
  }

  // --- reading and changing

  static Recording open(byte[] recording) throws IOException, RecordingRefused {
    return Recording.open(() -> new ByteArrayInputStream(recording), SANDBOX);
  }

  static Replay.Report replay(byte[] recording) throws IOException, RecordingRefused {
    return Replay.run(open(recording), Copy.PLAIN, null);
  }

  static List<Entry> entries(byte[] recording) throws IOException, RecordingRefused {
    List<Entry> entries = new ArrayList<>();
    try (RecordReader in = new RecordReader(() -> new ByteArrayInputStream(recording))) {
      for (Entry entry = in.next(); entry != null; entry = in.next()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /** Writes entries with right CRCs and a right SHA-256 of the whole. */
  static byte[] write(List<Entry> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RecordWriter writer = new RecordWriter(out, NO_LIMIT);
    PayloadWriter payload = new PayloadWriter();
    for (Entry entry : entries.subList(0, entries.size() - 1)) {
      writer.write(EntryEncoder.encode(entry, payload), payload);
    }
    EntryEncoder.encode(entries.get(entries.size() - 1), payload);
    writer.end(payload);
    return out.toByteArray();
  }

  /** Changes entries and makes every digest and sum right again, as a forger would. */
  static byte[] forged(byte[] recording, UnaryOperator<Entry> change)
      throws IOException, RecordingRefused {
    List<Entry> changed = new ArrayList<>();
    Sums sums = new Sums();
    for (Entry entry : entries(recording)) {
      changed.add(sums.right(change.apply(entry)));
    }
    return write(changed);
  }

  /** Sums of a recording in mode full. */
  private static final class Sums {
    private final ByteDigest.Sum output = new ByteDigest.Sum();
    private final PayloadWriter result = new PayloadWriter();
    private List<ByteDigest.Sum> channels = List.of();
    private long fuel;

    Entry right(Entry entry) {
      return switch (entry) {
        case Entry.Command e -> {
          channels = List.of(sum(), sum(), sum());
          yield e;
        }
        case Entry.Frame e -> {
          channels.get(e.channel().descriptor()).add(e.bytes(), 0, e.length());
          if (e.channel().descriptor() == 1) {
            output.add(e.bytes(), 0, e.length());
          }
          yield e;
        }
        case Entry.CommandEnd e -> {
          fuel += e.outcome().fuelUsed();
          yield new Entry.CommandEnd(
              e.outcome(),
              e.peakPages(),
              e.endSeen(),
              channels.stream().map(ByteDigest.Sum::end).toList());
        }
        case Entry.Call e -> {
          fuel += e.outcome().fuelUsed();
          EntryEncoder.result(e.isNull(), e.results(), result);
          output.add(result.bytes(), 0, result.length());
          yield e;
        }
        case Entry.Read e -> {
          output.add(e.bytes(), 0, e.length());
          yield e;
        }
        case Entry.End e ->
            new Entry.End(e.incomplete(), e.entries(), e.rows(), fuel, e.peakPages(), output.end());
        default -> entry;
      };
    }

    private static ByteDigest.Sum sum() {
      return new ByteDigest.Sum();
    }
  }
}
