package dev.insitu.sandbox.wasi;

import java.util.List;

/**
 * WASI preview 1 for one instance: its arguments, environment, clock, random numbers and
 * descriptors. The same calls get the same answers, whatever the host does meanwhile. Used on the
 * instance's thread.
 */
public final class Wasi {
  final StringTable arguments;
  final StringTable environment;
  final VirtualClock clock;
  final SeededRandom random;
  final Descriptors files;
  final Pointers memory;
  final Poll poll;

  private long sealedRandom;
  private long sealedSleep;
  private long sealedSpent;

  /** Creates the state that a guest starts with. */
  public Wasi(
      WasiGuest guest,
      List<String> arguments,
      List<String> environment,
      long seed,
      long startNanos,
      Streams streams) {
    this.arguments = new StringTable(arguments);
    this.environment = new StringTable(environment);
    clock = new VirtualClock(startNanos);
    random = new SeededRandom(seed);
    files = new Descriptors(streams);
    memory = new Pointers(guest);
    poll = new Poll(memory, files, clock);
    sealedRandom = seed;
  }

  /** Runs a host function; returns its error code, 0 when it succeeded. */
  public int call(WasiFunction function, long[] arguments) {
    try {
      return function.run(this, arguments);
    } catch (WasiFailure e) {
      return e.errno();
    }
  }

  /** Says that the meter starts again after a call that spent this. */
  public void endCall(long fuelUsed) {
    clock.endCall(fuelUsed);
  }

  /** Keeps the present state as the one to restore. */
  public void seal() {
    files.seal();
    sealedRandom = random.state();
    sealedSleep = clock.slept();
    sealedSpent = clock.spentBefore();
  }

  /** Goes back to the sealed state. */
  public void restore() {
    files.restore();
    random.state(sealedRandom);
    clock.set(sealedSleep, sealedSpent);
  }
}
