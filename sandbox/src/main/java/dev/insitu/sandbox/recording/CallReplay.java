package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.SandboxInstance;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Does with instances what a recording's host did, and compares what they answer. */
final class CallReplay implements AutoCloseable {
  private final Recording recording;
  private final Copy copy;
  private final FunctionType type;
  private final List<Entry> setup = new ArrayList<>();
  private final PayloadWriter result = new PayloadWriter();
  private @Nullable SandboxInstance instance;
  private boolean called;
  private long instances;
  private long calls;
  private long notCompared;
  private long fuel;

  CallReplay(Recording recording, Copy copy) throws RecordingRefused {
    this.recording = recording;
    this.copy = copy;
    this.type = recording.type(recording.function().export());
  }

  Replay.Report run() throws IOException, RecordingRefused {
    try (RecordReader in = recording.read()) {
      for (Entry entry = in.next(); entry != null; entry = in.next()) {
        Divergence divergence = replay(entry);
        if (divergence != null) {
          return new Replay.Report(calls, notCompared, fuel, divergence);
        }
      }
    }
    return new Replay.Report(calls, notCompared, fuel, null);
  }

  private @Nullable Divergence replay(Entry entry) throws RecordingRefused {
    return switch (entry) {
      case Entry.Instance e -> {
        setup.clear();
        setup.add(e);
        instances++;
        yield open(e);
      }
      case Entry.Prepare e -> {
        setup.add(e);
        yield prepare(e);
      }
      case Entry.Grow e -> {
        setup.add(e);
        yield grow(e);
      }
      case Entry.Seal e -> {
        setup.add(e);
        guest().seal();
        called = false;
        yield null;
      }
      case Entry.Write e -> {
        Divergence divergence = ready();
        yield divergence != null ? divergence : write(e);
      }
      case Entry.Call e -> {
        Divergence divergence = ready();
        yield divergence != null ? divergence : call(e);
      }
      case Entry.Read e -> read(e);
      default -> null;
    };
  }

  private SandboxInstance guest() {
    return Objects.requireNonNull(instance, "the scan has seen an instance");
  }

  private @Nullable Divergence open(Entry.Instance e) {
    close();
    if (!Ends.isDeterministic(e.outcome())) {
      notCompared++;
      return null;
    }
    SandboxInstance fresh =
        recording
            .module()
            .instantiate(
                e.spec(), Ends.withoutClock(e.limits()), Cancellation.create(), copy.tier());
    instance = fresh;
    return compare("instance " + instances, e.outcome(), fresh.initialize());
  }

  private @Nullable Divergence prepare(Entry.Prepare e) throws RecordingRefused {
    if (!Ends.isDeterministic(e.outcome())) {
      notCompared++;
      return null;
    }
    FunctionType prepared = recording.type(e.export());
    long[] results = new long[prepared.results().size()];
    Outcome outcome =
        guest().function(e.export()).call(raw(e.arguments(), prepared, e.export()), results);
    String place = "instance " + instances + ", " + e.export();
    Divergence divergence = compare(place, e.outcome(), outcome);
    if (divergence != null || !(outcome instanceof Outcome.Completed)) {
      return divergence;
    }
    return compare(place, e.results(), results, outcome.fuelUsed());
  }

  private @Nullable Divergence grow(Entry.Grow e) {
    long address = guest().memory().growPages(e.pages());
    return address == e.address()
        ? null
        : new Divergence(
            "instance " + instances + ", pages added",
            "address " + e.address(),
            "address " + address,
            guest().fuelUsed());
  }

  /** Makes the instance ready for what belongs to the next call. */
  private @Nullable Divergence ready() throws RecordingRefused {
    if (!called) {
      return null;
    }
    called = false;
    if (!copy.fresh()) {
      guest().restore();
      return null;
    }
    for (Entry entry : List.copyOf(setup)) {
      Divergence divergence =
          switch (entry) {
            case Entry.Instance e -> open(e);
            case Entry.Prepare e -> prepare(e);
            case Entry.Grow e -> grow(e);
            default -> null;
          };
      if (divergence != null) {
        return divergence;
      }
    }
    guest().seal();
    return null;
  }

  private @Nullable Divergence write(Entry.Write e) {
    return guest().memory().write(e.address(), e.bytes(), 0, e.bytes().length)
        ? null
        : new Divergence(
            "call " + (calls + 1) + ", argument bytes",
            e.bytes().length + " bytes at " + e.address(),
            "a memory of " + guest().memory().sizeBytes() + " bytes",
            0);
  }

  private @Nullable Divergence call(Entry.Call e) throws RecordingRefused {
    calls++;
    called = true;
    if (!Ends.isDeterministic(e.outcome())) {
      notCompared++;
      close();
      return null;
    }
    String place = "call " + calls;
    long[] results = new long[type.results().size()];
    Outcome outcome =
        guest()
            .function(recording.function().export())
            .call(raw(e.arguments(), type, place), results);
    fuel += outcome.fuelUsed();
    Divergence divergence = compare(place, e.outcome(), outcome);
    if (divergence != null) {
      return divergence;
    }
    boolean completed = outcome instanceof Outcome.Completed;
    boolean isNull = completed && guest().returnedNull();
    if (isNull != e.isNull()) {
      return new Divergence(
          place + ", result", nullOrNot(e.isNull()), nullOrNot(isNull), outcome.fuelUsed());
    }
    long[] given = completed ? results : new long[0];
    if (e.results() != null) {
      return compare(place, e.results(), given, outcome.fuelUsed());
    }
    EntryEncoder.result(isNull, given, result);
    int crc = ByteDigest.crc32c(result.bytes(), 0, result.length());
    return crc == e.crc32c()
        ? null
        : new Divergence(
            place + ", result",
            ByteDigest.shown(e.crc32c()),
            ByteDigest.shown(crc),
            outcome.fuelUsed());
  }

  private static String nullOrNot(boolean isNull) {
    return isNull ? "NULL" : "not NULL";
  }

  private @Nullable Divergence read(Entry.Read e) {
    byte[] bytes = new byte[e.length()];
    String place = "call " + calls + ", result bytes at " + e.address();
    long spent = guest().fuelUsed();
    if (!guest().memory().read(e.address(), bytes, 0, bytes.length)) {
      return new Divergence(
          place,
          e.length() + " bytes",
          "a memory of " + guest().memory().sizeBytes() + " bytes",
          spent);
    }
    if (e.bytes() != null) {
      int at = Arrays.mismatch(e.bytes(), bytes);
      return at < 0
          ? null
          : new Divergence(place + ", byte " + at, hex(e.bytes()[at]), hex(bytes[at]), spent);
    }
    int crc = ByteDigest.crc32c(bytes, 0, bytes.length);
    return crc == e.crc32c()
        ? null
        : new Divergence(place, ByteDigest.shown(e.crc32c()), ByteDigest.shown(crc), spent);
  }

  static String hex(byte value) {
    return HexFormat.of().toHexDigits(value);
  }

  private static @Nullable Divergence compare(String place, Outcome recorded, Outcome replayed) {
    return recorded.equals(replayed)
        ? null
        : new Divergence(
            place + ", end", Ends.shown(recorded), Ends.shown(replayed), replayed.fuelUsed());
  }

  private static @Nullable Divergence compare(
      String place, long[] recorded, long[] replayed, long fuel) {
    int at = Arrays.mismatch(recorded, replayed);
    if (at < 0) {
      return null;
    }
    return new Divergence(
        place + ", result" + (at == 0 ? "" : " " + (at + 1)),
        at < recorded.length ? HexFormat.of().toHexDigits(recorded[at]) : "none",
        at < replayed.length ? HexFormat.of().toHexDigits(replayed[at]) : "none",
        fuel);
  }

  /** Returns arguments as the engine takes them: i32 and f32 extended by their sign. */
  private static long[] raw(long[] arguments, FunctionType type, String place)
      throws RecordingRefused {
    if (arguments.length != type.parameters().size()) {
      throw new RecordingRefused(
          place + " of the recording has " + arguments.length + " arguments, its type is " + type);
    }
    long[] raw = arguments.clone();
    for (int i = 0; i < raw.length; i++) {
      ValueType value = type.parameters().get(i);
      if (value == ValueType.I32 || value == ValueType.F32) {
        raw[i] = (int) raw[i];
      }
    }
    return raw;
  }

  @Override
  public void close() {
    if (instance != null) {
      instance.close();
      instance = null;
    }
  }
}
