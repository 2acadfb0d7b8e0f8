package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets a place where modules are compiled, and what those are told who get none. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class CompileThreadsTest {
  private static final int LONG = 100_000;

  /** So short that waiting for nothing ends in tenths of a second. */
  private static final int SHORT = 30;

  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  private String counted(CountDownLatch started, CountDownLatch end) {
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    started.countDown();
    await(end);
    running.decrementAndGet();
    return "done";
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String quick(Cancellation session) throws ModuleRejected {
    return OneCaller.run(() -> "quick", SHORT, session);
  }

  @Test
  void twoRunAtOnceAndNoneIsForgotten() throws Exception {
    CountDownLatch started = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newCachedThreadPool()) {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        results.add(
            callers.submit(
                () -> OneCaller.run(() -> counted(started, end), LONG, Cancellation.create())));
      }
      await(started);
      assertRefused(
          Cancellation.create(),
          "module: others that came before are still compiled; try again later");
      end.countDown();
      for (Future<String> result : results) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo("done");
      }
    }
    assertThat(most.get()).isEqualTo(2);
    assertThat(quick(Cancellation.create())).isEqualTo("quick");
  }

  @Test
  void aModuleThatWasGivenUpKeepsItsSessionWaitingAndNobodyElse() throws ModuleRejected {
    Cancellation session = Cancellation.create();
    CountDownLatch end = new CountDownLatch(1);
    assertThatThrownBy(
            () -> OneCaller.run(() -> counted(new CountDownLatch(1), end), SHORT, session))
        .isInstanceOf(ModuleRejected.class)
        .hasMessage("module: compiling takes longer than the allowed " + SHORT + " ms");
    for (int i = 0; i < 3; i++) {
      assertRefused(session, "module: others that came before are still compiled; try again later");
      assertThat(OneCaller.run(() -> "other", LONG, Cancellation.create())).isEqualTo("other");
    }
    end.countDown();
    assertThat(OneCaller.run(() -> "next", LONG, session)).isEqualTo("next");
  }

  @Test
  void whoComesWhenTooManyWaitIsToldAtOnce() throws Exception {
    int tooMany = 10;
    CountDownLatch started = new CountDownLatch(2);
    CountDownLatch refused = new CountDownLatch(tooMany);
    CountDownLatch end = new CountDownLatch(1);
    Callable<String> caller =
        () -> {
          try {
            return OneCaller.run(() -> counted(started, end), LONG, Cancellation.create());
          } catch (ModuleRejected e) {
            refused.countDown();
            return String.valueOf(e.getMessage());
          }
        };
    List<String> results = new ArrayList<>();
    try (ExecutorService callers = Executors.newCachedThreadPool()) {
      List<Future<String>> all = new ArrayList<>();
      all.add(callers.submit(caller));
      all.add(callers.submit(caller));
      await(started);
      for (int i = 0; i < CompileThreads.WAITING + tooMany; i++) {
        all.add(callers.submit(caller));
      }
      await(refused);
      end.countDown();
      for (Future<String> result : all) {
        results.add(result.get(60, TimeUnit.SECONDS));
      }
    }
    assertThat(results)
        .filteredOn(result -> !result.equals("done"))
        .hasSize(tooMany)
        .containsOnly(
            "module: "
                + CompileThreads.WAITING
                + " modules wait to be compiled already; try again later");
    assertThat(most.get()).isEqualTo(2);
  }

  @Test
  void whoStopsWaitingLeavesTheQueue() throws Exception {
    CountDownLatch started = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newCachedThreadPool()) {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        results.add(
            callers.submit(
                () -> OneCaller.run(() -> counted(started, end), LONG, Cancellation.create())));
      }
      await(started);
      Cancellation stopped = Cancellation.create();
      Future<String> waiting = callers.submit(() -> OneCaller.run(() -> "never", LONG, stopped));
      stopped.cancel();
      assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
          .hasRootCauseMessage("module: cancelled while it was compiled");
      end.countDown();
      for (Future<String> result : results) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo("done");
      }
    }
    assertThat(quick(Cancellation.create())).isEqualTo("quick");
  }

  private static void assertRefused(Cancellation session, String message) {
    assertThat(refusal(session)).isEqualTo(message);
  }

  private static String refusal(Cancellation session) {
    try {
      return quick(session);
    } catch (ModuleRejected e) {
      assertThat(e.reason()).isEqualTo(Reason.COMPILE_BUDGET);
      return String.valueOf(e.getMessage());
    }
  }
}
