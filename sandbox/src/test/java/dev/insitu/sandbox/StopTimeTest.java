package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.module.ModuleRejected;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cancel and wall clock stop a guest within 100 ms, whatever it is in the middle of. The median of
 * a few tries counts, because a loaded machine may keep any thread from running; the long profile
 * prints the figures of many.
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

  static Stream<Arguments> deeds() {
    return DEEDS.stream()
        .flatMap(deed -> Stream.of(Tier.values()).map(tier -> Arguments.of(deed, tier)));
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

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("deeds")
  void cancelStopsEveryDeed(String deed, Tier tier) throws ModuleRejected {
    long[] nanos = new long[3];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = cancelAfter(deed, tier, PAGES, 20 + 7L * i);
    }
    Arrays.sort(nanos);
    assertThat(nanos[1]).isLessThan(STOP_NANOS);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("deeds")
  void theWallClockStopsEveryDeed(String deed, Tier tier) throws ModuleRejected {
    long[] nanos = new long[3];
    for (int i = 0; i < nanos.length; i++) {
      Limits limits = unlimited(PAGES, 10);
      try (SandboxInstance instance = instance(limits, Cancellation.create(), tier)) {
        long start = System.nanoTime();
        Outcome end = instance.function(deed).call(new long[0], new long[0]);
        nanos[i] = System.nanoTime() - start - 10_000_000;
        assertThat(end).isEqualTo(new Outcome.Cancelled(true, end.fuelUsed()));
      }
    }
    Arrays.sort(nanos);
    assertThat(nanos[1]).isLessThan(STOP_NANOS);
  }

  @Test
  void aStartFunctionIsStopped() throws ModuleRejected {
    GuestModule start = Sandbox.create().load(TestModules.bytes("start-spin"));
    for (Tier tier : Tier.values()) {
      Cancellation cancellation = Cancellation.create();
      try (SandboxInstance instance = start.instantiate(unlimited(PAGES, 0), cancellation, tier)) {
        long[] asked = new long[1];
        Thread other = canceller(cancellation, 30, asked);
        Outcome end = instance.initialize();
        long nanos = System.nanoTime() - asked[0];
        join(other);
        assertThat(end).isEqualTo(new Outcome.Cancelled(false, end.fuelUsed()));
        assertThat(nanos).isLessThan(10 * STOP_NANOS);
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
      long[] nanos = new long[tries];
      for (int i = 0; i < tries; i++) {
        nanos[i] = cancelAfter(deed, tier, pages, 5 + i % 40);
      }
      Arrays.sort(nanos);
      System.out.printf(
          "figure stop-%s-%s-%dmib p50 %.2f p99 %.2f max %.2f ms%n",
          deed,
          tier,
          pages >> 4,
          nanos[tries / 2] / 1e6,
          nanos[tries * 99 / 100] / 1e6,
          nanos[tries - 1] / 1e6);
      assertThat(nanos[tries / 2]).isLessThan(STOP_NANOS);
    }
  }

  private static SandboxInstance instance(Limits limits, Cancellation cancellation, Tier tier)
      throws ModuleRejected {
    SandboxInstance instance = module().instantiate(limits, cancellation, tier);
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    return instance;
  }

  /** Returns the nanoseconds from cancel until the caller has control again. */
  private static long cancelAfter(String deed, Tier tier, int pages, long millis)
      throws ModuleRejected {
    Cancellation cancellation = Cancellation.create();
    try (SandboxInstance instance = instance(unlimited(pages, 0), cancellation, tier)) {
      if (!deed.equals("grow")) {
        instance.function("initialize").call(new long[] {pages - 1}, new long[0]);
      }
      long[] asked = new long[1];
      boolean interrupted = Thread.currentThread().isInterrupted();
      Thread other = canceller(cancellation, millis, asked);
      Outcome end = instance.function(deed).call(new long[0], new long[0]);
      long now = System.nanoTime();
      join(other);
      assertThat(end).isEqualTo(new Outcome.Cancelled(false, end.fuelUsed()));
      assertThat(Thread.currentThread().isInterrupted()).isEqualTo(interrupted);
      return now - asked[0];
    }
  }

  private static Thread canceller(Cancellation cancellation, long millis, long[] asked) {
    return Thread.ofPlatform()
        .start(() -> {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
          asked[0] = System.nanoTime();
          cancellation.cancel();
        });
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
