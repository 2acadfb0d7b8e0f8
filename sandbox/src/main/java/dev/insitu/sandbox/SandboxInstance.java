package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ExternalKind;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleExport;
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
  private final GuestModule module;
  private final Limits limits;
  private final Cancellation cancellation;
  private @Nullable EngineInstance engine;
  private boolean initialized;
  private boolean alive;
  private boolean sealed;
  private boolean calledSinceSeal;
  private boolean returnedNull;

  SandboxInstance(GuestModule module, Limits limits, Cancellation cancellation) {
    this.module = module;
    this.limits = limits;
    this.cancellation = cancellation;
  }

  /**
   * Writes the data segments and runs the start function and {@code _initialize} under the
   * instance's limits.
   *
   * @throws IllegalStateException when it was called before
   */
  public Outcome initialize() {
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
    Outcome outcome = built.outcome();
    if (module.metered().startFunction() >= 0) {
      outcome = run(module.metered().startFunction(), new long[0], new long[0], true);
    }
    if (outcome instanceof Outcome.Completed && exports("_initialize")) {
      outcome = run(engine().index("_initialize"), new long[0], new long[0], true);
    }
    return outcome;
  }

  /** Makes the present state the one that every later call starts from. */
  public void seal() {
    requireAlive();
    engine().seal();
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
      memory.begin(limits, cancellation);
    }
    Outcome outcome = engine().call(function, arguments, results);
    alive = outcome instanceof Outcome.Completed && !(sealed && module.keepsState());
    return outcome;
  }

  private boolean exports(String function) {
    List<ModuleExport> exports = module.description().exports();
    return exports.stream()
        .anyMatch(e -> e.kind() == ExternalKind.FUNCTION && e.name().equals(function));
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

  void returnNull() {
    returnedNull = true;
  }
}
