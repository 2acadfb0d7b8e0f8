package dev.insitu.sandbox;

import dev.insitu.sandbox.binary.ModuleParser;
import dev.insitu.sandbox.cache.CodeCache;
import dev.insitu.sandbox.meter.Instrumented;
import dev.insitu.sandbox.meter.Instrumenter;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.verify.ModuleVerifier;
import dev.insitu.sandbox.verify.ModuleVerifier.Verified;
import org.jspecify.annotations.Nullable;

/**
 * The entry: turns untrusted bytes into modules that can be called. Safe for use by many threads;
 * one per process is enough. It keeps the modules loaded last by their digest, at most 256 and
 * about 128 MiB, so loading the same bytes again is cheap. All modules that somebody holds take at
 * most about 512 MiB; more are refused.
 */
public final class Sandbox {
  private final ModuleLimits limits;
  private final boolean linked;
  private final @Nullable CodeCache cache;
  private final ModuleStore modules;
  private final EnginePool pool;

  /** Modules that are looked for in the cache, and that are compiled, at present. */
  private final SharedCompiles<Cached> reading = new SharedCompiles<>();

  private final SharedCompiles<GuestModule> compiling = new SharedCompiles<>();

  private Sandbox(
      ModuleLimits limits,
      boolean linked,
      @Nullable CodeCache cache,
      ModuleStore.Bounds bounds,
      PoolLimits kept,
      MemoryBudget budget) {
    this.limits = limits;
    this.linked = linked;
    this.modules = new ModuleStore(bounds);
    this.pool = new EnginePool(kept, budget);
    this.cache = CompiledFile.BUILD.isEmpty() ? null : cache;
  }

  /** Returns a sandbox with the default caps on modules. */
  public static Sandbox create() {
    return create(ModuleLimits.DEFAULT);
  }

  /** Returns a sandbox with these caps on modules. */
  public static Sandbox create(ModuleLimits limits) {
    return create(limits, PoolLimits.DEFAULT);
  }

  /** Returns a sandbox with these caps on modules and on what it keeps ready. */
  public static Sandbox create(ModuleLimits limits, PoolLimits kept) {
    return create(limits, kept, MemoryBudget.ofHeap());
  }

  /**
   * Returns a sandbox with these caps on modules, on what it keeps ready, and on the memories of
   * all its guests together; the others have {@link MemoryBudget#ofHeap()}.
   */
  public static Sandbox create(ModuleLimits limits, PoolLimits kept, MemoryBudget budget) {
    return new Sandbox(limits, false, null, ModuleStore.DEFAULT, kept, budget);
  }

  /**
   * Returns a sandbox with these caps on modules, which leaves compiled code in a cache and looks
   * there before it compiles.
   */
  public static Sandbox create(ModuleLimits limits, CodeCache cache) {
    return create(limits, cache, MemoryBudget.ofHeap());
  }

  /** Returns such a sandbox with a cap on the memories of all its guests together. */
  public static Sandbox create(ModuleLimits limits, CodeCache cache, MemoryBudget budget) {
    return new Sandbox(limits, false, cache, ModuleStore.DEFAULT, PoolLimits.DEFAULT, budget);
  }

  /** Returns a sandbox whose modules may import from each other: for test suites only. */
  static Sandbox linking(ModuleLimits limits) {
    return new Sandbox(
        limits, true, null, ModuleStore.DEFAULT, PoolLimits.NONE, MemoryBudget.ofHeap());
  }

  /** Returns a sandbox with other bounds on what its modules take in memory. */
  static Sandbox bounded(ModuleLimits limits, ModuleStore.Bounds bounds) {
    return new Sandbox(limits, false, null, bounds, PoolLimits.DEFAULT, MemoryBudget.ofHeap());
  }

  /**
   * Loads a module without its meter, which nothing stops then: for measurements of what metering
   * costs, which reach it by reflection.
   */
  static GuestModule loadUnmetered(byte[] wasm) throws ModuleRejected {
    Verified verified = ModuleVerifier.verify(wasm, ModuleLimits.DEFAULT);
    Instrumented plain = Instrumenter.unmetered(verified.binary(), ModuleLimits.DEFAULT);
    return new GuestModule(
        wasm.clone(),
        verified.description(),
        Engine.load(Engine.compile(verified, plain), plain::wasm),
        new EnginePool(PoolLimits.DEFAULT));
  }

  /** Returns the module with this digest if it is loaded, otherwise null. */
  public @Nullable GuestModule loaded(String digest) {
    return modules.get(digest);
  }

  /** Loads a module as {@link #load(byte[], Cancellation)} does, without anybody to stop it. */
  public GuestModule load(byte[] wasm) throws ModuleRejected {
    return load(wasm, Cancellation.create());
  }

  /**
   * Verifies, instruments and compiles a module; nothing of it runs. When it is stopped, the caller
   * has control back at once, and the thread that compiles ends soon after, unless others wait for
   * the same module: it is compiled once for all of them.
   *
   * @param wasm the bytes of a core module; copied
   * @throws ModuleRejected when a static rule is broken, or when it is stopped
   */
  public GuestModule load(byte[] wasm, Cancellation cancellation) throws ModuleRejected {
    if (wasm.length > limits.moduleBytes()) {
      throw ModuleParser.tooLong(wasm.length, limits);
    }
    byte[] bytes = wasm.clone();
    String digest = ModuleVerifier.digest(bytes);
    GuestModule known = loaded(digest);
    if (known != null) {
      return known;
    }
    if (cache == null) {
      return compiled(bytes, digest, cancellation);
    }
    return reading.run(
        digest,
        () -> Cached.of(loaded(digest)),
        () -> work(() -> new Cached(cached(bytes, digest)), CompileThreads.READING),
        // Whoever comes while this goes on need not look in vain again.
        cached -> cached.module() == null ? compiled(bytes, digest, cancellation) : cached.module(),
        cancellation);
  }

  private GuestModule compiled(byte[] bytes, String digest, Cancellation cancellation)
      throws ModuleRejected {
    return compiling.run(
        digest,
        () -> loaded(digest),
        () -> work(() -> compile(bytes, digest), CompileThreads.COMPILING),
        cancellation);
  }

  /** What the cache has: null when nothing. */
  private record Cached(@Nullable GuestModule module) {
    static @Nullable Cached of(@Nullable GuestModule known) {
      return known == null ? null : new Cached(known);
    }
  }

  private <T> CompileWork<T> work(CompileThreads.Task<T> task, CompileQueue places) {
    return new CompileWork<>(task, limits.compileMillis(), places);
  }

  private GuestModule compile(byte[] bytes, String digest) throws ModuleRejected {
    Verified verified = verify(bytes);
    Instrumented metered = Instrumenter.instrument(verified.binary(), limits);
    CompiledModule compiled = Engine.compile(verified, metered);
    GuestModule module = open(bytes, compiled);
    if (cache != null) {
      cache.write(CompiledFile.key(digest, limits), CompiledFile.write(compiled));
    }
    modules.keep(digest, module);
    return module;
  }

  /**
   * Returns a module that a process of this installation and the same code has verified, metered
   * and compiled under the same caps.
   */
  private @Nullable GuestModule cached(byte[] bytes, String digest) {
    byte[] file = cache == null ? null : cache.read(CompiledFile.key(digest, limits));
    CompiledModule compiled = file == null ? null : CompiledFile.read(file);
    if (compiled == null) {
      return null;
    }
    try {
      GuestModule module = open(bytes, compiled);
      modules.keep(digest, module);
      return module;
    } catch (ModuleRejected | OutOfMemoryError e) {
      // Then compiling it again says what is wrong.
      return null;
    }
  }

  private Verified verify(byte[] bytes) throws ModuleRejected {
    return linked
        ? ModuleVerifier.verifyLinked(bytes, limits)
        : ModuleVerifier.verify(bytes, limits);
  }

  private GuestModule open(byte[] bytes, CompiledModule compiled) throws ModuleRejected {
    modules.requireRoom(compiled.footprint() + bytes.length);
    return new GuestModule(
        bytes, compiled.description(), Engine.load(compiled, () -> metered(bytes)), pool);
  }

  /** Returns the metered bytes of a module that was verified before. */
  private byte[] metered(byte[] bytes) {
    try {
      return Instrumenter.instrument(verify(bytes).binary(), limits).wasm();
    } catch (ModuleRejected e) {
      throw new IllegalStateException("a module that was verified is refused", e);
    }
  }
}
