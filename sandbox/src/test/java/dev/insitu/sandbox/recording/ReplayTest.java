package dev.insitu.sandbox.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.ChannelWitness.Channel;
import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.recording.TestRecordings.CallOf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A recording gives the same again in every way to run it, and a lie is found where it stands. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ReplayTest {
  private static final RecordingMode FULL = RecordingMode.FULL;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Every end of a command, each with what it wrote before. */
  @ParameterizedTest
  @CsvSource({
    "ends, ''",
    "ends, c",
    "ends, t",
    "ends, r",
    "ends, m",
    "ends, e1234",
    "echo, hello",
    "errors, oops",
    "budget, ''",
    "wait, x",
    "start-exit, ''",
    "mixer, some",
  })
  void everyEndIsReplayed(String command, String input) throws Exception {
    for (RecordingMode mode : RecordingMode.values()) {
      byte[] recording = TestRecordings.command(command, mode, bytes(input), bytes(input));
      assertEqualInAllWays(recording, bytes(input + input));
      assertThat(TestRecordings.command(command, mode, bytes(input), bytes(input)))
          .describedAs("recorded twice")
          .isEqualTo(recording);
    }
  }

  private static void assertEqualInAllWays(byte[] bytes, byte[] input) throws Exception {
    Recording recording = TestRecordings.open(bytes);
    RecordingSource given = recording.mode() == FULL ? null : () -> new ByteArrayInputStream(input);
    Verification.Verdict verdict = Verification.run(recording, 4, given);
    for (Verification.Vote vote : verdict.votes()) {
      assertThat(vote.report())
          .describedAs(vote.copy().text())
          .isEqualTo(new Replay.Report(recording.entries(), 0, recording.fuel(), null));
    }
    assertThat(verdict.isEqual()).isTrue();
    assertThat(verdict.hasMajority()).isTrue();
  }

  @Test
  void longStreamsAreReplayed() throws Exception {
    byte[] input = random(400_000);
    byte[] recording = TestRecordings.command("mixer", FULL, input, random(65_536), new byte[0]);
    assertEqualInAllWays(recording, input);
    byte[] digest = TestRecordings.command("mixer", RecordingMode.DIGEST, input);
    assertEqualInAllWays(digest, input);
    assertThat(digest).hasSizeLessThan(recording.length / 10);
  }

  @ParameterizedTest
  @EnumSource(RecordingMode.class)
  void callsAreReplayed(RecordingMode mode) throws Exception {
    long nan = 0x7FF8_0000_0000_0123L;
    long minusZero = Double.doubleToRawLongBits(-0.0);
    for (byte[] recording :
        List.of(
            calls("/modules/nan", "flip", mode, CallOf.of(0), CallOf.of(nan), CallOf.of(-1)),
            calls("/modules/nan", "return", mode, CallOf.of(nan), CallOf.of(minusZero)),
            calls("/modules/arithmetic", "half", mode, CallOf.of(minusZero), CallOf.of(nan)),
            calls("/modules/arithmetic", "twice", mode, CallOf.of(Long.MIN_VALUE)),
            calls(
                "/modules/arithmetic",
                "divide",
                mode,
                CallOf.of(7, 2),
                CallOf.of(7, 0),
                CallOf.of(Integer.MIN_VALUE, -1),
                CallOf.of(1, 1)),
            calls("/modules/abi", "null", mode, CallOf.of()),
            calls("/modules/abi", "raise", mode, CallOf.of(), CallOf.of()),
            calls("/modules/abi", "lie", mode, CallOf.of()),
            calls("/modules/spin", "empty", mode, CallOf.of()),
            calls("/modules/memory", "grow", mode, CallOf.of(3), CallOf.of(1_000_000)),
            calls("/modules/handles", "exit", mode, CallOf.of(0), CallOf.of(3)),
            calls("/modules/handles", "exits", mode, CallOf.of(0)),
            calls("/modules/handles", "float", mode, CallOf.of(0xFFC0_1234L), CallOf.of(1L << 31)),
            calls(
                "/modules/handles",
                "byte",
                mode,
                new CallOf(bytes("aä€😀"), new long[] {1_026}, 10),
                new CallOf(new byte[0], new long[] {1_026}, 10),
                new CallOf(random(60_000), new long[] {0xFFFF_FFFFL}, 0),
                new CallOf(random(60_000), new long[] {2_000}, 60_000)))) {
      assertEqualInAllWays(recording, new byte[0]);
    }
  }

  private static byte[] calls(String path, String export, RecordingMode mode, CallOf... calls) {
    return TestRecordings.calls(path, export, mode, List.of(calls));
  }

  // --- what no replay has to repeat

  @ParameterizedTest
  @EnumSource(RecordingMode.class)
  void aStoppedRunIsReplayedAsFarAsItWent(RecordingMode mode) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    GuestModule busy = TestRecordings.module("/commands/busy");
    Limits limits = new Limits(1L << 40, 1_024, 10_000, 100, 0, 1L << 40, 0, 100);
    try (var recording =
        new CommandRecording(
            out, mode, busy, TestRecordings.function("_start"), TestRecordings.NO_LIMIT)) {
      for (String what : List.of("0", "1", "2")) {
        TestRecordings.runUntilItReads(recording, busy, limits, bytes(what));
      }
      recording.end(0L);
    }
    Replay.Report report =
        Replay.run(
            TestRecordings.open(out.toByteArray()),
            Copy.PLAIN,
            () -> new ByteArrayInputStream(bytes("012")));
    assertThat(report.divergence()).isNull();
    assertThat(report.notCompared()).isEqualTo(3);
  }

  @Test
  void aStoppedWriterIsReplayedAsFarAsItWent() throws Exception {
    byte[] stopped = stoppedEcho();
    Recording recording = TestRecordings.open(stopped);
    assertThat(recording.outputBytes()).isGreaterThanOrEqualTo(200_000);
    Replay.Report report = Replay.run(recording, Copy.PLAIN, null);
    assertThat(report.divergence()).isNull();
    assertThat(report.notCompared()).isEqualTo(1);
    byte[] forged = TestRecordings.forged(stopped, frame(Channel.STDOUT, 1, 70_000 - 65_536));
    assertThat(TestRecordings.replay(forged).divergence())
        .extracting(Divergence::place)
        .isEqualTo("partition 1, stdout, frame 1, byte 70000");
  }

  private static byte[] stoppedEcho() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    GuestModule echo = TestRecordings.module("/commands/echo");
    try (var recording =
        new CommandRecording(
            out, FULL, echo, TestRecordings.function("_start"), TestRecordings.NO_LIMIT)) {
      TestRecordings.run(recording, echo, TestRecordings.LIMITS, random(1_000_000), 200_000);
    }
    return out.toByteArray();
  }

  // --- lies

  private static UnaryOperator<Entry> frame(Channel channel, long number, int at) {
    return entry -> {
      if (entry instanceof Entry.Frame f && f.channel() == channel && f.number() == number) {
        byte[] changed = f.bytes().clone();
        changed[at] ^= 1;
        return new Entry.Frame(channel, number, changed.length, changed, 0);
      }
      return entry;
    };
  }

  private static String divergence(byte[] recording) throws Exception {
    Divergence divergence = TestRecordings.replay(recording).divergence();
    return divergence == null ? "none" : divergence.text();
  }

  @Test
  void aForgedOutputIsFoundAtItsByte() throws Exception {
    byte[] input = new byte[70_000];
    byte[] recording = TestRecordings.command("echo", FULL, bytes("hello"), input);
    assertThat(divergence(recording)).isEqualTo("none");
    assertThat(divergence(TestRecordings.forged(recording, frame(Channel.STDOUT, 1, 100))))
        .matches(
            "partition 2, stdout, frame 1, byte 65636: recorded 01, replayed 00, at fuel \\d+");
    assertThat(divergence(TestRecordings.forged(recording, frame(Channel.STDOUT, 0, 1))))
        .matches("partition 1, stdout, frame 0, byte 1: recorded 64, replayed 65, at fuel \\d+");
    assertThat(divergence(TestRecordings.command("errors", FULL, bytes("oops")))).isEqualTo("none");
    assertThat(
            divergence(
                TestRecordings.forged(
                    TestRecordings.command("errors", FULL, bytes("oops")),
                    frame(Channel.STDERR, 0, 3))))
        .matches("partition 1, stderr, frame 0, byte 3: recorded 72, replayed 73, at fuel \\d+");
  }

  @Test
  void aForgedInputIsFoundInTheOutput() throws Exception {
    byte[] recording = TestRecordings.command("echo", FULL, bytes("hello"));
    assertThat(divergence(TestRecordings.forged(recording, frame(Channel.STDIN, 0, 4))))
        .matches("partition 1, stdout, frame 0, byte 4: recorded 6f, replayed 6e, at fuel \\d+");
  }

  @Test
  void aForgedDigestIsFoundInItsFrame() throws Exception {
    byte[] recording = TestRecordings.command("echo", RecordingMode.DIGEST, new byte[65_536 + 10]);
    List<Entry> entries = new ArrayList<>(TestRecordings.entries(recording));
    entries.replaceAll(e ->
        e instanceof Entry.Frame f && f.channel() == Channel.STDOUT && f.number() == 1
            ? new Entry.Frame(f.channel(), 1, f.length(), null, 0x0A0B0C0D)
            : e);
    Replay.Report report =
        Replay.run(
            TestRecordings.open(TestRecordings.write(entries)),
            Copy.PLAIN,
            () -> new ByteArrayInputStream(new byte[65_536 + 10]));
    assertThat(report.divergence().text())
        .matches(
            "partition 1, stdout, frame 1, bytes 65536 to 65545: recorded CRC32C 0a0b0c0d,"
                + " replayed CRC32C [0-9a-f]{8}, at fuel \\d+");
  }

  @Test
  void anotherInputIsRefused() throws Exception {
    Recording recording =
        TestRecordings.open(TestRecordings.command("echo", RecordingMode.DIGEST, bytes("hello")));
    assertThatThrownBy(() -> Replay.run(recording, Copy.PLAIN, null))
        .isInstanceOf(RecordingRefused.class)
        .hasMessage("recording keeps the digest of its input only; give the input's bytes again");
    assertThatThrownBy(
            () -> Replay.run(recording, Copy.PLAIN, () -> new ByteArrayInputStream(bytes("hellO"))))
        .hasMessage(
            "input is not what was recorded: partition 1, stdin, frame 0: recorded CRC32C"
                + " 9a71bb4c, given CRC32C bacc3592");
    assertThatThrownBy(
            () -> Replay.run(recording, Copy.PLAIN, () -> new ByteArrayInputStream(bytes("hell"))))
        .hasMessage("input ends too early: partition 1, stdin, frame 0");
  }

  private static UnaryOperator<Entry> spec(UnaryOperator<CommandSpec> change) {
    return entry ->
        entry instanceof Entry.Command c
            ? new Entry.Command(c.number(), change.apply(c.spec()), c.limits())
            : entry;
  }

  @Test
  void aLyingSeedAndALyingClockAreFound() throws Exception {
    byte[] recording = TestRecordings.command("mixer", FULL, random(100_000));
    assertThat(
            divergence(
                TestRecordings.forged(
                    recording,
                    spec(s -> new CommandSpec(s.arguments(), s.environment(), 2, s.startNanos())))))
        .startsWith("partition 1, std");
    assertThat(
            divergence(
                TestRecordings.forged(
                    recording,
                    spec(s -> new CommandSpec(s.arguments(), s.environment(), s.seed(), 5)))))
        .startsWith("partition 1, std");
    byte[] echo = TestRecordings.command("echo", FULL, bytes("x"));
    assertThat(
            divergence(
                TestRecordings.forged(
                    echo, spec(s -> new CommandSpec(List.of("p"), s.environment(), s.seed(), 5)))))
        .matches(
            "partition 1, end: recorded exit code 2 with fuel \\d+, replayed exit code 1 with fuel"
                + " \\d+, at fuel \\d+");
  }

  @Test
  void lyingEndsAreFound() throws Exception {
    byte[] recording = TestRecordings.command("echo", FULL, bytes("x"));
    UnaryOperator<Entry> fuel =
        e ->
            e instanceof Entry.CommandEnd c
                ? new Entry.CommandEnd(
                    new Outcome.Exited(2, c.outcome().fuelUsed() + 1),
                    c.peakPages(),
                    c.endSeen(),
                    c.channels())
                : e;
    assertThat(divergence(TestRecordings.forged(recording, fuel)))
        .startsWith("partition 1, end: recorded exit code 2 with fuel ");
    UnaryOperator<Entry> pages =
        e ->
            e instanceof Entry.CommandEnd c
                ? new Entry.CommandEnd(c.outcome(), 0, c.endSeen(), c.channels())
                : e;
    assertThat(divergence(TestRecordings.forged(recording, pages)))
        .startsWith("partition 1, peak of memory: recorded 0 pages, replayed ");
    UnaryOperator<Entry> unseen =
        e ->
            e instanceof Entry.CommandEnd c
                ? new Entry.CommandEnd(c.outcome(), c.peakPages(), false, c.channels())
                : e;
    assertThat(divergence(TestRecordings.forged(recording, unseen)))
        .startsWith("partition 1, stdin, frame 0, byte 1: recorded the end, replayed 00, at fuel ");
  }

  @Test
  void lyingCallsAreFound() throws Exception {
    byte[] recording = calls("/modules/arithmetic", "twice", FULL, CallOf.of(1), CallOf.of(2));
    UnaryOperator<Entry> result =
        e ->
            e instanceof Entry.Call c && c.arguments()[0] == 2
                ? new Entry.Call(c.arguments(), c.outcome(), false, new long[] {5}, 0)
                : e;
    assertThat(divergence(TestRecordings.forged(recording, result)))
        .matches(
            "call 2, result: recorded 0000000000000005, replayed 0000000000000004, at fuel \\d+");
    UnaryOperator<Entry> isNull =
        e ->
            e instanceof Entry.Call c
                ? new Entry.Call(c.arguments(), c.outcome(), true, c.results(), 0)
                : e;
    assertThat(divergence(TestRecordings.forged(recording, isNull)))
        .startsWith("call 1, result: recorded NULL, replayed not NULL, at fuel ");
    UnaryOperator<Entry> argument =
        e ->
            e instanceof Entry.Call c
                ? new Entry.Call(new long[] {7}, c.outcome(), false, c.results(), 0)
                : e;
    assertThat(divergence(TestRecordings.forged(recording, argument)))
        .startsWith("call 1, result: recorded 0000000000000002, replayed 000000000000000e");
    byte[] text = calls("/modules/handles", "byte", FULL, new CallOf(bytes("ab"), new long[1], 2));
    UnaryOperator<Entry> read =
        e ->
            e instanceof Entry.Read r ? new Entry.Read(r.address(), r.length(), bytes("aB"), 0) : e;
    assertThat(divergence(TestRecordings.forged(text, read)))
        .startsWith("call 1, result bytes at 1024, byte 1: recorded 42, replayed 62, at fuel ");
  }

  @Test
  void aCopyThatDiffersIsOutvoted() {
    Divergence one = new Divergence("call 1, result", "00", "01", 5);
    Divergence other = new Divergence("call 1, result", "00", "02", 5);
    assertThat(majority(null, null, one)).containsExactly(true, true, false);
    assertThat(majority(one, one, null)).containsExactly(true, true, false);
    assertThat(majority(one, other, one)).containsExactly(true, false, true);
    assertThat(majority(one, null)).containsExactly(false, false);
    assertThat(majority(one, other, null)).containsExactly(false, false, false);
    assertThat(majority(one, one, null, null)).containsExactly(false, false, false, false);
    assertThat(majority(one, one)).containsExactly(true, true);
  }

  private static List<Boolean> majority(Divergence... found) {
    return Verification.Verdict.of(
            Arrays.stream(found)
                .map(d -> new Verification.Vote(Copy.PLAIN, new Replay.Report(1, 0, 5, d)))
                .toList())
        .majority();
  }
}
