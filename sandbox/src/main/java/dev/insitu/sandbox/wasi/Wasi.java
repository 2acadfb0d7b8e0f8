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

  private State sealed;

  /** All of it that calls can change; immutable. */
  public static final class State {
    private final Descriptors.State files;
    private final long random;
    private final long slept;
    private final long spentBefore;

    private State(Descriptors.State files, long random, long slept, long spentBefore) {
      this.files = files;
      this.random = random;
      this.slept = slept;
      this.spentBefore = spentBefore;
    }
  }

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
    sealed = state();
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

  /** Returns the present state. */
  public State state() {
    return new State(files.state(), random.state(), clock.slept(), clock.spentBefore());
  }

  /** Makes a state of an instance with the same start the present one and the one to restore. */
  public void start(State state) {
    sealed = state;
    restore();
  }

  /** Goes back to the state to restore; standard error is empty then. */
  public void restore() {
    files.state(sealed.files);
    random.state(sealed.random);
    clock.set(sealed.slept, sealed.spentBefore);
  }
}
