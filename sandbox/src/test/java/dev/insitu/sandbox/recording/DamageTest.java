package dev.insitu.sandbox.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.ChannelWitness.Channel;
import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Versions;
import dev.insitu.sandbox.recording.TestRecordings.CallOf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A recording whose bytes are not those that were written is refused, with the place. */
final class DamageTest {
  private static byte[] commands(RecordingMode mode) {
    return TestRecordings.command("echo", mode, "hello".getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] calls(RecordingMode mode) {
    return TestRecordings.calls(
        "/modules/handles",
        "byte",
        mode,
        List.of(new CallOf(new byte[] {1, 2}, new long[] {0}, 2), CallOf.of(-1)));
  }

  private static void assertRefused(byte[] recording, String place) {
    assertThatThrownBy(() -> TestRecordings.open(recording))
        .describedAs(place)
        .isInstanceOf(RecordingRefused.class)
        .message()
        .describedAs(place)
        .matches("(recording|not a recording|module of the recording).*")
        .doesNotContain("Exception");
  }

  @ParameterizedTest
  @EnumSource(RecordingMode.class)
  void everyChangedByteIsRefused(RecordingMode mode) throws Exception {
    for (byte[] whole : List.of(commands(mode), calls(mode))) {
      assertThat(TestRecordings.open(whole).entries()).isPositive();
      for (int i = 0; i < whole.length; i++) {
        for (int bit : new int[] {0x01, 0x80, 0xFF}) {
          byte[] damaged = whole.clone();
          damaged[i] ^= (byte) bit;
          assertRefused(damaged, "byte " + i + ", bits " + bit);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RecordingMode.class)
  void everyShorterFileIsRefused(RecordingMode mode) {
    for (byte[] whole : List.of(commands(mode), calls(mode))) {
      for (int length = 0; length < whole.length; length++) {
        assertRefused(Arrays.copyOf(whole, length), "length " + length);
      }
      assertRefused(Arrays.copyOf(whole, whole.length + 1), "one byte more");
    }
  }

  @Test
  void theFirstBytesSayWhy() {
    byte[] whole = commands(RecordingMode.FULL);
    byte[] newer = whole.clone();
    newer[8] = 2;
    assertMessage(newer, "recording has format version 2, this insitu reads version 1");
    assertMessage(
        "SELECT 1".getBytes(StandardCharsets.UTF_8),
        "not a recording: it does not start with INSITU-R");
    assertMessage(
        Arrays.copyOf(whole, 10), "recording is incomplete at its beginning: the file ends there");
    assertMessage(
        Arrays.copyOf(whole, 12),
        "recording is incomplete at byte 12, record 0: the file ends there");
    assertMessage(
        Arrays.copyOf(whole, 40),
        "recording is incomplete at byte 12, record 0 (HEADER): the file ends inside it");
    byte[] huge = whole.clone();
    huge[15] = (byte) 0x80;
    assertThatThrownBy(() -> TestRecordings.open(huge))
        .hasMessageMatching(
            "recording is damaged at byte 12, record 0: its length is 21474\\d+, at most 16777216");
    byte[] unknown = whole.clone();
    unknown[16] = 17;
    assertMessage(
        unknown, "recording is damaged at byte 12, record 0: its kind is 17, not between 1 and 16");
    byte[] more = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> TestRecordings.open(more))
        .hasMessageMatching(
            "recording is damaged at byte \\d+, record \\d+ \\(SHA256\\): bytes follow it");
  }

  private static void assertMessage(byte[] recording, String message) {
    assertThatThrownBy(() -> TestRecordings.open(recording))
        .isInstanceOf(RecordingRefused.class)
        .hasMessage(message);
  }

  /** Records whose CRCs and SHA-256 are right, but that no writer would write. */
  @Test
  void recordsInAnotherOrderAreRefused() throws Exception {
    List<Entry> calls = TestRecordings.entries(calls(RecordingMode.FULL));
    List<Entry> commands = TestRecordings.entries(commands(RecordingMode.FULL));
    expect(calls, list -> list.remove(0), "record 0 (MODULE)", "expected is HEADER");
    expect(calls, list -> list.remove(3), "record 3 (INSTANCE)", "expected is FUNCTION");
    expect(calls, list -> list.remove(4), "(GROW)", "INSTANCE must come before");
    expect(calls, list -> list.remove(6), "(WRITE)", "SEAL must come before");
    expect(commands, list -> list.remove(4), "(FRAME)", "COMMAND must come before");
    expect(commands, list -> list.remove(list.size() - 2), "(END)", "COMMAND_END must come before");
    expect(
        commands,
        list -> list.set(4, new Entry.Seal()),
        "(SEAL)",
        "expected is a record of commands or END");
    expect(
        calls,
        list -> list.set(4, new Entry.Command(1, CommandSpec.NOTHING, TestRecordings.LIMITS)),
        "(COMMAND)",
        "expected is a record of calls or END");
  }

  private static void expect(
      List<Entry> entries, Consumer<List<Entry>> change, String place, String rule) {
    List<Entry> changed = new ArrayList<>(entries);
    change.accept(changed);
    assertThatThrownBy(() -> TestRecordings.open(TestRecordings.write(changed)))
        .isInstanceOf(RecordingRefused.class)
        .hasMessageStartingWith("recording is damaged at byte ")
        .hasMessageContaining(place + ": it cannot stand there; ")
        .hasMessageEndingWith(rule);
  }

  @Test
  void sumsThatAreWrongAreRefused() throws Exception {
    byte[] whole = commands(RecordingMode.FULL);
    String zeros = "0".repeat(64);
    forged(
        whole,
        e ->
            e instanceof Entry.Frame f && f.channel() == Channel.STDOUT
                ? new Entry.Frame(f.channel(), 0, 5, "hellO".getBytes(StandardCharsets.UTF_8), 0)
                : e,
        ".*\\(COMMAND_END\\): its STDOUT is 5 bytes of CRC32C 9a71bb4c and SHA-256 2cf24dba\\w+,"
            + " but its frames are 5 bytes of CRC32C \\w+ and SHA-256 \\w+");
    forged(
        whole,
        e -> e instanceof Entry.Frame f ? new Entry.Frame(f.channel(), 1, 5, f.bytes(), 0) : e,
        ".*\\(FRAME\\): frame 1 of STDIN follows 0 frames of 0 bytes");
    forged(
        whole,
        e ->
            e instanceof Entry.End f
                ? new Entry.End("", 1, 1, f.fuel() + 1, f.peakPages(), f.output())
                : e,
        ".*\\(END\\): its sums are 1 entries, \\d+ fuel, \\d+ pages, but found are 1, \\d+, \\d+");
    forged(
        whole,
        e ->
            e instanceof Entry.End f
                ? new Entry.End("", 1, 1, f.fuel(), f.peakPages(), new ByteDigest(5, 0, zeros))
                : e,
        ".*\\(END\\): its output is 5 bytes of CRC32C 00000000 and SHA-256 0+, but its frames.*");
    forged(
        whole,
        e -> e instanceof Entry.Module m ? new Entry.Module(zeros, m.size()) : e,
        ".*\\(FUNCTION\\): the module before has \\d+ bytes of SHA-256 \\w+, said are \\d+ of 0+");
    forged(
        whole,
        e -> e instanceof Entry.Module m ? new Entry.Module(m.digest(), 3) : e,
        ".*\\(MODULE_BYTES\\): the module has \\d+ bytes so far, said are 3");
    forged(
        whole,
        e -> e instanceof Entry.Command c ? new Entry.Command(7, c.spec(), c.limits()) : e,
        ".*\\(COMMAND\\): its number is 7, expected is 1");
  }

  private static void forged(byte[] recording, UnaryOperator<Entry> change, String message)
      throws Exception {
    List<Entry> entries = new ArrayList<>(TestRecordings.entries(recording));
    entries.replaceAll(change);
    assertThatThrownBy(() -> TestRecordings.open(TestRecordings.write(entries)))
        .isInstanceOf(RecordingRefused.class)
        .hasMessageMatching(
            "recording is damaged at byte \\d+, record \\d+ " + message.substring(2));
  }

  @Test
  void whatCannotBeComparedIsRefused() throws Exception {
    byte[] whole = commands(RecordingMode.FULL);
    List<Entry> entries = new ArrayList<>(TestRecordings.entries(whole));
    Entry.Header header = (Entry.Header) entries.get(0);
    Versions here = Versions.CURRENT;
    entries.set(
        0,
        new Entry.Header(
            header.mode(), header.style(), new Versions("chicory 9", 1, 1_000), "", ""));
    assertMessage(
        TestRecordings.write(entries),
        "recording was made with instrumenter 1 and cost table 1000, this insitu has "
            + here.instrumenter()
            + " and "
            + here.costTable()
            + ": fuel cannot be compared; replay it with the insitu that made it");
    entries.set(
        0,
        new Entry.Header(
            header.mode(),
            header.style(),
            new Versions("chicory 9", here.instrumenter(), here.costTable()),
            "",
            ""));
    assertThat(TestRecordings.replay(TestRecordings.write(entries)).divergence()).isNull();
    byte[] calls = calls(RecordingMode.FULL);
    entries = new ArrayList<>(TestRecordings.entries(calls));
    entries.set(3, new Entry.Function(TestRecordings.function("nothing")));
    assertMessage(
        TestRecordings.write(entries), "recording calls nothing, which its module does not export");
    entries = new ArrayList<>(TestRecordings.entries(calls));
    entries.replaceAll(e ->
        e instanceof Entry.Call c && c.arguments()[0] == 0
            ? new Entry.Call(new long[2], c.outcome(), false, c.results(), 0)
            : e);
    byte[] twice = TestRecordings.write(entries);
    assertThatThrownBy(() -> TestRecordings.replay(twice))
        .isInstanceOf(RecordingRefused.class)
        .hasMessage("call 1 of the recording has 2 arguments, its type is (i32) -> i32");
  }

  @Test
  void aRecordingOverItsLimitSaysSoAndIsRefused() {
    byte[] input = new byte[200_000];
    for (long limit : new long[] {0, 1_000, 100_000}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      var echo = TestRecordings.module("/commands/echo");
      try (var recording =
          new CommandRecording(
              out, RecordingMode.FULL, echo, TestRecordings.function("_start"), limit)) {
        TestRecordings.run(recording, echo, TestRecordings.LIMITS, input, Long.MAX_VALUE);
        assertThat(recording.failure())
            .isEqualTo(String.format(Locale.ROOT, "it reached its limit of %,d bytes", limit));
      }
      assertThat(out.size()).isLessThan((int) limit + 500);
    }
  }

  @Test
  void exactlyItsLimitIsEnough() throws Exception {
    byte[] whole = commands(RecordingMode.FULL);
    int end = TestRecordings.write(List.of(TestRecordings.entries(whole).getLast())).length - 12;
    for (int less : new int[] {0, 1}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      var echo = TestRecordings.module("/commands/echo");
      try (var recording =
          new CommandRecording(
              out,
              RecordingMode.FULL,
              echo,
              TestRecordings.function("_start"),
              whole.length - end - less)) {
        TestRecordings.run(
            recording,
            echo,
            TestRecordings.LIMITS,
            "hello".getBytes(StandardCharsets.UTF_8),
            Long.MAX_VALUE);
        recording.end(1);
      }
      if (less == 0) {
        assertThat(out.toByteArray()).isEqualTo(whole);
      } else {
        assertThatThrownBy(() -> TestRecordings.open(out.toByteArray()))
            .isInstanceOf(RecordingRefused.class)
            .hasMessageMatching("recording is incomplete: it reached its limit of [\\d,]+ bytes");
      }
    }
  }

  @Test
  void aFullDiskChangesNothingButTheRecording() {
    var echo = TestRecordings.module("/commands/echo");
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    try (var recording =
        new CommandRecording(
            full,
            RecordingMode.FULL,
            echo,
            TestRecordings.function("_start"),
            TestRecordings.NO_LIMIT)) {
      TestRecordings.run(recording, echo, TestRecordings.LIMITS, new byte[500_000], Long.MAX_VALUE);
      recording.end(1);
      assertThat(recording.failure()).isEqualTo("it could not be written: No space left on device");
    }
  }

  @Test
  void endsThatDependOnClocksAreNone() {
    assertThat(Ends.isDeterministic(new Outcome.Cancelled(true, 1))).isFalse();
    assertThat(Ends.isDeterministic(new Outcome.Faulted("", 1))).isFalse();
    for (Limits.Kind limit : Limits.Kind.values()) {
      assertThat(Ends.isDeterministic(new Outcome.Exhausted(limit, 2, 1, 1)))
          .as(limit.toString())
          .isEqualTo(limit != Limits.Kind.HOST_MEMORY);
    }
    assertThat(Ends.isDeterministic(new Outcome.Completed(1))).isTrue();
  }
}
