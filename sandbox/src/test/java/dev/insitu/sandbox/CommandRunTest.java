package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands from start to end: channels, ends, limits, threads. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class CommandRunTest {
  @AfterEach
  void noThreadStaysBehind() throws InterruptedException {
    for (int i = 0; i < 100 && guestThreads() > 0; i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(guestThreads()).isZero();
  }

  private static long guestThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("insitu-guest"))
        .peek(thread -> assertThat(thread.isDaemon()).isTrue())
        .count();
  }

  // --- channels

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4_095, 4_096, 65_536, 65_537, 3_000_001})
  void bytesGoInAndComeOut(int length) {
    byte[] input = bytes(length);
    Commands.Result result = Commands.run("echo", Commands.LIMITS, input);
    assertThat(result.output()).isEqualTo(input);
    assertThat(result.in()).isEqualTo(new CommandRun.Traffic(length, crc(input)));
    assertThat(result.out()).isEqualTo(result.in());
    assertThat(result.err()).isEqualTo(new CommandRun.Traffic(0, 0));
    assertThat(result.outcome())
        .isInstanceOfSatisfying(Outcome.Exited.class, end -> assertThat(end.code()).isEqualTo(1));
  }

  @Test
  void bothChannelsHoldTheHostBack() {
    byte[] piece = bytes(100_000);
    try (CommandRun run = start("echo", Commands.LIMITS)) {
      int offered = 0;
      for (int taken; (taken = run.offer(piece, 0, piece.length)) > 0 || offered < 131_072; ) {
        offered += taken;
      }
      pause();
      offered += run.offer(piece, 0, piece.length);
      // Two channels and the buffer of one read.
      assertThat(offered).isBetween(131_072, 131_072 + 4_096);
      assertThat(run.offer(piece, 0, piece.length)).isZero();
    }
  }

  @Test
  void outputArrivesWhileTheGuestWaitsForInput() {
    try (CommandRun run = start("ends", Commands.LIMITS)) {
      run.offer(new byte[0], 0, 0);
      byte[] buffer = new byte[100];
      int n;
      while ((n = run.poll(buffer, 0, buffer.length)) == 0) {
        run.await();
      }
      assertThat(new String(buffer, 0, n, StandardCharsets.UTF_8)).isEqualTo("partial\n");
      assertThatThrownBy(run::outcome)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the guest still runs or its output has not been taken");
    }
  }

  @Test
  void inputThatNobodyReadsIsTaken() {
    try (CommandRun run = start("ends", Commands.LIMITS)) {
      run.offer(new byte[] {'c'}, 0, 1);
      byte[] piece = new byte[50_000];
      for (int offered = 0; offered < 1_000_000; ) {
        offered += run.offer(piece, 0, piece.length);
      }
      assertThat(drain(run)).isInstanceOf(Outcome.Completed.class);
      assertThat(run.offer(piece, 0, piece.length)).isEqualTo(piece.length);
      assertThat(run.input().bytes()).isEqualTo(1);
    }
  }

  @Test
  void theSampleKeepsTheFirstRecords() throws Exception {
    Path sample = Path.of(System.getProperty("insitu.root"), "samples/top-n/top-n.wasm");
    GuestModule module = Sandbox.create().load(Files.readAllBytes(sample));
    byte[] csv = "a,b\n1,\"x\ny\"\n2,z\n3,w\n".getBytes(StandardCharsets.UTF_8);
    CommandSpec two = new CommandSpec(List.of("top-n", "2"), List.of(), 0, 0);
    Commands.Result result = Commands.run(module, two, Commands.LIMITS, csv);
    assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(text(result.output())).isEqualTo("a,b\n1,\"x\ny\"\n2,z\n");
    CommandSpec none = new CommandSpec(List.of("top-n"), List.of(), 0, 0);
    Commands.Result usage = Commands.run(module, none, Commands.LIMITS, csv);
    assertThat(usage.outcome()).isEqualTo(new Outcome.Exited(2, usage.outcome().fuelUsed()));
    assertThat(usage.errors()).isEqualTo("usage: top-n COUNT < in.csv > out.csv\\n");
  }

  // --- ends

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, -1, Integer.MIN_VALUE})
  void exitCodesArriveWhole(int code) {
    byte[] input = {'e', (byte) code, (byte) (code >> 8), (byte) (code >> 16), (byte) (code >> 24)};
    Commands.Result result = Commands.run("ends", Commands.LIMITS, input);
    long fuel = result.outcome().fuelUsed();
    assertThat(result.outcome())
        .isEqualTo(code == 0 ? new Outcome.Completed(fuel) : new Outcome.Exited(code, fuel));
    assertThat(text(result.output())).isEqualTo("partial\n");
  }

  @Test
  void aTrapInTheMiddleKeepsWhatWasWritten() {
    Commands.Result result = Commands.run("ends", Commands.LIMITS, new byte[] {'t'});
    assertThat(result.outcome())
        .isInstanceOfSatisfying(
            Outcome.Trapped.class,
            trap -> assertThat(trap.kind()).isEqualTo(Outcome.TrapKind.UNREACHABLE));
    assertThat(text(result.output())).isEqualTo("partial\n");
    assertThat(result.errors()).isEqualTo("partial\\n");
  }

  @Test
  void aGuestMayCloseEverythingAndGoOn() {
    assertThat(Commands.run("ends", Commands.LIMITS, new byte[] {'c'}).outcome())
        .isInstanceOf(Outcome.Completed.class);
  }

  @Test
  void anExitInTheStartFunctionIsTheEnd() {
    Commands.Result result = Commands.run("start-exit", Commands.LIMITS, new byte[0]);
    assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
    try (SandboxInstance instance =
        Commands.module("start-exit").instantiate(Commands.LIMITS, Cancellation.create())) {
      assertThat(instance.initialize()).isInstanceOf(Outcome.Exited.class);
      assertThat(instance.isAlive()).isFalse();
    }
  }

  @Test
  void onlyCommandsAreStarted() throws Exception {
    GuestModule library = Sandbox.create().load(TestModules.bytes("memory"));
    assertThatThrownBy(() -> library.start(Commands.SPEC, Commands.LIMITS, Cancellation.create()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("module is a library, not a command");
  }

  @Test
  void theApiRefusesMisuse() {
    try (CommandRun run = start("echo", Commands.LIMITS)) {
      assertThatThrownBy(() -> run.offer(new byte[4], 2, 3))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> run.poll(new byte[4], -1, 3))
          .isInstanceOf(IndexOutOfBoundsException.class);
      run.endInput();
      run.endInput();
      assertThatThrownBy(() -> run.offer(new byte[4], 0, 4))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("input has ended");
    }
  }

  @ParameterizedTest
  @CsvSource({"'a\0b', ''", "'', '=x'", "'', 'x'", "'\uD800', ''", "'', 'a=\uDC00'"})
  void textsThatNoGuestCouldReadAreRefused(String argument, String environment) {
    List<String> entries = environment.isEmpty() ? List.of() : List.of(environment);
    assertThatThrownBy(() -> new CommandSpec(List.of(argument), entries, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // --- limits of a whole run

  @ParameterizedTest
  @ValueSource(strings = {"ends", "budget", "mixer"})
  void fuelHoldsForTheWholeRun(String command) {
    byte[] input = command.equals("mixer") ? bytes(100_000) : new byte[] {'t'};
    Commands.Result enough = Commands.run(command, Commands.LIMITS, input);
    long fuel = enough.outcome().fuelUsed();
    Commands.Result exact = Commands.run(command, fuel(fuel), input);
    assertThat(exact.outcome()).isEqualTo(enough.outcome());
    assertThat(exact.output()).isEqualTo(enough.output());
    Outcome tooLittle = Commands.run(command, fuel(fuel - 1), input).outcome();
    assertThat(tooLittle)
        .isInstanceOfSatisfying(
            Outcome.Exhausted.class, end -> assertThat(end.limit()).isEqualTo(Limits.Kind.FUEL));
    assertThat(Commands.run(command, fuel(fuel - 1), input).outcome()).isEqualTo(tooLittle);
  }

  @Test
  void startFunctionAndCommandShareTheirFuel() {
    long fuel = Commands.run("budget", fuel(1_000_000), new byte[0]).outcome().fuelUsed();
    // One of both fits into two thirds, both do not.
    assertThat(Commands.run("budget", fuel(fuel * 2 / 3), new byte[0]).outcome())
        .isInstanceOf(Outcome.Exhausted.class);
  }

  @Test
  void theInstancePaysForItsPages() {
    assertThat(Commands.run("ends", fuel(1_023), new byte[0]).outcome())
        .isEqualTo(new Outcome.Exhausted(Limits.Kind.FUEL, 1_024, 1_023, 1_024));
    assertThat(Commands.run("ends", fuel(1_024), new byte[0]).outcome().fuelUsed())
        .isGreaterThan(1_024);
  }

  @Test
  void memoryGrowsToItsLimit() {
    Limits limits = new Limits(1_000_000, 9, 10_000, 100, 0, 100, 0, 100);
    Commands.Result result = Commands.run("ends", limits, new byte[] {'m'});
    assertThat(result.output()).endsWith(9, 0, 0, 0);
  }

  @Test
  void theDefaultDepthFitsTheThreads() {
    Limits limits = new Limits(1L << 40, 16, 60_000, 100, 0, 100, 0, 100);
    assertThat(Commands.run("ends", limits, new byte[] {'r'}).outcome())
        .isInstanceOfSatisfying(
            Outcome.Exhausted.class,
            end -> {
              assertThat(end.limit()).isEqualTo(Limits.Kind.STACK_DEPTH);
              assertThat(end.used()).isBetween(60_001L, 60_300L);
            });
  }

  @Test
  void aLargerDepthGetsALargerThread() {
    Limits limits = new Limits(1L << 40, 16, 1_000_000, 100, 0, 100, 0, 100);
    assertThat(Commands.run("ends", limits, new byte[] {'r'}).outcome())
        .isInstanceOfSatisfying(
            Outcome.Exhausted.class,
            end -> assertThat(end.used()).isBetween(1_000_001L, 1_000_300L));
  }

  @Test
  void outputEndsARunThatWritesTooMuch() {
    byte[] input = bytes(10_000);
    assertThat(Commands.run("echo", output(10_000), input).output()).isEqualTo(input);
    Commands.Result result = Commands.run("echo", output(9_999), input);
    assertThat(result.outcome())
        .isEqualTo(
            new Outcome.Exhausted(
                Limits.Kind.OUTPUT_BYTES, 10_000, 9_999, result.outcome().fuelUsed()));
    // The write that would have gone too far wrote nothing.
    assertThat(result.output()).isEqualTo(Arrays.copyOf(input, 8_192));
  }

  private static Limits fuel(long fuel) {
    return new Limits(fuel, 1_024, 10_000, 100, 0, 1 << 20, 0, 1_000);
  }

  private static Limits output(long bytes) {
    return new Limits(1_000_000, 16, 10_000, 100, 0, bytes, 0, 1_000);
  }

  // --- threads

  @Test
  void manyRunsAtOnceAreOneEach() {
    byte[] input = bytes(200_000);
    CommandRun[] runs = new CommandRun[50];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = start("echo", Commands.LIMITS);
    }
    for (CommandRun run : runs) {
      assertThat(run.offer(input, 0, input.length)).isPositive();
    }
    assertThat(guestThreads()).isEqualTo(runs.length);
    for (CommandRun run : runs) {
      run.close();
      assertThat(run.outcome()).isEqualTo(new Outcome.Cancelled(false, run.outcome().fuelUsed()));
    }
  }

  @Test
  void anInterruptedHostStaysInterruptedAndGoesOn() {
    Thread.currentThread().interrupt();
    Commands.Result result = Commands.run("echo", Commands.LIMITS, bytes(1_000_000));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.output()).hasSize(1_000_000);
  }

  static CommandRun start(String command, Limits limits) {
    return Commands.module(command).start(Commands.SPEC, limits, Cancellation.create());
  }

  static Outcome drain(CommandRun run) {
    byte[] buffer = new byte[10_000];
    for (int n; (n = run.poll(buffer, 0, buffer.length)) >= 0; ) {
      if (n == 0) {
        run.await();
      }
    }
    return run.outcome();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
