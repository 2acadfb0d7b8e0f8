package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.module.ModuleRejected;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cancel and wall clock stop a guest within 100 ms, whatever it is in the middle of. What counts is
 * the median of the processor time that the process takes until the caller has control again,
 * because a loaded machine may keep any thread from running; the long profile prints what the clock
 * says, too.
 */
final class StopTimeTest {
  private static final long STOP_NANOS = 100_000_000;
  private static final int PAGES = 1_024;
  private static final List<String> DEEDS =
      List.of(
          "spin",
          "count",
          "fill",
          "copy_up",
          "copy_down",
          "grow",
          "table_fill",
          "table_copy",
          "table_grow",
          "random",
          "write",
          "poll",
          "recurse");

  private static GuestModule module;

  /** How long a stop took. */
  private record Took(long nanos, long processorNanos) {
    static Took median(Took... all) {
      Arrays.sort(all, Comparator.comparing(Took::processorNanos));
      return all[all.length / 2];
    }
  }

  static Stream<Arguments> deeds() {
    return DEEDS.stream()
        .flatMap(deed -> Stream.of(Tier.values()).map(tier -> Arguments.of(deed, tier)));
  }

  /** Returns the processor time of this process, in steps of 10 ms. */
  private static long processorNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  private static GuestModule module() throws ModuleRejected {
    if (module == null) {
      module = Sandbox.create().load(TestModules.bytes("stops"));
    }
    return module;
  }

  private static Limits unlimited(int pages, long wallMillis) {
    return new Limits(1L << 62, pages, 60_000, 1_000_000, wallMillis, 1L << 62, 0, 1_000);
  }

  @ParameterizedTest
  @FieldSource("DEEDS")
  void cancelStopsEveryDeed(String deed) throws ModuleRejected {
    checkCancel(deed, Tier.COMPILED);
  }

  @Tag("ci")
  @ParameterizedTest
  @FieldSource("DEEDS")
  void cancelStopsEveryInterpretedDeed(String deed) throws ModuleRejected {
    checkCancel(deed, Tier.INTERPRETED);
  }

  private static void checkCancel(String deed, Tier tier) throws ModuleRejected {
    assertThat(better(i -> cancelAfter(deed, tier, PAGES, 20 + 7L * i))).isLessThan(STOP_NANOS);
  }

  @Tag("ci")
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("deeds")
  void theWallClockStopsEveryDeed(String deed, Tier tier) throws ModuleRejected {
    assertThat(better(i -> timeOut(deed, tier))).isLessThan(2 * STOP_NANOS);
  }

  /** One try. */
  @FunctionalInterface
  private interface Try {
    Took run(int number) throws ModuleRejected;
  }

  /** Returns the median of three, without the third where two are good. */
  private static long better(Try one) throws ModuleRejected {
    long first = one.run(0).processorNanos();
    long second = one.run(1).processorNanos();
    long worse = Math.max(first, second);
    return worse < STOP_NANOS
        ? worse
        : Math.max(Math.min(first, second), Math.min(worse, one.run(2).processorNanos()));
  }

  private static Took timeOut(String deed, Tier tier) throws ModuleRejected {
    try (SandboxInstance instance = instance(unlimited(PAGES, 10), Cancellation.create(), tier)) {
      long processor = processorNanos();
      Outcome end = instance.function(deed).call(new long[0], new long[0]);
      assertThat(end).isEqualTo(new Outcome.Cancelled(true, end.fuelUsed()));
      return new Took(0, processorNanos() - processor);
    }
  }

  @Test
  void aStartFunctionIsStopped() throws ModuleRejected {
    GuestModule start = Sandbox.create().load(TestModules.bytes("start-spin"));
    for (Tier tier : Tier.values()) {
      Cancellation cancellation = Cancellation.create();
      try (SandboxInstance instance = start.instantiate(unlimited(PAGES, 0), cancellation, tier)) {
        Took took = took(cancellation, 30, instance::initialize);
        assertThat(took.processorNanos()).isLessThan(2 * STOP_NANOS);
      }
    }
  }

  /** Prints the median, the worst of a hundred and the worst of all. */
  @Tag("long")
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("deeds")
  void figures(String deed, Tier tier) throws ModuleRejected {
    int tries = Integer.getInteger("insitu.stop.tries", 100);
    for (int pages : new int[] {PAGES, 16_384}) {
      Took[] took = new Took[tries];
      for (int i = 0; i < tries; i++) {
        took[i] = cancelAfter(deed, tier, pages, 5 + i % 40);
      }
      System.out.printf(
          "figure stop-%s-%s-%dmib %s, processor %s%n",
          deed,
          tier,
          pages >> 4,
          spread(Arrays.stream(took).mapToLong(Took::nanos)),
          spread(Arrays.stream(took).mapToLong(Took::processorNanos)));
      assertThat(Took.median(took).processorNanos()).isLessThan(STOP_NANOS);
    }
  }

  private static String spread(LongStream nanos) {
    double[] sorted = nanos.sorted().mapToDouble(n -> n / 1e6).toArray();
    int last = sorted.length - 1;
    return String.format(
        Locale.ROOT,
        "p50 %.2f p99 %.2f max %.2f ms",
        sorted[last / 2],
        sorted[last * 99 / 100],
        sorted[last]);
  }

  private static SandboxInstance instance(Limits limits, Cancellation cancellation, Tier tier)
      throws ModuleRejected {
    SandboxInstance instance = module().instantiate(limits, cancellation, tier);
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    return instance;
  }

  /** Returns how long it took from cancel until the caller had control again. */
  private static Took cancelAfter(String deed, Tier tier, int pages, long millis)
      throws ModuleRejected {
    Cancellation cancellation = Cancellation.create();
    try (SandboxInstance instance = instance(unlimited(pages, 0), cancellation, tier)) {
      if (!deed.equals("grow")) {
        instance.function("initialize").call(new long[] {pages - 1}, new long[0]);
      }
      return took(
          cancellation, millis, () -> instance.function(deed).call(new long[0], new long[0]));
    }
  }

  private static Took took(Cancellation cancellation, long millis, Supplier<Outcome> call) {
    long[] asked = new long[2];
    boolean interrupted = Thread.currentThread().isInterrupted();
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
              asked[0] = System.nanoTime();
              asked[1] = processorNanos();
              cancellation.cancel();
            });
    Outcome end = call.get();
    long now = System.nanoTime();
    long processor = processorNanos();
    try {
      other.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(end).isEqualTo(new Outcome.Cancelled(false, end.fuelUsed()));
    assertThat(Thread.currentThread().isInterrupted()).isEqualTo(interrupted);
    return new Took(now - asked[0], processor - asked[1]);
  }
}
