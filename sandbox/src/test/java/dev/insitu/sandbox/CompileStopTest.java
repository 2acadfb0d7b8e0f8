package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever waits for a compile can go away at any time, and its thread follows. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class CompileStopTest {
  private static final long STOP_NANOS = 100_000_000;
  private static final int ATTEMPTS = 5;
  private static final byte[] LARGE = Bomb.EMPTY_FUNCTIONS.bytes();

  @AfterEach
  void everyThreadEnds() throws InterruptedException {
    long start = System.nanoTime();
    long limit = CompileThreads.WALL_FACTOR * ModuleLimits.DEFAULT.compileMillis() * 1_000_000L;
    while (compiling() > 0) {
      assertThat(System.nanoTime() - start).isLessThan(limit);
      Thread.sleep(10);
    }
  }

  private static long compiling() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("insitu-compile"))
        .count();
  }

  @Test
  void aCancelledCallerIsBackAtOnce() throws InterruptedException {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS && fastest > STOP_NANOS; i++) {
      Cancellation cancellation = Cancellation.create();
      long[] cancelled = new long[1];
      Thread canceller =
          new Thread(() -> {
            while (compiling() == 0) {
              Thread.onSpinWait();
            }
            cancelled[0] = System.nanoTime();
            cancellation.cancel();
          });
      canceller.start();
      ModuleRejected refusal = refusal(Sandbox.create(), cancellation);
      long back = System.nanoTime();
      canceller.join();
      assertThat(refusal).hasMessage("module: cancelled while it was compiled");
      assertThat(refusal.reason()).isEqualTo(Reason.CANCELLED);
      fastest = Math.min(fastest, back - cancelled[0]);
      everyThreadEnds();
    }
    assertThat(fastest).isLessThan(STOP_NANOS);
  }

  @Test
  void aCallerOutOfTimeIsBackAtOnce() throws InterruptedException {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS && fastest > STOP_NANOS; i++) {
      long deadline = System.nanoTime() + 50_000_000;
      ModuleRejected refusal = refusal(Sandbox.create(), Cancellation.after(50));
      fastest = Math.min(fastest, System.nanoTime() - deadline);
      assertThat(refusal).hasMessage("module: time ran out while it was compiled");
      assertThat(refusal.reason()).isEqualTo(Reason.TIMED_OUT);
      everyThreadEnds();
    }
    assertThat(fastest).isLessThan(STOP_NANOS);
  }

  @Test
  void theBudgetEndsWithARefusal() {
    ModuleRejected refusal =
        refusal(Sandbox.create(CapTest.with("compileMillis", 20)), Cancellation.create());
    assertThat(refusal).hasMessage("module: compiling takes longer than the allowed 20 ms");
    assertThat(refusal.reason()).isEqualTo(Reason.COMPILE_BUDGET);
  }

  @Test
  void whoeverWaitsForAPlaceCanGoToo() throws InterruptedException {
    // Two sessions: one alone has one place.
    Cancellation[] others = {Cancellation.create(), Cancellation.create()};
    Thread[] busy = new Thread[2];
    for (int i = 0; i < busy.length; i++) {
      Cancellation other = others[i];
      busy[i] = new Thread(() -> refusal(Sandbox.create(), other));
      busy[i].start();
    }
    while (compiling() < busy.length) {
      Thread.sleep(1);
    }
    ModuleRejected refusal = refusal(Sandbox.create(), Cancellation.after(20));
    assertThat(refusal).hasMessage("module: time ran out while it was compiled");
    Arrays.stream(others).forEach(Cancellation::cancel);
    for (Thread thread : busy) {
      thread.join();
    }
  }

  @Test
  void whatWasStoppedLoadsTheNextTime() throws ModuleRejected {
    Sandbox sandbox = Sandbox.create();
    Cancellation cancelled = Cancellation.create();
    cancelled.cancel();
    byte[] bytes = TestModules.bytes("arithmetic");
    assertThat(catchThrowableOfType(ModuleRejected.class, () -> sandbox.load(bytes, cancelled)))
        .hasMessage("module: cancelled while it was compiled");
    assertThat(sandbox.load(bytes).description().digest()).hasSize(64);
  }

  private static ModuleRejected refusal(Sandbox sandbox, Cancellation cancellation) {
    return catchThrowableOfType(ModuleRejected.class, () -> sandbox.load(LARGE, cancellation));
  }
}
