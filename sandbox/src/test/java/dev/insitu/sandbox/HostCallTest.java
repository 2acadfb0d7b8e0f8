package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Host calls and limits, with a real module. */
final class HostCallTest {
  private static final long EFAULT = 21;
  private static final int PAGES = 8;
  private static final Limits LIMITS =
      new Limits(1_000_000, PAGES, 2_000, 100, 0, 1_000, 1_000, 100);

  private static GuestModule module;

  @BeforeAll
  static void load() throws Exception {
    module = Sandbox.create().load(bytes("host-calls.wasm"));
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = HostCallTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static SandboxInstance ready(Limits limits, Cancellation cancellation) {
    SandboxInstance instance = module.instantiate(limits, cancellation);
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    instance.seal();
    return instance;
  }

  private static SandboxInstance ready() {
    return ready(LIMITS, Cancellation.create());
  }

  private static Limits wall(long millis) {
    return new Limits(1L << 62, PAGES, 2_000, 100, millis, 1_000, 1_000, 100);
  }

  private static Outcome call(SandboxInstance instance, String export, long... arguments) {
    GuestFunction function = instance.function(export);
    return function.call(arguments, new long[function.type().results().size()]);
  }

  private static long value(SandboxInstance instance, String export, long... arguments) {
    long[] results = new long[1];
    assertThat(instance.function(export).call(arguments, results))
        .isInstanceOf(Outcome.Completed.class);
    return results[0];
  }

  @Test
  void wasiChecksBuffersOutsideACommandToo() {
    try (SandboxInstance instance = ready()) {
      assertThat(value(instance, "write")).isEqualTo(EFAULT);
      assertThat(instance.isAlive()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 255, -1, Integer.MIN_VALUE})
  void exitCodesOtherThanZeroEndTheInstance(int code) {
    try (SandboxInstance instance = ready()) {
      assertThat(call(instance, "leave", code))
          .isEqualTo(new Outcome.Exited(code, instance.fuelUsed()));
      assertThat(instance.isAlive()).isFalse();
    }
  }

  @Test
  void exitZeroCompletesAFunctionWithoutResult() {
    try (SandboxInstance instance = ready()) {
      assertThat(call(instance, "leave", 0)).isInstanceOf(Outcome.Completed.class);
    }
  }

  @Test
  void exitZeroIsNoValue() {
    try (SandboxInstance instance = ready()) {
      long[] results = {77};
      assertThat(value(instance, "identity", 77)).isEqualTo(77);
      assertThat(instance.function("exit").call(new long[] {0}, results))
          .isEqualTo(new Outcome.Exited(0, instance.fuelUsed()));
      assertThat(instance.isAlive()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 5, 12, no such plan", "0, 5, 0, ''", "64, 69, 2, '\uFFFD('"})
  void raiseCarriesStateAndMessage(int state, int message, int length, String text) {
    try (SandboxInstance instance = ready()) {
      assertThat(call(instance, "raise", state, message, length))
          .isEqualTo(new Outcome.Raised("45000", text, instance.fuelUsed()));
      assertThat(instance.isAlive()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"131068, 5, 1", "-1, 5, 1", "0, 131072, 1", "0, -1, 1", "0, 131000, -1"})
  void raiseRefusesPointersOutsideTheMemory(int state, int message, int length) {
    try (SandboxInstance instance = ready()) {
      assertThat(call(instance, "raise", state, message, length))
          .isInstanceOfSatisfying(
              Outcome.Trapped.class,
              trap -> assertThat(trap.kind()).isEqualTo(Outcome.TrapKind.HOST_POINTER));
    }
  }

  @Test
  void nullHoldsForOneCallOnly() {
    try (SandboxInstance instance = ready()) {
      assertThat(value(instance, "null_if_negative", -4)).isEqualTo(-4);
      assertThat(instance.returnedNull()).isTrue();
      assertThat(value(instance, "null_if_negative", 4)).isEqualTo(4);
      assertThat(instance.returnedNull()).isFalse();
    }
  }

  @Test
  void memoryGrowsToItsLimitAndComesBackAfterTheCall() {
    try (SandboxInstance instance = ready()) {
      assertThat(value(instance, "grow", PAGES - 2)).isEqualTo(2);
      assertThat(instance.memory().sizeBytes()).isEqualTo(PAGES * 65_536L);
      assertThat((int) value(instance, "grow", PAGES - 1)).isEqualTo(-1);
      assertThat(instance.memory().sizeBytes()).isEqualTo(2 * 65_536L);
    }
  }

  @Test
  void memoryThatStartsAboveItsLimitIsRefused() {
    Limits onePage = new Limits(1_000_000, 1, 2_000, 100, 0, 1_000, 1_000, 100);
    try (SandboxInstance instance = module.instantiate(onePage, Cancellation.create())) {
      assertThat(instance.initialize())
          .isEqualTo(new Outcome.Exhausted(Limits.Kind.MEMORY, 2, 1, 0));
      assertThat(instance.isAlive()).isFalse();
    }
  }

  @Test
  void depthEndsARecursion() {
    try (SandboxInstance instance = ready()) {
      assertThat(value(instance, "recurse", 20)).isEqualTo(20);
      assertThat(call(instance, "recurse", 100_000))
          .isInstanceOfSatisfying(
              Outcome.Exhausted.class,
              end -> assertThat(end.limit()).isEqualTo(Limits.Kind.STACK_DEPTH));
    }
  }

  @Test
  void fuelEndsALoop() {
    try (SandboxInstance instance = ready()) {
      assertThat(call(instance, "spin"))
          .isEqualTo(new Outcome.Exhausted(Limits.Kind.FUEL, 1_000_001, 1_000_000, 1_000_001));
    }
  }

  @Test
  void wallClockEndsALoop() {
    try (SandboxInstance instance = ready(wall(50), Cancellation.create())) {
      assertThat(call(instance, "spin"))
          .isEqualTo(new Outcome.Cancelled(true, instance.fuelUsed()));
    }
  }

  @Test
  void cancelBeforeACallEndsItAtOnce() {
    Cancellation cancellation = Cancellation.create();
    try (SandboxInstance instance = ready(wall(10_000), cancellation)) {
      cancellation.cancel();
      assertThat(call(instance, "spin"))
          .isEqualTo(new Outcome.Cancelled(false, instance.fuelUsed()));
    }
  }

  @Test
  void cancelFromAnotherThreadEndsALoop() throws InterruptedException {
    Cancellation cancellation = Cancellation.create();
    try (SandboxInstance instance = ready(wall(10_000), cancellation)) {
      Thread other = Thread.ofPlatform().daemon().start(cancellation::cancel);
      assertThat(call(instance, "spin"))
          .isEqualTo(new Outcome.Cancelled(false, instance.fuelUsed()));
      other.join();
    }
  }
}
