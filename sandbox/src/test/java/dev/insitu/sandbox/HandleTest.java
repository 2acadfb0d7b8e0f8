package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.sandbox.Outcome.TrapKind;
import dev.insitu.sandbox.module.ModuleRejected;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls through handles: exact types, ends, and what a call leaves behind. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class HandleTest {
  private final Cancellation cancellation = Cancellation.create();
  private SandboxInstance instance;

  @BeforeEach
  void instantiate() throws ModuleRejected {
    instance =
        Sandbox.create()
            .load(TestModules.bytes("handles"))
            .instantiate(TestModules.SMALL, cancellation);
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
  }

  @AfterEach
  void close() {
    instance.close();
  }

  @Test
  void handlesHaveTheExactTypes() throws Throwable {
    MethodHandle mix = handle("mix");
    assertThat(mix.type())
        .isEqualTo(
            MethodType.methodType(double.class, int.class, long.class, float.class, double.class));
    assertThat((double) mix.invokeExact(-1, 1L << 40, 0.5f, 0.25)).isEqualTo((1L << 40) - 0.25);
    assertThat((long) handle("long").invokeExact(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    assertThat((float) handle("float").invokeExact(-0.0f)).isEqualTo(-0.0f);
    assertThat((int) handle("add").invokeExact(Integer.MAX_VALUE, 1)).isEqualTo(Integer.MIN_VALUE);
    handle("store").invokeExact(5);
    assertThat((int) handle("byte").invokeExact(5)).isEqualTo(1);
  }

  @Test
  void aHandleSpendsWhatACallSpends() throws Throwable {
    Outcome outcome = instance.function("add").call(new long[] {1, 2}, new long[1]);
    int sum = (int) handle("add").invokeExact(1, 2);
    assertThat(sum).isEqualTo(3);
    assertThat(instance.fuelUsed()).isEqualTo(outcome.fuelUsed()).isEqualTo(3);
  }

  @Test
  void severalResultsHaveNoHandle() {
    assertThatThrownBy(() -> handle("pair"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("more than one result");
    long[] results = new long[2];
    assertThat(instance.function("pair").call(new long[0], results))
        .isInstanceOf(Outcome.Completed.class);
    assertThat(results).containsExactly(1, 2);
  }

  @Test
  void abnormalEndsComeAsGuestEndWithoutATrace() {
    GuestEnd trap = end("divide", 1, 0);
    assertThat(trap.getStackTrace()).isEmpty();
    assertThat(trap.outcome())
        .isInstanceOfSatisfying(
            Outcome.Trapped.class, t -> assertThat(t.kind()).isEqualTo(TrapKind.DIVIDE_BY_ZERO));
    assertThat(instance.isAlive()).isFalse();
    assertThatThrownBy(() -> handle("divide").invoke(4, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("instance is not initialised, has ended or is closed");
  }

  @Test
  void fuelEndsAHandleCall() {
    assertThat(end("spin").outcome())
        .isInstanceOfSatisfying(
            Outcome.Exhausted.class, e -> assertThat(e.limit()).isEqualTo(Limits.Kind.FUEL));
  }

  @ParameterizedTest
  @CsvSource({"0, 4", "1, 0"})
  void aCallThatCostsItsLimitCompletesAndOneUnitLessDoesNot(int less, int expected)
      throws Throwable {
    Limits limits = new Limits(3 - less, 16, 10_000, 100, 0, 0, 0, 0);
    // Without a memory, so that making the instance costs nothing.
    ModuleWriter writer = new ModuleWriter();
    int type = writer.type(new int[] {ModuleWriter.I32, ModuleWriter.I32}, ModuleWriter.I32);
    writer.export(
        "add", writer.function(type, new int[0], ModuleWriter.code().get(0).get(1).op(0x6A)));
    try (SandboxInstance exact = fresh(writer.bytes(), limits)) {
      MethodHandle add = exact.function("add").handle();
      if (less == 0) {
        assertThat((int) add.invokeExact(1, 3)).isEqualTo(expected);
        assertThat((int) add.invokeExact(1, 3)).isEqualTo(expected);
      } else {
        assertThat(catchThrowableOfType(GuestEnd.class, () -> add.invoke(1, 3)).outcome())
            .isEqualTo(new Outcome.Exhausted(Limits.Kind.FUEL, 3, 2, 3));
      }
    }
  }

  @Test
  void exitIsAnEndUnlessNothingIsOwed() throws Throwable {
    handle("exit").invokeExact(0);
    assertThat(instance.isAlive()).isTrue();
    assertThat(end("exits", 0).outcome())
        .isInstanceOfSatisfying(Outcome.Exited.class, e -> assertThat(e.code()).isEqualTo(0));
    assertThat(instance.isAlive()).isFalse();
  }

  @Test
  void cancelStopsTheNextCall() throws Throwable {
    assertThat((int) handle("add").invokeExact(1, 2)).isEqualTo(3);
    cancellation.cancel();
    assertThat(end("add", 1, 2).outcome()).isEqualTo(new Outcome.Cancelled(false, 0));
  }

  @Test
  void aProbeStopsTheNextCall() throws Throwable {
    Cancellation.State[] state = {Cancellation.State.RUNNING};
    try (SandboxInstance probed =
        Sandbox.create()
            .load(TestModules.bytes("handles"))
            .instantiate(TestModules.SMALL, Cancellation.polling(() -> state[0]))) {
      probed.initialize();
      MethodHandle add = probed.function("add").handle();
      assertThat((int) add.invokeExact(1, 2)).isEqualTo(3);
      state[0] = Cancellation.State.TIMED_OUT;
      assertThat(catchThrowableOfType(GuestEnd.class, () -> add.invoke(1, 2)).outcome())
          .isEqualTo(new Outcome.Cancelled(true, 0));
    }
  }

  @Test
  void aNullIsOfOneCallOnly() throws Throwable {
    int result = (int) handle("null").invokeExact();
    assertThat(result).isZero();
    assertThat(instance.returnedNull()).isTrue();
    result = (int) handle("add").invokeExact(1, 2);
    assertThat(result).isEqualTo(3);
    assertThat(instance.returnedNull()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"count", "through", "indirect"})
  void everyCallStartsFromTheSealedState(String function) throws Throwable {
    instance.seal();
    MethodHandle counter = handle(function);
    for (int i = 0; i < 3; i++) {
      assertThat((long) counter.invokeExact()).isEqualTo(1);
    }
  }

  @Test
  void whatTheHostWritesIsThereForOneCallAlsoWhenTheFunctionWritesNothing() throws Throwable {
    instance.seal();
    MethodHandle read = handle("byte");
    instance.restore();
    assertThat(instance.memory().write(100, new byte[] {7}, 0, 1)).isTrue();
    assertThat((int) read.invokeExact(100)).isEqualTo(7);
    assertThat((int) read.invokeExact(100)).isZero();
    assertThat((int) read.invokeExact(16)).isEqualTo('i');
  }

  @ParameterizedTest
  @CsvSource({
    "mix, false",
    "byte, false",
    "divide, false",
    "null, false",
    "exit, true",
    "yield, true",
    "count, true",
    "through, true",
    "indirect, true",
    "store, true"
  })
  void whichFunctionsMayWriteIsProven(String function, boolean writes) throws ModuleRejected {
    GuestModule module = Sandbox.create().load(TestModules.bytes("handles"));
    assertThat(module.engine().function(function).writes()).isEqualTo(writes);
  }

  @Test
  void closedInstancesAnswerNoHandle() {
    MethodHandle add = instance.function("add").handle();
    instance.close();
    assertThatThrownBy(() -> add.invoke(1, 2)).isInstanceOf(IllegalStateException.class);
  }

  private MethodHandle handle(String function) {
    return instance.function(function).handle();
  }

  private GuestEnd end(String function, Object... arguments) {
    MethodHandle handle = handle(function);
    return catchThrowableOfType(GuestEnd.class, () -> handle.invokeWithArguments(arguments));
  }

  private static SandboxInstance fresh(byte[] module, Limits limits) throws ModuleRejected {
    SandboxInstance fresh =
        Sandbox.create().load(module).instantiate(limits, Cancellation.create());
    assertThat(fresh.initialize()).isInstanceOf(Outcome.Completed.class);
    return fresh;
  }
}
