package dev.insitu.udf.module;

import dev.insitu.sandbox.MemoryBudget;
import dev.insitu.sandbox.PoolLimits;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.cache.CodeCache;
import dev.insitu.sandbox.module.ModuleLimits;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The folder that this process keeps compiled modules in. Whoever starts the process names it; no
 * URL and no SQL does, because what lies in it becomes code of this process.
 */
public final class CodeFolder {
  /** The system property: {@code off}, or a folder. */
  static final String PROPERTY = "insitu.cache";

  private CodeFolder() {}

  /** Returns the cache in this folder, empty when compiled modules are not to be kept. */
  public static Optional<CodeCache> cache() {
    return Optional.ofNullable(folder(System::getProperty, System::getenv))
        .map(folder -> CodeCache.in(folder, CodeCache.DEFAULT_BYTES));
  }

  /** Returns a new sandbox that keeps compiled modules in a cache, if there is one. */
  public static Sandbox sandbox(Optional<CodeCache> cache) {
    return sandbox(cache, MemoryBudget.ofHeap());
  }

  /** Returns such a sandbox whose guests may have so much memory together. */
  static Sandbox sandbox(Optional<CodeCache> cache, MemoryBudget budget) {
    return cache
        .map(present -> Sandbox.create(ModuleLimits.DEFAULT, present, budget))
        .orElseGet(() -> Sandbox.create(ModuleLimits.DEFAULT, PoolLimits.DEFAULT, budget));
  }

  /**
   * Returns the folder, null for none.
   *
   * @param properties the process's system properties
   * @param environment its environment
   */
  static @Nullable Path folder(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    try {
      String setting = properties.apply(PROPERTY);
      if (setting != null) {
        return setting.equals("off") || setting.isBlank() ? null : Path.of(setting);
      }
      String caches = environment.apply("XDG_CACHE_HOME");
      // Relative ones are to be ignored, its specification says.
      if (caches != null && Path.of(caches).isAbsolute()) {
        return Path.of(caches, "insitu");
      }
      String home = properties.apply("user.home");
      return home == null || !Path.of(home).isAbsolute() ? null : Path.of(home, ".cache", "insitu");
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
