package dev.insitu.sandbox;

import dev.insitu.sandbox.meter.Instrumented;
import dev.insitu.sandbox.module.ModuleDescription;

/** A verified and compiled module, ready to be instantiated any number of times by any thread. */
public final class GuestModule {
  private final ModuleDescription description;
  private final Instrumented metered;
  private final Engine engine;
  private final boolean keepsState;

  GuestModule(
      ModuleDescription description, Instrumented metered, Engine engine, boolean keepsState) {
    this.description = description;
    this.metered = metered;
    this.engine = engine;
    this.keepsState = keepsState;
  }

  /** Returns what the module says about itself. */
  public ModuleDescription description() {
    return description;
  }

  /**
   * Returns a fresh instance that has run nothing yet: call {@link SandboxInstance#initialize()}
   * first. Its limits hold for the initialisation and then for each call on its own.
   */
  public SandboxInstance instantiate(Limits limits, Cancellation cancellation) {
    return new SandboxInstance(this, limits, cancellation);
  }

  /**
   * Starts a module of kind command in a fresh instance on a thread of its own and returns at once.
   */
  public CommandRun start(CommandSpec spec, Limits limits, Cancellation cancellation) {
    throw new UnsupportedOperationException("not built yet");
  }

  Instrumented metered() {
    return metered;
  }

  Engine engine() {
    return engine;
  }

  /** Returns whether calls may change tables or drop segments, which no restore brings back. */
  boolean keepsState() {
    return keepsState;
  }
}
