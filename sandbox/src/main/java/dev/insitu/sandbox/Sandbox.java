package dev.insitu.sandbox;

import dev.insitu.sandbox.meter.Instrumented;
import dev.insitu.sandbox.meter.Instrumenter;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.verify.ModuleVerifier;
import dev.insitu.sandbox.verify.ModuleVerifier.Verified;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entry: turns untrusted bytes into modules that can be called. Safe for use by many threads;
 * one per process is enough. It keeps the modules loaded last by their digest, so loading the same
 * bytes again is cheap.
 */
public final class Sandbox {
  private static final int KEPT_MODULES = 256;

  private final ModuleLimits limits;
  private final boolean linked;
  private final Map<String, GuestModule> loaded =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, GuestModule> eldest) {
          return size() > KEPT_MODULES;
        }
      };

  private Sandbox(ModuleLimits limits, boolean linked) {
    this.limits = limits;
    this.linked = linked;
  }

  /** Returns a sandbox with the default caps on modules. */
  public static Sandbox create() {
    return create(ModuleLimits.DEFAULT);
  }

  /** Returns a sandbox with these caps on modules. */
  public static Sandbox create(ModuleLimits limits) {
    return new Sandbox(limits, false);
  }

  /** Returns a sandbox whose modules may import from each other: for test suites only. */
  static Sandbox linking(ModuleLimits limits) {
    return new Sandbox(limits, true);
  }

  /**
   * Loads a module without its meter, which nothing stops then: for measurements of what metering
   * costs, which reach it by reflection.
   */
  static GuestModule loadUnmetered(byte[] wasm) throws ModuleRejected {
    Verified verified = ModuleVerifier.verify(wasm, ModuleLimits.DEFAULT);
    Instrumented plain = Instrumenter.unmetered(verified.binary(), ModuleLimits.DEFAULT);
    return new GuestModule(
        wasm.clone(), verified.description(), plain, Engine.load(verified, plain));
  }

  /** Returns the module with this digest if it is loaded, otherwise null. */
  public @Nullable GuestModule loaded(String digest) {
    synchronized (loaded) {
      return loaded.get(digest);
    }
  }

  /**
   * Verifies, instruments and compiles a module; nothing of it runs.
   *
   * @param wasm the bytes of a core module; copied
   * @throws ModuleRejected when a static rule is broken
   */
  public GuestModule load(byte[] wasm) throws ModuleRejected {
    byte[] bytes = wasm.clone();
    Verified verified =
        linked ? ModuleVerifier.verifyLinked(bytes, limits) : ModuleVerifier.verify(bytes, limits);
    String digest = verified.description().digest();
    GuestModule known = loaded(digest);
    if (known != null) {
      return known;
    }
    GuestModule module =
        CompileThreads.run(
            () -> {
              Instrumented metered = Instrumenter.instrument(verified.binary(), limits);
              return new GuestModule(
                  bytes, verified.description(), metered, Engine.load(verified, metered));
            },
            limits.compileMillis());
    synchronized (loaded) {
      loaded.put(digest, module);
    }
    return module;
  }
}
