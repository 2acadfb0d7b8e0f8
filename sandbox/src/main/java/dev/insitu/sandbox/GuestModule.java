package dev.insitu.sandbox;

import dev.insitu.sandbox.module.LifecycleExport;
import dev.insitu.sandbox.module.ModuleDescription;
import dev.insitu.sandbox.module.ModuleKind;
import dev.insitu.sandbox.wasi.Streams;
import dev.insitu.sandbox.wasi.Tail;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A verified and compiled module, ready to be instantiated any number of times by any thread. */
public final class GuestModule {
  private final byte[] bytes;
  private final ModuleDescription description;
  private final Engine engine;
  private final EngineImports imports;
  private final EnginePool pool;

  /** The states that instances start from; the pool's. */
  private final Map<EnginePool.Start, EngineImage> images = new HashMap<>();

  GuestModule(byte[] bytes, ModuleDescription description, Engine engine, EnginePool pool) {
    this.bytes = bytes;
    this.description = description;
    this.engine = engine;
    this.imports = new EngineImports(description.imports());
    this.pool = pool;
  }

  /** Returns what the module says about itself. */
  public ModuleDescription description() {
    return description;
  }

  /** Returns a copy of the bytes that it was loaded from. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /**
   * Returns what its author should know although the module is accepted, one sentence each: that
   * functions are so large that the Java virtual machine only interprets them, which is many times
   * slower.
   */
  public List<String> warnings() {
    Map<Integer, Integer> huge = engine.hugeFunctions();
    if (huge.isEmpty()) {
      return List.of();
    }
    Map.Entry<Integer, Integer> largest =
        Collections.max(huge.entrySet(), Map.Entry.comparingByValue());
    String name = engine.nameOf(largest.getKey());
    return List.of(
        huge.size() == 1
            ? name
                + " becomes "
                + largest.getValue()
                + " bytes of Java code, of which the Java virtual machine compiles at most "
                + MethodSizes.COMPILED_MAX
                + ", so it runs many times slower; split it or build with -Os"
            : huge.size()
                + " functions become more than the "
                + MethodSizes.COMPILED_MAX
                + " bytes of Java code that the Java virtual machine compiles, so they run many"
                + " times slower, the largest, "
                + name
                + ", with "
                + largest.getValue()
                + "; split them or build with -Os");
  }

  /**
   * Returns a fresh instance that has run nothing yet: call {@link SandboxInstance#initialize()}
   * first. Its limits hold for the initialisation and then for each call on its own.
   */
  public SandboxInstance instantiate(Limits limits, Cancellation cancellation) {
    return instantiate(limits, cancellation, Tier.COMPILED);
  }

  /** Returns a fresh instance as {@link #instantiate(Limits, Cancellation)} does, on a tier. */
  public SandboxInstance instantiate(Limits limits, Cancellation cancellation, Tier tier) {
    return instantiate(CommandSpec.NOTHING, limits, cancellation, tier);
  }

  /**
   * Returns a fresh instance as {@link #instantiate(Limits, Cancellation)} does, on a tier.
   *
   * @param spec what its functions see of the world: {@link CommandSpec#NOTHING} elsewhere
   */
  public SandboxInstance instantiate(
      CommandSpec spec, Limits limits, Cancellation cancellation, Tier tier) {
    Streams nothing = new Streams(null, null, new Tail(limits.stderrBytes()), limits.outputBytes());
    return new SandboxInstance(this, limits, cancellation, spec, nothing).on(tier);
  }

  /**
   * Starts a module of kind command in a fresh instance on a thread of its own and returns at once.
   * The limits hold for the whole run, from writing the data segments on.
   *
   * @throws IllegalArgumentException when the module is no command, or lacks the lifecycle exports
   *     that the options ask for
   */
  public CommandRun start(CommandSpec spec, Limits limits, Cancellation cancellation) {
    return start(spec, limits, cancellation, Tier.COMPILED);
  }

  /** Starts a command as {@link #start(CommandSpec, Limits, Cancellation)} does, on a tier. */
  public CommandRun start(CommandSpec spec, Limits limits, Cancellation cancellation, Tier tier) {
    return start(spec, limits, cancellation, new CommandOptions(tier, null, null));
  }

  /** Starts a command as {@link #start(CommandSpec, Limits, Cancellation)} does, in a way. */
  public CommandRun start(
      CommandSpec spec, Limits limits, Cancellation cancellation, CommandOptions options) {
    String lifecycle = options.lifecycle();
    if (lifecycle != null && LifecycleExport.wrong(description, lifecycle).isPresent()) {
      throw new IllegalArgumentException("module lacks exports of a lifecycle");
    }
    if (lifecycle == null && description.kind() != ModuleKind.COMMAND) {
      throw new IllegalArgumentException("module is a " + description.kind() + ", not a command");
    }
    return CommandRun.start(this, spec, limits, cancellation, options);
  }

  /** Returns the bytes that the module takes, about. */
  long footprint() {
    return engine.footprint() + bytes.length;
  }

  EnginePool pool() {
    return pool;
  }

  Map<EnginePool.Start, EngineImage> images() {
    return images;
  }

  EngineImports imports() {
    return imports;
  }

  Engine engine() {
    return engine;
  }
}
