package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Polls and sleeps: no time passes but the guest's own. */
final class WasiPollTest {
  private static final int IN = 4_096;
  private static final int OUT = 65_536;
  private static final int RESULT = 64;
  private static final long START = 1_000_000_000;
  private static final long TEN_YEARS = 10L * 365 * 86_400 * 1_000_000_000;

  private static final Limits LIMITS = new Limits(1L << 40, 2, 2_000, 100, 0, 100, 0, 8);
  private static final CommandSpec SPEC = new CommandSpec(List.of(), List.of(), 0, START);

  private final WasiCaller wasi = new WasiCaller(LIMITS, SPEC);

  private record Event(long userdata, int error, int type, long bytes, int flags) {}

  @Test
  void sleepingTakesNoTimeAndLittleFuel() {
    long before = now();
    assertThat(poll(clock(7, 1, TEN_YEARS, 0))).isEqualTo(0);
    assertThat(events()).containsExactly(new Event(7, 0, 0, 0, 0));
    assertThat(wasi.instance.fuelUsed()).isLessThan(100);
    assertThat(now() - before).isBetween(TEN_YEARS, TEN_YEARS + 1_000);
  }

  @Test
  void theEarliestDeadlineEndsTheSleep() {
    assertThat(
            poll(
                clock(1, 0, 5_000, 0),
                clock(2, 1, 300, 0),
                clock(3, 0, START + 200_000, 1),
                clock(4, 1, 300, 0)))
        .isEqualTo(0);
    assertThat(events()).extracting(Event::userdata).containsExactly(2L, 4L);
  }

  @Test
  void instantsOfThePastAreDueAtOnce() {
    long before = now();
    assertThat(poll(clock(1, 1, START, 1), clock(2, 1, 50_000, 0))).isEqualTo(0);
    assertThat(events()).extracting(Event::userdata).containsExactly(1L);
    assertThat(now() - before).isLessThan(1_000);
  }

  @Test
  void theClockStopsAtItsEndInsteadOfTurningOver() {
    assertThat(poll(clock(1, 1, -1, 0))).isEqualTo(0);
    assertThat(now()).isEqualTo(-1);
    assertThat(poll(clock(2, 0, TEN_YEARS, 0))).isEqualTo(0);
    assertThat(events()).containsExactly(new Event(2, 0, 0, 0, 0));
    assertThat(now()).isEqualTo(-1);
  }

  @Test
  void channelsAreReadyBeforeAnySleepEnds() {
    wasi.feed("ab");
    long before = now();
    assertThat(
            poll(clock(1, 1, 5_000_000, 0), channel(2, 1, 0), channel(3, 2, 1), channel(4, 2, 2)))
        .isEqualTo(0);
    assertThat(events())
        .containsExactly(
            new Event(2, 0, 1, 1, 0), new Event(3, 0, 2, 65_536, 0), new Event(4, 0, 2, 65_536, 0));
    assertThat(now() - before).isLessThan(1_000);
  }

  @Test
  void theEndOfInputHangsUp() {
    wasi.input.end();
    assertThat(poll(channel(2, 1, 0))).isEqualTo(0);
    assertThat(events()).containsExactly(new Event(2, 0, 1, 0, 1));
  }

  @Test
  void badSubscriptionsAnswerWithTheirOwnErrors() {
    assertThat(
            poll(
                channel(1, 1, 1),
                channel(2, 2, 0),
                channel(3, 1, 9),
                clock(4, 2, 0, 0),
                clock(5, 9, 0, 0),
                clock(6, 1, 0, 2),
                clock(7, 1, 1_000_000, 0)))
        .isEqualTo(0);
    assertThat(events())
        .containsExactly(
            new Event(1, 8, 1, 0, 0),
            new Event(2, 8, 2, 0, 0),
            new Event(3, 8, 1, 0, 0),
            new Event(4, 28, 0, 0, 0),
            new Event(5, 28, 0, 0, 0),
            new Event(6, 28, 0, 0, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4096, 0, 64, 28",
    "0, 4096, -1, 64, 21",
    "0, 4096, 1073741824, 64, 21",
    "131025, 4096, 1, 64, 21",
    "131024, 4096, 1, 64, 0",
    "0, 131041, 1, 64, 21",
    "0, 131040, 1, 64, 0",
    "0, 4096, 1, 131069, 21",
    "-48, 4096, 1, 64, 21"
  })
  void listsOutsideTheMemoryAreRefused(int in, int out, int count, int result, int errno) {
    assertThat(wasi.call("poll_oneoff", in, out, count, result)).isEqualTo(errno);
  }

  @Test
  void anUnknownKindOfSubscriptionIsAnError() {
    byte[] bad = clock(1, 1, 0, 0);
    bad[8] = 3;
    assertThat(poll(clock(2, 1, 5_000, 0), bad)).isEqualTo(28);
    assertThat(wasi.bytes(OUT, 64)).containsOnly(0);
  }

  @Test
  void everySubscriptionIsPaid() {
    poll(clock(1, 1, 0, 0));
    long one = wasi.instance.fuelUsed();
    poll(clock(1, 1, 0, 0), clock(2, 1, 0, 0), clock(3, 1, 0, 0));
    assertThat(wasi.instance.fuelUsed()).isEqualTo(one + 16);
  }

  @Test
  void eventsMayOverwriteTheSubscriptions() {
    for (int i = 0; i < 2_000; i++) {
      byte[] clock = clock(i, 1, 0, 0);
      wasi.instance.memory().write(IN + 48L * i, clock, 0, 48);
    }
    assertThat(wasi.call("poll_oneoff", IN, IN, 2_000, RESULT)).isEqualTo(0);
    assertThat(wasi.ints(RESULT, 1)).containsExactly(2_000);
  }

  private long now() {
    assertThat(wasi.call("clock_time_get", 1, 0, 0)).isEqualTo(0);
    return wasi.longAt(0);
  }

  private int poll(byte[]... subscriptions) {
    for (int i = 0; i < subscriptions.length; i++) {
      wasi.instance.memory().write(IN + 48L * i, subscriptions[i], 0, 48);
    }
    return wasi.call("poll_oneoff", IN, OUT, subscriptions.length, RESULT);
  }

  private Event[] events() {
    Event[] events = new Event[wasi.ints(RESULT, 1)[0]];
    for (int i = 0; i < events.length; i++) {
      ByteBuffer event =
          ByteBuffer.wrap(wasi.bytes(OUT + 32L * i, 32)).order(ByteOrder.LITTLE_ENDIAN);
      events[i] =
          new Event(
              event.getLong(0),
              event.getShort(8),
              event.get(10),
              event.getLong(16),
              event.getShort(24));
    }
    return events;
  }

  private static byte[] clock(long userdata, int id, long timeout, int flags) {
    ByteBuffer clock = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    return clock
        .putLong(0, userdata)
        .putInt(16, id)
        .putLong(24, timeout)
        .putShort(40, (short) flags)
        .array();
  }

  private static byte[] channel(long userdata, int type, int fd) {
    ByteBuffer channel = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    return channel.putLong(0, userdata).put(8, (byte) type).putInt(16, fd).array();
  }
}
