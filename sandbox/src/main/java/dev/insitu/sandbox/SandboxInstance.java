package dev.insitu.sandbox;

import dev.insitu.sandbox.wasi.Streams;
import dev.insitu.sandbox.wasi.Tail;
import dev.insitu.sandbox.wasi.Wasi;
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
  private final EngineGuest guest = new EngineGuest();
  private final Wasi wasi;
  private final Tail errors;
  private EngineImports imports;
  private Tier tier = Tier.COMPILED;
  private @Nullable EngineInstance engine;
  private boolean command;
  private boolean initialized;

  SandboxInstance(
      GuestModule module,
      Limits limits,
      Cancellation cancellation,
      CommandSpec spec,
      Streams streams) {
    this.module = module;
    this.limits = limits;
    this.cancellation = cancellation;
    this.errors = streams.errors();
    this.imports = module.imports();
    this.wasi =
        new Wasi(
            guest, spec.arguments(), spec.environment(), spec.seed(), spec.startNanos(), streams);
  }

  /** Chooses the tier, before initialisation. */
  SandboxInstance on(Tier chosen) {
    tier = chosen;
    return this;
  }

  /** Links the instance to something else than the module's host functions: for test suites. */
  SandboxInstance linkedTo(EngineImports others) {
    imports = others;
    return this;
  }

  /**
   * Writes the data segments and runs the start function and {@code _initialize} under the
   * instance's limits.
   *
   * @throws IllegalStateException when it was called before
   */
  public Outcome initialize() {
    Outcome outcome = continueWith(start(), "_initialize");
    if (guest.hasExited() && outcome instanceof Outcome.Completed) {
      close();
      return new Outcome.Exited(0, outcome.fuelUsed());
    }
    return outcome;
  }

  /** Runs a command from its data segments to its end, on one budget. */
  Outcome runCommand() {
    command = true;
    return continueWith(start(), "_start");
  }

  private Outcome continueWith(Outcome outcome, String export) {
    EngineFunction function = entry(export);
    return function != null && outcome instanceof Outcome.Completed && !guest.hasExited()
        ? engine().continueWith(function.index(), function.depth())
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
    CompiledModule.Facts facts = module.engine().facts();
    return facts.startFunction() >= 0
        ? engine().continueWith(facts.startFunction(), facts.startDepth())
        : built.outcome();
  }

  /** Makes the present state the one that every later call starts from. */
  public void seal() {
    requireAlive().seal();
  }

  /**
   * Goes back to the sealed state now instead of at the next call, so that what the host writes
   * after this, such as arguments, is there when the next call runs. Does nothing when no call ran
   * since.
   */
  public void restore() {
    requireAlive().restoreIfDue();
  }

  /**
   * Returns an exported function bound to this instance.
   *
   * @throws IllegalArgumentException when the module exports no function of this name
   */
  public GuestFunction function(String export) {
    EngineFunction function = module.engine().function(export);
    if (function == null) {
      throw new IllegalArgumentException("no exported function " + export);
    }
    return new GuestFunction(engine(), function);
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
    return engine().returnedNull();
  }

  /**
   * Returns the last bytes that were written to standard error since the instance was restored,
   * decoded and escaped; also after its end.
   */
  public String stderrTail() {
    return errors.text();
  }

  /** Returns whether the instance may be called. */
  public boolean isAlive() {
    return engine != null && engine.isAlive();
  }

  /** Gives memory back; the instance is dead. */
  @Override
  public void close() {
    if (engine != null) {
      engine.close();
      engine = null;
    }
  }

  /** Returns an exported function that takes and returns nothing, null when there is none. */
  private @Nullable EngineFunction entry(String export) {
    EngineFunction function = module.engine().function(export);
    return function != null
            && function.type().parameters().isEmpty()
            && function.type().results().isEmpty()
        ? function
        : null;
  }

  private EngineInstance requireAlive() {
    if (!isAlive()) {
      throw new IllegalStateException("instance is not initialised, has ended or is closed");
    }
    return engine();
  }

  EngineInstance engine() {
    return Objects.requireNonNull(engine, "instance is not initialised or is closed");
  }

  /** Returns whether it runs a command, from its beginning to its end on one budget. */
  boolean isCommand() {
    return command;
  }

  /** Returns the pages of 64 KiB that its memory has now, 0 when it was never built. */
  int pages() {
    return engine == null ? 0 : (int) (engine.memory().sizeBytes() >>> 16);
  }

  GuestModule module() {
    return module;
  }

  EngineImports imports() {
    return imports;
  }

  Tier tier() {
    return tier;
  }

  Limits limits() {
    return limits;
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
    engine().returnNull();
  }
}
