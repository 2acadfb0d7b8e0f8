package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;

/**
 * The entry: turns untrusted bytes into modules that can be called. Safe for use by many threads;
 * one per process is enough. It keeps compiled code by digest, so loading the same bytes again is
 * cheap.
 */
public final class Sandbox implements AutoCloseable {
  private final ModuleLimits moduleLimits;

  private Sandbox(ModuleLimits moduleLimits) {
    this.moduleLimits = moduleLimits;
  }

  /** Returns a sandbox with the default caps on modules. */
  public static Sandbox create() {
    return create(ModuleLimits.DEFAULT);
  }

  /** Returns a sandbox with these caps on modules. */
  public static Sandbox create(ModuleLimits moduleLimits) {
    return new Sandbox(moduleLimits);
  }

  /**
   * Verifies, instruments and compiles a module.
   *
   * @param wasm the bytes of a core module
   * @throws ModuleRejected when a static rule is broken, before anything of the module runs
   */
  public GuestModule load(byte[] wasm) throws ModuleRejected {
    throw new UnsupportedOperationException("not built yet: " + moduleLimits + wasm.length);
  }

  /** Forgets compiled code; modules already loaded go on working. */
  @Override
  public void close() {}
}
