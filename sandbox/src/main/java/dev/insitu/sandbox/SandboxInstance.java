package dev.insitu.sandbox;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.wasi.Streams;
import dev.insitu.sandbox.wasi.Wasi;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One live instance of a module. One thread at a time. After any outcome but {@link
 * Outcome.Completed} the instance is dead: close it and take another.
 *
 * <p>Life: {@link #initialize()}, any calls that prepare it (such as allocating an argument arena),
 * {@link #seal()}; from then on every call starts from the sealed state, so that no call can leave
 * anything behind for the next.
 */
public final class SandboxInstance implements AutoCloseable {
  /** What functions see of the world that are called outside a command. */
  static final CommandSpec NO_COMMAND = new CommandSpec(List.of(), List.of(), 0, 0);

  private static final long[] NOTHING = {};

  private final GuestModule module;
  private final Limits limits;
  private final Cancellation cancellation;
  private final EngineGuest guest = new EngineGuest();
  private final Wasi wasi;
  private @Nullable EngineInstance engine;
  private boolean initialized;
  private boolean alive;
  private boolean sealed;
  private boolean calledSinceSeal;
  private boolean returnedNull;

  SandboxInstance(
      GuestModule module,
      Limits limits,
      Cancellation cancellation,
      CommandSpec spec,
      Streams streams) {
    this.module = module;
    this.limits = limits;
    this.cancellation = cancellation;
    this.wasi =
        new Wasi(
            guest, spec.arguments(), spec.environment(), spec.seed(), spec.startNanos(), streams);
  }

  /**
   * Writes the data segments and runs the start function and {@code _initialize} under the
   * instance's limits.
   *
   * @throws IllegalStateException when it was called before
   */
  public Outcome initialize() {
    Outcome outcome = start();
    if (outcome instanceof Outcome.Completed && startsByInitialize()) {
      outcome = run(engine().index("_initialize"), NOTHING, NOTHING, true);
    }
    return outcome;
  }

  /** Runs a command from its data segments to its end, on one budget. */
  Outcome runCommand() {
    Outcome outcome = start();
    return outcome instanceof Outcome.Completed && alive
        ? run(engine().index("_start"), NOTHING, NOTHING, true)
        : outcome;
  }

  private Outcome start() {
    if (initialized) {
      throw new IllegalStateException("instance is initialised already");
    }
    initialized = true;
    EngineInstance.Built built = EngineInstance.build(this, limits);
    if (built.instance() == null) {
      return built.outcome();
    }
    engine = built.instance();
    alive = true;
    return module.metered().startFunction() >= 0
        ? run(module.metered().startFunction(), NOTHING, NOTHING, true)
        : built.outcome();
  }

  /** Makes the present state the one that every later call starts from. */
  public void seal() {
    requireAlive();
    engine().seal();
    wasi.seal();
    sealed = true;
    calledSinceSeal = false;
  }

  /**
   * Goes back to the sealed state now instead of at the next call, so that what the host writes
   * after this, such as arguments, is there when the next call runs. Does nothing when no call ran
   * since.
   */
  public void restore() {
    requireAlive();
    if (sealed && calledSinceSeal) {
      engine().restore();
      wasi.restore();
      calledSinceSeal = false;
    }
  }

  /**
   * Returns an exported function bound to this instance.
   *
   * @throws IllegalArgumentException when the module exports no function of this name
   */
  public GuestFunction function(String export) {
    FunctionType type =
        module
            .description()
            .function(export)
            .map(ModuleExport::type)
            .orElseThrow(() -> new IllegalArgumentException("no exported function " + export));
    return new GuestFunction(this, engine().index(export), type);
  }

  /** Returns the instance's memory; the same object for the instance's whole life. */
  public GuestMemory memory() {
    return engine().memory();
  }

  /** Returns the fuel that the last call spent. */
  public long fuelUsed() {
    return engine().memory().fuelUsed();
  }

  /** Returns whether the last call went through {@code insitu.return_null}. */
  public boolean returnedNull() {
    return returnedNull;
  }

  /** Returns whether the instance may be called. */
  public boolean isAlive() {
    return alive;
  }

  /** Gives memory back; the instance is dead. */
  @Override
  public void close() {
    alive = false;
    engine = null;
  }

  /** Calls a function under the instance's limits. */
  Outcome call(int function, long[] arguments, long[] results) {
    restore();
    calledSinceSeal = true;
    return run(function, arguments, results, false);
  }

  private Outcome run(int function, long[] arguments, long[] results, boolean sameBudget) {
    returnedNull = false;
    FlatMemory memory = engine().memory();
    if (!sameBudget) {
      wasi.endCall(memory.fuelUsed());
      memory.begin(limits, cancellation);
    }
    Outcome outcome = engine().call(function, arguments, results);
    alive = outcome instanceof Outcome.Completed && !(sealed && module.keepsState());
    return outcome;
  }

  private boolean startsByInitialize() {
    return module
        .description()
        .function("_initialize")
        .map(ModuleExport::type)
        .filter(type -> type.parameters().isEmpty() && type.results().isEmpty())
        .isPresent();
  }

  private void requireAlive() {
    if (!alive) {
      throw new IllegalStateException("instance is not initialised, has ended or is closed");
    }
  }

  private EngineInstance engine() {
    return Objects.requireNonNull(engine, "instance is not initialised or is closed");
  }

  GuestModule module() {
    return module;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  EngineGuest guest() {
    return guest;
  }

  Wasi wasi() {
    return wasi;
  }

  void returnNull() {
    returnedNull = true;
  }
}
