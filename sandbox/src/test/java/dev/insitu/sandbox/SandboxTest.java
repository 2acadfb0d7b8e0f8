package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.Outcome.TrapKind;
import dev.insitu.sandbox.module.ModuleRejected;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads real modules and holds every kind of end, and what it cost, against what it must be. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class SandboxTest {
  private final Sandbox sandbox = Sandbox.create();

  @ParameterizedTest
  @CsvSource({
    "add, 2 3, 5",
    "add, 2147483647 1, -2147483648",
    "twice, -21, -42",
    "gcd, 1071 462, 21"
  })
  void callsWithIntegers(String function, String arguments, long result) throws ModuleRejected {
    try (SandboxInstance instance = instance("arithmetic", TestModules.SMALL)) {
      long[] results = new long[1];
      Outcome outcome = instance.function(function).call(longs(arguments), results);
      assertThat(outcome).isInstanceOf(Outcome.Completed.class);
      assertThat(function.equals("twice") ? results[0] : (int) results[0]).isEqualTo(result);
    }
  }

  @Test
  void callsWithFloats() throws ModuleRejected {
    try (SandboxInstance instance = instance("arithmetic", TestModules.SMALL)) {
      long[] results = new long[1];
      instance.function("half").call(new long[] {Double.doubleToRawLongBits(5)}, results);
      assertThat(Double.longBitsToDouble(results[0])).isEqualTo(2.5);
    }
  }

  @Test
  void fuelIsTheStaticCostOfWhatRan() throws ModuleRejected {
    try (SandboxInstance instance = instance("arithmetic", TestModules.SMALL)) {
      // local.get, local.get, i32.add
      assertThat(fuel(instance, "add", 1, 2)).isEqualTo(3);
      // Each round: get, eqz, br_if; then get, set, get, get, rem (4), set, get, set, br.
      // One round that leaves, and the last local.get.
      assertThat(fuel(instance, "gcd", 5, 0)).isEqualTo(3 + 1);
      assertThat(fuel(instance, "gcd", 6, 3)).isEqualTo(3 + 12 + 3 + 1);
      // Fuel does not depend on what was called before.
      assertThat(fuel(instance, "gcd", 6, 3)).isEqualTo(3 + 12 + 3 + 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "divide, 1 0, DIVIDE_BY_ZERO",
    "divide, -2147483648 -1, INTEGER_OVERFLOW",
    "crash, '', UNREACHABLE",
    "convert, 9221120237041090560, INVALID_CONVERSION",
    "load, 65533, MEMORY_BOUNDS",
    "load, -4, MEMORY_BOUNDS"
  })
  void trapsAreValues(String function, String arguments, TrapKind kind) throws ModuleRejected {
    try (SandboxInstance instance = instance("arithmetic", TestModules.SMALL)) {
      GuestFunction called = instance.function(function);
      Outcome outcome = called.call(longs(arguments), new long[called.type().results().size()]);
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Trapped.class, trap -> assertThat(trap.kind()).isEqualTo(kind));
      assertThat(instance.isAlive()).isFalse();
      assertThatThrownBy(() -> called.call(longs(arguments), new long[1]))
          .isInstanceOf(RuntimeException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"empty, 0", "count, 1"})
  void endlessLoopsEndAtTheSameCount(String function, int results) throws ModuleRejected {
    List<Outcome> ends =
        List.of(spin(function, results, 1_000_000), spin(function, results, 1_000_000));
    assertThat(ends.get(0)).isInstanceOf(Outcome.Exhausted.class).isEqualTo(ends.get(1));
    Outcome.Exhausted end = (Outcome.Exhausted) ends.get(0);
    assertThat(end.limit()).isEqualTo(Limits.Kind.FUEL);
    assertThat(end.used()).isGreaterThan(end.allowed()).isLessThan(end.allowed() + 10);
  }

  @Test
  void aLoopHeaderThatCostsNothingLooksAtTheFuelToo() throws ModuleRejected {
    Outcome end = call("spin-parameter", "spin", TestModules.SMALL);
    assertThat(end)
        .isInstanceOf(Outcome.Exhausted.class)
        .isEqualTo(call("spin-parameter", "spin", TestModules.SMALL));
  }

  @Test
  void aCallThatCostsItsLimitCompletesAndOneUnitLessDoesNot() throws ModuleRejected {
    long cost;
    try (SandboxInstance instance = instance("recursion", TestModules.SMALL)) {
      cost = fuel(instance, "fib", 12);
    }
    assertThat(fib(cost)).isEqualTo(new Outcome.Completed(cost));
    assertThat(fib(cost - 1)).isInstanceOf(Outcome.Exhausted.class);
  }

  @ParameterizedTest
  @CsvSource({"deep", "indirect"})
  void endlessRecursionEndsAtTheSameDepth(String function) throws ModuleRejected {
    Outcome first = call("recursion", function, TestModules.SMALL, 0);
    assertThat(first)
        .isEqualTo(call("recursion", function, TestModules.SMALL, 0))
        .isInstanceOfSatisfying(
            Outcome.Exhausted.class,
            end -> assertThat(end.limit()).isEqualTo(Limits.Kind.STACK_DEPTH));
  }

  @Test
  void theDefaultDepthFitsAThreadOfOneMebibyte() throws Exception {
    try (SandboxInstance instance = instance("recursion", Limits.DEFAULT)) {
      Outcome[] end = new Outcome[1];
      Thread small =
          new Thread(
              null,
              () -> end[0] = instance.function("deep").call(new long[1], new long[1]),
              "small",
              1 << 20);
      small.start();
      small.join();
      int limit = Limits.DEFAULT.stackDepth();
      assertThat(end[0])
          .isInstanceOfSatisfying(
              Outcome.Exhausted.class,
              exhausted -> {
                assertThat(exhausted.limit()).isEqualTo(Limits.Kind.STACK_DEPTH);
                assertThat(exhausted.used()).isBetween(limit + 1L, limit + 100L);
              });
    }
  }

  @Test
  void memoryGrowsToItsLimitAndNotBeyond() throws ModuleRejected {
    try (SandboxInstance instance = instance("memory", TestModules.SMALL)) {
      long[] result = new long[1];
      instance.function("grow").call(new long[] {15}, result);
      assertThat((int) result[0]).isEqualTo(1);
      instance.function("grow").call(new long[] {1}, result);
      assertThat((int) result[0]).isEqualTo(-1);
      assertThat(instance.memory().sizeBytes()).isEqualTo(16 * 65_536);
    }
  }

  @Test
  void bulkInstructionsPayByLengthBeforeTheyRun() throws ModuleRejected {
    try (SandboxInstance instance = instance("memory", TestModules.SMALL)) {
      long small = fuel(instance, "fill", 0);
      assertThat(fuel(instance, "fill", 65_536)).isEqualTo(small + 65_536 / 16);
      assertThat(call("memory", "fill", TestModules.SMALL, -1))
          .isInstanceOf(Outcome.Exhausted.class);
    }
  }

  @Test
  void everyCallStartsFromTheSealedState() throws ModuleRejected {
    try (SandboxInstance instance = instance("memory", TestModules.SMALL)) {
      instance.seal();
      long[] result = new long[1];
      for (int i = 0; i < 3; i++) {
        instance.function("count").call(new long[0], result);
        assertThat(result[0]).isEqualTo(2);
        instance.function("grow").call(new long[] {1}, result);
        assertThat(result[0]).isEqualTo(1);
      }
      instance.function("byte").call(new long[] {16}, result);
      assertThat(result[0]).isEqualTo('i');
    }
  }

  @Test
  void cancelStopsARunningGuest() throws Exception {
    Cancellation cancellation = Cancellation.create();
    Limits unlimited = new Limits(1L << 62, 16, 10_000, 100, 0, 0, 0, 0);
    try (SandboxInstance instance =
        sandbox.load(TestModules.bytes("spin")).instantiate(unlimited, cancellation)) {
      instance.initialize();
      Thread canceller =
          Thread.ofPlatform()
              .start(() -> {
                sleep();
                cancellation.cancel();
              });
      Outcome outcome = instance.function("empty").call(new long[0], new long[0]);
      canceller.join();
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Cancelled.class, end -> assertThat(end.timeout()).isFalse());
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void deadlineStopsARunningGuest() throws ModuleRejected {
    Limits unlimited = new Limits(1L << 62, 16, 10_000, 100, 0, 0, 0, 0);
    try (SandboxInstance instance =
        sandbox.load(TestModules.bytes("spin")).instantiate(unlimited, Cancellation.after(50))) {
      instance.initialize();
      assertThat(instance.function("empty").call(new long[0], new long[0]))
          .isInstanceOfSatisfying(
              Outcome.Cancelled.class, end -> assertThat(end.timeout()).isTrue());
    }
  }

  @Test
  void startFunctionsPayToo() throws ModuleRejected {
    try (SandboxInstance instance =
        sandbox
            .load(TestModules.bytes("start-spin"))
            .instantiate(TestModules.SMALL, Cancellation.create())) {
      assertThat(instance.initialize()).isInstanceOf(Outcome.Exhausted.class);
      assertThat(instance.isAlive()).isFalse();
    }
  }

  @Test
  void guestsReturnNullAndRaise() throws ModuleRejected {
    try (SandboxInstance instance = instance("abi", TestModules.SMALL)) {
      instance.function("null").call(new long[0], new long[1]);
      assertThat(instance.returnedNull()).isTrue();
      assertThat(instance.function("raise").call(new long[0], new long[0]))
          .isInstanceOfSatisfying(
              Outcome.Raised.class,
              end -> {
                assertThat(end.code()).isEqualTo("38123");
                assertThat(end.message()).isEqualTo("no such airport");
              });
    }
    assertThat(call("abi", "lie", TestModules.SMALL))
        .isInstanceOfSatisfying(
            Outcome.Trapped.class,
            trap -> assertThat(trap.kind()).isEqualTo(TrapKind.HOST_POINTER));
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true"})
  void tablesStartWithinTheirLimit(int entries, boolean alive) throws ModuleRejected {
    Limits limits = new Limits(1_000, 16, 10_000, entries, 0, 0, 0, 0);
    try (SandboxInstance instance =
        sandbox.load(TestModules.bytes("recursion")).instantiate(limits, Cancellation.create())) {
      Outcome outcome = instance.initialize();
      assertThat(instance.isAlive()).isEqualTo(alive);
      if (!alive) {
        assertThat(outcome)
            .isEqualTo(new Outcome.Exhausted(Limits.Kind.TABLE_ENTRIES, 1, entries, 0));
        assertThatThrownBy(instance::initialize)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("instance is initialised already");
      }
    }
  }

  @Test
  void theSameBytesAreTheSameModule() throws ModuleRejected {
    assertThat(sandbox.load(TestModules.bytes("spin")))
        .isSameAs(sandbox.load(TestModules.bytes("spin")));
  }

  private SandboxInstance instance(String module, Limits limits) throws ModuleRejected {
    SandboxInstance instance =
        sandbox.load(TestModules.bytes(module)).instantiate(limits, Cancellation.create());
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    return instance;
  }

  private Outcome call(String module, String function, Limits limits, long... arguments)
      throws ModuleRejected {
    try (SandboxInstance instance = instance(module, limits)) {
      GuestFunction called = instance.function(function);
      return called.call(arguments, new long[called.type().results().size()]);
    }
  }

  private Outcome spin(String function, int results, long fuel) throws ModuleRejected {
    try (SandboxInstance instance =
        instance("spin", new Limits(fuel, 16, 10_000, 100, 0, 0, 0, 0))) {
      return instance.function(function).call(new long[0], new long[results]);
    }
  }

  private Outcome fib(long fuel) throws ModuleRejected {
    return call("recursion", "fib", new Limits(fuel, 16, 10_000, 100, 0, 0, 0, 0), 12);
  }

  private static long fuel(SandboxInstance instance, String function, long... arguments) {
    GuestFunction called = instance.function(function);
    Outcome outcome = called.call(arguments, new long[called.type().results().size()]);
    assertThat(outcome).isInstanceOf(Outcome.Completed.class);
    return outcome.fuelUsed();
  }

  private static long[] longs(String text) {
    return text.isEmpty()
        ? new long[0]
        : List.of(text.split(" ")).stream().mapToLong(Long::parseLong).toArray();
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
