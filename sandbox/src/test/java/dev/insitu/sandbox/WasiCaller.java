package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.wasi.InputChannel;
import dev.insitu.sandbox.wasi.OutputChannel;
import dev.insitu.sandbox.wasi.Signal;
import dev.insitu.sandbox.wasi.Streams;
import dev.insitu.sandbox.wasi.Tail;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An instance whose exports are WASI's own functions, with channels of which the test holds the
 * ends.
 */
final class WasiCaller {
  /** Where {@link #buffers} writes. */
  static final int LIST = 256;

  private static final GuestModule MODULE = load();

  final InputChannel input;
  final OutputChannel output;
  final Tail errors;
  final SandboxInstance instance;

  WasiCaller(Limits limits, CommandSpec spec) {
    this(limits, spec, true);
  }

  private WasiCaller(Limits limits, CommandSpec spec, boolean channels) {
    Signal signal = new Signal();
    input = new InputChannel(signal, signal);
    output = new OutputChannel(signal, signal);
    errors = new Tail(limits.stderrBytes());
    Streams streams =
        channels
            ? new Streams(input, output, errors, limits.outputBytes())
            : new Streams(null, null, errors, limits.outputBytes());
    instance = new SandboxInstance(MODULE, limits, Cancellation.create(), spec, streams);
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
  }

  /** Returns one whose input has ended and whose output is dropped. */
  static WasiCaller withoutChannels(Limits limits, CommandSpec spec) {
    return new WasiCaller(limits, spec, false);
  }

  private static GuestModule load() {
    try {
      return Sandbox.create().load(TestModules.bytes("wasi"));
    } catch (ModuleRejected e) {
      throw new AssertionError(e);
    }
  }

  int call(String function, long... arguments) {
    long[] results = new long[1];
    assertThat(instance.function(function).call(arguments, results))
        .describedAs(function)
        .isInstanceOf(Outcome.Completed.class);
    return (int) results[0];
  }

  long fuel(String function, long... arguments) {
    assertThat(call(function, arguments)).isZero();
    return instance.fuelUsed();
  }

  void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(input.offer(bytes, 0, bytes.length)).isEqualTo(bytes.length);
    input.end();
  }

  String written() {
    byte[] bytes = new byte[1_000];
    return new String(bytes, 0, output.poll(bytes, 0, bytes.length), StandardCharsets.UTF_8);
  }

  void buffers(int... addressesAndLengths) {
    ByteBuffer list = ByteBuffer.allocate(4 * addressesAndLengths.length);
    list.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(addressesAndLengths);
    assertThat(instance.memory().write(LIST, list.array(), 0, list.capacity())).isTrue();
  }

  void put(int address, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(instance.memory().write(address, bytes, 0, bytes.length)).isTrue();
  }

  byte[] bytes(long address, int length) {
    byte[] bytes = new byte[length];
    assertThat(instance.memory().read(address, bytes, 0, length)).isTrue();
    return bytes;
  }

  String text(long address, int length) {
    return new String(bytes(address, length), StandardCharsets.UTF_8);
  }

  long longAt(long address) {
    return ByteBuffer.wrap(bytes(address, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  int[] ints(long address, int count) {
    int[] ints = new int[count];
    ByteBuffer.wrap(bytes(address, 4 * count))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(ints);
    return ints;
  }
}
