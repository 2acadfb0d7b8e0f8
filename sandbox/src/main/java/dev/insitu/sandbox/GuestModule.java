package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleDescription;

/** A verified and compiled module, ready to be instantiated any number of times by any thread. */
public final class GuestModule {
  private final ModuleDescription description;

  GuestModule(ModuleDescription description) {
    this.description = description;
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
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Starts a module of kind command in a fresh instance on a thread of its own and returns at once.
   */
  public CommandRun start(CommandSpec spec, Limits limits, Cancellation cancellation) {
    throw new UnsupportedOperationException("not built yet");
  }
}
