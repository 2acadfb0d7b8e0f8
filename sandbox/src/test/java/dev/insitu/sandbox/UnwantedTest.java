package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.binary.Unwanted;
import dev.insitu.sandbox.meter.Instrumenter;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.verify.ModuleVerifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Verifying and metering look all the time whether somebody still wants the result. */
final class UnwantedTest {
  private static final long STOP_NANOS = 100_000_000;

  /** Verifies and meters a module; notes how long it works between two looks. */
  private static final class Worker extends Thread implements Unwanted.Worker {
    private final byte[] bytes;
    private final long looks;
    private long looked;
    private long lastNanos;
    private long longestNanos;
    private @Nullable Throwable end;

    Worker(byte[] bytes, long looks) {
      this.bytes = bytes;
      this.looks = looks;
    }

    @Override
    public boolean isUnwanted() {
      note();
      return ++looked > looks;
    }

    private void note() {
      long now = HostClock.processorNanos(this);
      longestNanos = Math.max(longestNanos, now - lastNanos);
      lastNanos = now;
    }

    @Override
    public void run() {
      try {
        note();
        longestNanos = 0;
        Instrumenter.instrument(
            ModuleVerifier.verify(bytes, ModuleLimits.DEFAULT).binary(), ModuleLimits.DEFAULT);
      } catch (ModuleRejected | Unwanted e) {
        end = e;
      }
      note();
    }

    static Worker run(Bomb bomb, long looks) throws InterruptedException {
      Worker worker = new Worker(bomb.bytes(), looks);
      worker.start();
      worker.join();
      return worker;
    }
  }

  static Stream<Bomb> taken() {
    return Arrays.stream(Bomb.values()).filter(bomb -> bomb.end().equals(Bomb.TAKEN));
  }

  private static void check(Bomb bomb) throws InterruptedException {
    Worker whole = Worker.run(bomb, Long.MAX_VALUE);
    assertThat(whole.end).isNull();
    assertThat(whole.longestNanos).isLessThan(STOP_NANOS);
    // A module without functions takes milliseconds, and nobody looks.
    long[] some = {0, whole.looked / 3, whole.looked - 1};
    for (long looks : whole.looked == 0 ? new long[0] : some) {
      Worker stopped = Worker.run(bomb, looks);
      assertThat(stopped.end).isInstanceOf(Unwanted.class);
      assertThat(stopped.looked).isEqualTo(looks + 1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NOPS", "BRANCH_TABLES", "SEGMENTS"})
  void largeModulesAreLeftAtOnce(Bomb bomb) throws InterruptedException {
    check(bomb);
  }

  @Tag("ci")
  @ParameterizedTest
  @MethodSource("taken")
  void everyModuleIsLeftAtOnce(Bomb bomb) throws InterruptedException {
    check(bomb);
  }
}
