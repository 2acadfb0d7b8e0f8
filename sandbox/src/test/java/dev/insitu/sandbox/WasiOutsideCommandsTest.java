package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What functions see of WASI that are called outside a command: nothing that ever differs. */
final class WasiOutsideCommandsTest {
  private static final int BADF = 8;
  private static final Limits LIMITS = new Limits(1_000_000, 2, 2_000, 100, 0, 100, 0, 8);

  private SandboxInstance instance;

  @BeforeEach
  void start() throws Exception {
    GuestModule module = Sandbox.create().load(TestModules.bytes("wasi"));
    instance = module.instantiate(LIMITS, Cancellation.create());
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    put(0, 64, 5, 0);
    instance.memory().write(64, "hello".getBytes(StandardCharsets.UTF_8), 0, 5);
    instance.seal();
  }

  @Test
  void thereAreNoArgumentsAndNoEnvironment() {
    assertThat(call("args_sizes_get", 128, 132)).isZero();
    assertThat(longAt(128)).isZero();
    assertThat(call("environ_sizes_get", 128, 132)).isZero();
    assertThat(longAt(128)).isZero();
  }

  @Test
  void inputHasEnded() {
    assertThat(call("fd_read", 0, 0, 1, 128)).isZero();
    assertThat(longAt(128)).isZero();
  }

  @Test
  void outputIsPaidCountedAndDropped() {
    for (int i = 0; i < 100; i++) {
      // Each call may write its 100 bytes again.
      assertThat(call("fd_write", 1, 0, 1, 128)).isZero();
      assertThat(longAt(128)).isEqualTo(5);
    }
    long five = instance.fuelUsed();
    put(0, 64, 100, 0);
    assertThat(call("fd_write", 1, 0, 1, 128)).isZero();
    assertThat(instance.fuelUsed()).isEqualTo(five + 6);
    put(0, 64, 101, 0);
    assertThat(outcome("fd_write", 1, 0, 1, 128))
        .isEqualTo(new Outcome.Exhausted(Limits.Kind.OUTPUT_BYTES, 101, 100, instance.fuelUsed()));
    assertThat(instance.isAlive()).isFalse();
  }

  @Test
  void errorsOfOneCallAreKeptForItsHostOnly() {
    assertThat(call("fd_write", 2, 0, 1, 128)).isZero();
    assertThat(instance.stderrTail()).isEqualTo("hello");
    instance.restore();
    assertThat(instance.stderrTail()).isEmpty();
    assertThat(call("fd_write", 2, 0, 1, 128)).isZero();
    assertThat(instance.stderrTail()).isEqualTo("hello");
    assertThat(outcome("proc_exit", 3)).isEqualTo(new Outcome.Exited(3, instance.fuelUsed()));
    assertThat(instance.stderrTail()).isEmpty();
  }

  @Test
  void everyCallSeesTheSameRandomNumbersAndTheSameTime() {
    assertThat(call("random_get", 128, 8)).isZero();
    long random = longAt(128);
    assertThat(random).isEqualTo(0xE220A8397B1DCDAFL);
    assertThat(call("random_get", 128, 8)).isZero();
    assertThat(longAt(128)).isEqualTo(random);
    assertThat(call("clock_time_get", 0, 0, 128)).isZero();
    long time = longAt(128);
    assertThat(call("clock_time_get", 1, 0, 128)).isZero();
    assertThat(longAt(128)).isEqualTo(time);
  }

  @Test
  void whatACallClosesIsOpenInTheNext() {
    for (int i = 0; i < 2; i++) {
      assertThat(call("fd_close", 1)).isZero();
      assertThat(call("fd_fdstat_set_rights", 2, 0, 0)).isZero();
      assertThat(call("fd_write", 1, 0, 1, 128)).isZero();
      assertThat(call("fd_write", 2, 0, 1, 128)).isZero();
    }
    assertThat(call("fd_write", 3, 0, 1, 128)).isEqualTo(BADF);
  }

  @Test
  void sleepingTakesNoTime() {
    // One subscription of zeroes, but for a time-out of ten years.
    ByteBuffer tenYears = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    instance.memory().write(1_024, tenYears.putLong(0, 315_360_000_000_000_000L).array(), 0, 8);
    assertThat(call("poll_oneoff", 1_000, 2_000, 1, 128)).isZero();
    assertThat(longAt(128)).isEqualTo(1);
    assertThat(call("clock_time_get", 0, 0, 128)).isZero();
    assertThat(longAt(128)).isLessThan(1_000_000_000);
  }

  private Outcome outcome(String function, long... arguments) {
    GuestFunction called = instance.function(function);
    return called.call(arguments, new long[called.type().results().size()]);
  }

  private int call(String function, long... arguments) {
    long[] results = new long[1];
    assertThat(instance.function(function).call(arguments, results))
        .isInstanceOf(Outcome.Completed.class);
    return (int) results[0];
  }

  private void put(int address, int... values) {
    instance.restore();
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    instance.memory().write(address, bytes.array(), 0, bytes.capacity());
  }

  private long longAt(long address) {
    byte[] bytes = new byte[8];
    assertThat(instance.memory().read(address, bytes, 0, 8)).isTrue();
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
