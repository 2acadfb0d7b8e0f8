package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleKind;
import dev.insitu.sandbox.wasi.InputChannel;
import dev.insitu.sandbox.wasi.Streams;
import dev.insitu.sandbox.wasi.Tail;
import dev.insitu.sandbox.wasi.Wasi;
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
  private final CommandSpec spec;
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
  private boolean linked;

  SandboxInstance(
      GuestModule module,
      Limits limits,
      Cancellation cancellation,
      CommandSpec spec,
      Streams streams) {
    this.module = module;
    this.spec = spec;
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
    linked = true;
    return this;
  }

  /**
   * Writes the data segments and runs the start function, {@code _initialize} and {@code preinit}
   * under the instance's limits. When an instance with the same module and limits has done so
   * before, its state is taken over instead, which nobody can tell from the outcome.
   *
   * @throws IllegalStateException when it was called before
   */
  public Outcome initialize() {
    EngineImage image = image();
    if (image != null) {
      return startFrom(image);
    }
    Outcome outcome = continueWithStart(build());
    if (module.description().kind() != ModuleKind.COMMAND) {
      outcome = continueWith(continueWith(outcome, "_initialize"), "preinit");
    }
    if (!(outcome instanceof Outcome.Completed)) {
      return outcome;
    }
    if (guest.hasExited()) {
      close();
      return new Outcome.Exited(0, outcome.fuelUsed());
    }
    keep();
    return outcome;
  }

  /** Runs a command from its data segments to its end, on one budget. */
  Outcome runCommand() {
    return continueWith(begin(), "_start");
  }

  /**
   * Runs a module from its data segments through its lifecycle exports, on one budget.
   *
   * @param prefix what the exports' names begin with
   * @param calls what asks for them
   */
  Outcome runLifecycle(String prefix, InputChannel calls) {
    Outcome outcome = continueWith(continueWith(begin(), "_initialize"), "preinit");
    return outcome instanceof Outcome.Completed && !guest.hasExited()
        ? new LifecycleLoop(this, prefix, calls).run()
        : outcome;
  }

  private Outcome begin() {
    command = true;
    EngineImage image = image();
    Outcome outcome = image == null ? build() : startFrom(image);
    if (image == null && outcome instanceof Outcome.Completed) {
      keep();
    }
    return continueWithStart(outcome);
  }

  /**
   * Returns the state to start from; null when nobody has kept one, or it took more fuel than there
   * is, so that the start ends where it always does.
   */
  private @Nullable EngineImage image() {
    if (initialized) {
      throw new IllegalStateException("instance is initialised already");
    }
    initialized = true;
    if (linked) {
      return null;
    }
    EngineImage image = module.pool().image(module, EnginePool.Start.of(this));
    return image == null || image.fuelUsed() > limits.fuel() ? null : image;
  }

  private Outcome startFrom(EngineImage image) {
    EngineInstance started = new EngineInstance(this, image, /* sealed= */ false);
    try {
      started.resume();
    } catch (GuestEnd end) {
      return end.outcome();
    }
    engine = started;
    if (!command) {
      wasi.start(image.wasi());
    }
    return new Outcome.Completed(image.fuelUsed());
  }

  /** Keeps the present state, for others too unless something of it cannot be kept. */
  private void keep() {
    if (linked) {
      return;
    }
    EngineImage image = engine().keep();
    if (errors.bytes() == 0) {
      module.pool().keep(EnginePool.Start.of(this), image);
    }
  }

  private Outcome continueWithStart(Outcome outcome) {
    CompiledModule.Facts facts = module.engine().facts();
    return continueWith(outcome, facts.startFunction(), facts.startDepth());
  }

  private Outcome continueWith(Outcome outcome, String export) {
    EngineFunction function = entry(export);
    return function == null ? outcome : continueWith(outcome, function.index(), function.depth());
  }

  private Outcome continueWith(Outcome outcome, int function, int depth) {
    return function >= 0 && outcome instanceof Outcome.Completed && !guest.hasExited()
        ? engine().continueWith(function, depth)
        : outcome;
  }

  private Outcome build() {
    EngineStart.Built built = EngineStart.build(this);
    engine = built.instance();
    return built.outcome();
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
    return engine().hostMemory();
  }

  /**
   * Gives memory and machinery back until the instance is used again, and keeps only what it has
   * changed since it was initialised, or nothing when it is sealed. The next call finds everything
   * as it was. For instances that wait: a resumed one starts in microseconds. Does nothing when the
   * host has written something for a call to come.
   *
   * @throws IllegalStateException when the instance is dead
   */
  public void park() {
    requireAlive().park();
  }

  /** Returns whether the instance is parked. */
  public boolean isParked() {
    return engine != null && engine.isParked();
  }

  /**
   * Returns the sealed state, from which others can start.
   *
   * @throws IllegalStateException when the instance is dead or not sealed
   */
  public Snapshot snapshot() {
    return new Snapshot(requireAlive().sealedImage());
  }

  /** Creates an instance in a sealed state. */
  static SandboxInstance of(EngineImage image, Limits limits, Cancellation cancellation) {
    SandboxInstance instance =
        image.module().instantiate(image.spec(), limits, cancellation, image.tier());
    instance.initialized = true;
    instance.wasi.start(image.wasi());
    instance.engine = new EngineInstance(instance, image, /* sealed= */ true);
    return instance;
  }

  /** Returns the fuel that the last call spent. */
  public long fuelUsed() {
    return engine().fuelUsed();
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
      throw new IllegalStateException(EngineInstance.NOT_THERE);
    }
    return engine();
  }

  EngineInstance engine() {
    if (engine == null) {
      throw new IllegalStateException(EngineInstance.NOT_THERE);
    }
    return engine;
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

  CommandSpec spec() {
    return spec;
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
