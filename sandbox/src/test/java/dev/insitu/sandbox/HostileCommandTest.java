package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that want more than they may have, or never end. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class HostileCommandTest {
  private static final long STOP_NANOS = 100_000_000;

  /** What the command {@code busy} can do for ever. */
  private enum Deed {
    SPIN,
    FILL,
    COPY,
    RANDOM,
    POLL,
    WRITE_NOTHING,
    READ_PAST_THE_END,
    FLOOD_ERRORS,
    FLOOD_OUTPUT,
    YIELD;

    byte[] input() {
      return new byte[] {(byte) ('0' + compareTo(SPIN))};
    }
  }

  private static CommandRun start(Deed deed, Limits limits, Cancellation cancellation) {
    CommandRun run = Commands.module("busy").start(Commands.SPEC, limits, cancellation);
    run.offer(deed.input(), 0, 1);
    run.endInput();
    return run;
  }

  private static Limits unlimited(long wallMillis) {
    return new Limits(1L << 62, 1_024, 10_000, 100, wallMillis, 1L << 62, 0, 1_000);
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void fuelEndsEveryDeedAtTheSamePlace(Deed deed) {
    Limits limits = new Limits(5_000_000, 1_024, 10_000, 100, 0, 1L << 40, 0, 1_000);
    Commands.Result first = Commands.run("busy", limits, deed.input());
    assertThat(first.outcome())
        .isInstanceOfSatisfying(
            Outcome.Exhausted.class, end -> assertThat(end.limit()).isEqualTo(Limits.Kind.FUEL));
    assertThat(Commands.run("busy", limits, deed.input())).isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void cancelEndsEveryDeed(Deed deed) {
    Cancellation[] cancellation = new Cancellation[1];
    stopsInTime(
        () -> {
          cancellation[0] = Cancellation.create();
          return start(deed, unlimited(0), cancellation[0]);
        },
        run -> cancellation[0].cancel(),
        false);
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void closingEndsEveryDeed(Deed deed) {
    stopsInTime(() -> start(deed, unlimited(0), Cancellation.create()), CommandRun::close, false);
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void theWallClockEndsEveryDeed(Deed deed) {
    try (CommandRun run = start(deed, unlimited(20), Cancellation.create())) {
      assertThat(end(run)).isEqualTo(new Outcome.Cancelled(true, run.outcome().fuelUsed()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "wait"})
  void cancelEndsAGuestThatWaitsForInput(String command) {
    Cancellation[] cancellation = new Cancellation[1];
    stopsInTime(
        () -> {
          cancellation[0] = Cancellation.create();
          return Commands.module(command).start(Commands.SPEC, unlimited(0), cancellation[0]);
        },
        run -> cancellation[0].cancel(),
        false);
  }

  @Test
  void aProbeEndsAGuestThatWaitsForInput() {
    Cancellation.State[] state = new Cancellation.State[1];
    stopsInTime(
        () -> {
          state[0] = Cancellation.State.RUNNING;
          Cancellation probe = Cancellation.polling(() -> state[0]);
          return Commands.module("echo").start(Commands.SPEC, unlimited(0), probe);
        },
        run -> state[0] = Cancellation.State.TIMED_OUT,
        true);
  }

  @Test
  void theWallClockEndsAGuestThatWaitsForInput() {
    try (CommandRun run =
        Commands.module("echo").start(Commands.SPEC, unlimited(30), Cancellation.create())) {
      assertThat(end(run)).isEqualTo(new Outcome.Cancelled(true, run.outcome().fuelUsed()));
    }
  }

  @Test
  void aGuestThatStartsCancelledEnds() {
    Cancellation cancellation = Cancellation.create();
    cancellation.cancel();
    try (CommandRun run = start(Deed.SPIN, unlimited(0), cancellation)) {
      assertThat(end(run)).isEqualTo(new Outcome.Cancelled(false, run.outcome().fuelUsed()));
    }
  }

  @Test
  void aFloodOfOutputEndsAtItsLimit() {
    Limits limits = new Limits(1L << 40, 1_024, 10_000, 100, 0, 5_000_000, 0, 1_000);
    Commands.Result result = Commands.run("busy", limits, Deed.FLOOD_OUTPUT.input());
    assertThat(result.outcome())
        .isEqualTo(
            new Outcome.Exhausted(
                Limits.Kind.OUTPUT_BYTES, 5 << 20, 5_000_000, result.outcome().fuelUsed()));
    assertThat(result.output()).hasSize(4 << 20);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 100, 65_536, 1_000_000})
  void theEndOfErrorsIsKept(int kept) {
    byte[] said = "0123456789".repeat(20_000).getBytes(StandardCharsets.UTF_8);
    Limits limits = new Limits(1L << 40, 1_024, 10_000, 100, 0, 1L << 40, 0, kept);
    GuestModule errors = Commands.module("errors");
    Commands.Result result = Commands.run(errors, Commands.SPEC, limits, said);
    assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
    int start = Math.max(0, said.length - kept);
    assertThat(result.errors())
        .isEqualTo(new String(said, start, said.length - start, StandardCharsets.UTF_8));
    assertThat(result.err()).isEqualTo(result.in());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J|\\u001B[2J",
        "\u001b]0;owned\u0007|\\u001B]0;owned\\u0007",
        "a\r\nINFO all is well|a\\r\\nINFO all is well",
        "\u009b31m\u007f|\\u009B31m\\u007F",
        "a\u202eb\u2066c\u200f\u061c|a\\u202Eb\\u2066c\\u200F\\u061C",
        "a\u2028b|a\\u2028b",
        "caf\u00e9 \ud83d\ude80\t|caf\u00e9 \ud83d\ude80\\t",
        "%s%n ${x} \\n|%s%n ${x} \\n"
      })
  void errorsCannotForgeLinesNorMoveCursors(String saidAndShown) {
    String[] parts = saidAndShown.split("\\|");
    byte[] said = parts[0].getBytes(StandardCharsets.UTF_8);
    GuestModule errors = Commands.module("errors");
    Commands.Result result = Commands.run(errors, Commands.SPEC, Commands.LIMITS, said);
    assertThat(result.errors()).isEqualTo(parts[1]);
  }

  @Test
  void errorsThatAreNoTextShowAsReplacements() {
    byte[] said = {'a', (byte) 0xC3, (byte) 0x28, (byte) 0xFF, 0, (byte) 0xE2, (byte) 0x82};
    GuestModule errors = Commands.module("errors");
    Commands.Result result = Commands.run(errors, Commands.SPEC, Commands.LIMITS, said);
    assertThat(result.errors()).isEqualTo("a\ufffd(\ufffd\\u0000\ufffd");
  }

  @Test
  void aCharacterThatWasCutOffIsLeftOut() {
    byte[] said = "\u20ac\u20acx".getBytes(StandardCharsets.UTF_8);
    GuestModule errors = Commands.module("errors");
    Limits five = new Limits(1L << 40, 1_024, 10_000, 100, 0, 1L << 40, 0, 5);
    assertThat(Commands.run(errors, Commands.SPEC, five, said).errors()).isEqualTo("\u20acx");
  }

  /** Starts a guest, lets it get going, stops it and measures; the best of five counts. */
  private static void stopsInTime(
      Supplier<CommandRun> starter, Consumer<CommandRun> stop, boolean timeout) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 5 && best > STOP_NANOS; i++) {
      try (CommandRun run = starter.get()) {
        pause();
        long start = System.nanoTime();
        stop.accept(run);
        Outcome outcome = end(run);
        best = Math.min(best, System.nanoTime() - start);
        assertThat(outcome).isEqualTo(new Outcome.Cancelled(timeout, outcome.fuelUsed()));
      }
    }
    assertThat(best).isLessThan(STOP_NANOS);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private static Outcome end(CommandRun run) {
    return CommandRunTest.drain(run);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(30);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
