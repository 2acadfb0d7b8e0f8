package dev.insitu.sandbox.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.ChannelWitness.Channel;
import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Outcome.TrapKind;
import dev.insitu.sandbox.Versions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written is read as it was, and the numbers in files never change. */
final class FormatTest {
  private static final long SEED = 20_261_124;
  private static final String[] TEXTS = {"", "a", "ä€😀", "a\u0001b", "x".repeat(70_000)};

  private final Random random = new Random(SEED);

  @Test
  void whatIsWrittenIsReadAsItWas() throws Exception {
    for (int round = 0; round < 50; round++) {
      RecordingMode mode = random.nextBoolean() ? RecordingMode.FULL : RecordingMode.DIGEST;
      List<Entry> entries = new ArrayList<>();
      entries.add(
          new Entry.Header(
              mode, Entry.Style.CALLS, new Versions(text(), random.nextInt(), 7), text(), text()));
      for (int i = 0; i < 20; i++) {
        entries.add(entry(mode));
      }
      entries.add(new Entry.End(text(), number(), number(), number(), size(), digest()));
      byte[] written = TestRecordings.write(entries);
      List<Entry> read = TestRecordings.entries(written);
      assertThat(TestRecordings.write(read))
          .describedAs("seed %d, round %d", SEED, round)
          .isEqualTo(written);
    }
  }

  private Entry entry(RecordingMode mode) {
    boolean full = mode == RecordingMode.FULL;
    byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 10 : 65_535)];
    random.nextBytes(bytes);
    return switch (random.nextInt(12)) {
      case 0 -> new Entry.Module(digest().sha256(), size());
      case 1 -> new Entry.ModuleBytes(bytes);
      case 2 ->
          new Entry.Function(
              new RecordedFunction(
                  text(), text(), text(), text(), text(), Map.of("b", text(), "a", text())));
      case 3 -> new Entry.Instance(spec(), limits(), outcome());
      case 4 -> new Entry.Prepare(text(), values(), outcome(), values());
      case 5 -> new Entry.Grow(size(), random.nextBoolean() ? -1 : number());
      case 6 -> random.nextBoolean() ? new Entry.Seal() : new Entry.Write(number(), bytes);
      case 7 ->
          new Entry.Call(
              values(),
              outcome(),
              random.nextBoolean(),
              full ? values() : null,
              full ? 0 : random.nextInt());
      case 8 ->
          new Entry.Read(number(), bytes.length, full ? bytes : null, full ? 0 : random.nextInt());
      case 9 -> new Entry.Command(1 + number(), spec(), limits());
      case 10 ->
          new Entry.Frame(
              Channel.values()[random.nextInt(3)],
              number(),
              bytes.length,
              full ? bytes : null,
              full ? 0 : random.nextInt());
      default ->
          new Entry.CommandEnd(
              outcome(), size(), random.nextBoolean(), List.of(digest(), digest(), digest()));
    };
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private int size() {
    return random.nextInt() & Integer.MAX_VALUE;
  }

  private long number() {
    return random.nextLong() >>> 2;
  }

  private long[] values() {
    return random.longs(random.nextInt(5)).toArray();
  }

  private ByteDigest digest() {
    byte[] sha = new byte[ByteDigest.SHA_BYTES];
    random.nextBytes(sha);
    return new ByteDigest(number(), random.nextInt(), HexFormat.of().formatHex(sha));
  }

  private CommandSpec spec() {
    return new CommandSpec(
        List.of("p", text()), List.of("A=" + text()), random.nextLong(), number());
  }

  private Limits limits() {
    return new Limits(number(), size(), size(), size(), number(), number(), number(), size());
  }

  private Outcome outcome() {
    return switch (random.nextInt(7)) {
      case 0 -> new Outcome.Completed(number());
      case 1 ->
          new Outcome.Trapped(
              TrapKind.values()[random.nextInt(9)], text(), List.of(text(), text()), number());
      case 2 ->
          new Outcome.Exhausted(
              Limits.Kind.values()[random.nextInt(6)], number(), number(), number());
      case 3 -> new Outcome.Cancelled(random.nextBoolean(), number());
      case 4 -> new Outcome.Exited(random.nextInt(), number());
      case 5 -> new Outcome.Raised(text(), text(), number());
      default -> new Outcome.Faulted(text(), number());
    };
  }

  @Test
  void everyChoiceHasItsNumber() {
    assertThat(Codes.MODES).containsExactlyInAnyOrder(RecordingMode.values());
    assertThat(Codes.STYLES).containsExactlyInAnyOrder(Entry.Style.values());
    assertThat(Codes.CHANNELS).containsExactlyInAnyOrder(Channel.values());
    assertThat(Codes.TRAPS).containsExactlyInAnyOrder(TrapKind.values());
    assertThat(Codes.LIMITS).containsExactlyInAnyOrder(Limits.Kind.values());
    for (Kind kind : Kind.values()) {
      assertThat(Kind.of(kind.number())).isEqualTo(kind);
    }
  }

  /** The example of docs/recording.md, byte by byte. */
  @Test
  void theBytesAreThoseOfTheDocument() throws Exception {
    byte[] written =
        TestRecordings.write(
            List.of(
                new Entry.Call(new long[] {-1}, new Outcome.Exited(3, 258), false, new long[0], 0),
                new Entry.End("", 1, -1, 258, 2, new ByteDigest(5, 0x01020304, "ab".repeat(32)))));
    assertThat(HexFormat.of().formatHex(written))
        .startsWith(
            "494e53495455"
                + "2d52"
                + "01000000"
                + "1e000000"
                + "0a"
                + "01000000"
                + "ffffffffffffffff"
                + "05"
                + "0201000000000000"
                + "03000000"
                + "00"
                + "00000000")
        .contains(
            "4c000000"
                + "0f"
                + "00000000"
                + "0100000000000000"
                + "ffffffffffffffff"
                + "0201000000000000"
                + "02000000"
                + "0500000000000000"
                + "04030201"
                + "ab".repeat(32))
        .contains("20000000" + "10");
  }
}
