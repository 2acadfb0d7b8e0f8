package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * Classes are unloaded when nobody holds their module any more, and only the garbage collector knows
 * when that is. So what is live is counted from above: a module counts until its weak reference is
 * cleared. Only when the bound is reached is a collection worth its time, and not more often than
 * every few seconds, whoever keeps asking.
 */
/** The modules of a sandbox: those that it keeps itself, and those that others still hold. */
final class ModuleStore {
  /** The bounds of {@link Sandbox#create()}. */
  static final Bounds DEFAULT = new Bounds(256, 128L << 20, 512L << 20);

  private static final long COLLECTION_NANOS = 10_000_000_000L;
  private static final int PRUNED_FROM = 64;

  private final Bounds bounds;
  private final Map<String, GuestModule> kept =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);
  private final List<Live> live = new ArrayList<>();
  private long keptBytes;
  private int prunedAt = PRUNED_FROM;
  private boolean collected;
  private long collectedNanos;

  ModuleStore(Bounds bounds) {
    this.bounds = bounds;
  }

  /**
   * What modules may take; bytes are those of {@link GuestModule#footprint()}.
   *
   * @param keptModules modules that are kept though nobody holds them; those used last
   * @param keptBytes what these may take; the one used last is kept whatever it takes
   * @param liveBytes what all may take that anybody holds
   */
  record Bounds(int keptModules, long keptBytes, long liveBytes) {}

  /** A module that was loaded, until nobody holds it. */
  private static final class Live extends WeakReference<GuestModule> {
    final long bytes;

    Live(GuestModule module) {
      super(module);
      bytes = module.footprint();
    }
  }

  /** Returns a module that is kept, and makes it the one used last. */
  synchronized @Nullable GuestModule get(String digest) {
    return kept.get(digest);
  }

  /** Keeps a module. */
  synchronized void keep(String digest, GuestModule module) {
    live.add(new Live(module));
    if (live.size() >= prunedAt) {
      prune();
    }
    GuestModule replaced = kept.put(digest, module);
    keptBytes += module.footprint() - (replaced == null ? 0 : replaced.footprint());
    Iterator<GuestModule> eldest = kept.values().iterator();
    while (kept.size() > bounds.keptModules || (keptBytes > bounds.keptBytes && kept.size() > 1)) {
      keptBytes -= eldest.next().footprint();
      eldest.remove();
    }
  }

  /**
   * Checks that code may be loaded.
   *
   * @throws ModuleRejected when too much is in use
   */
  void requireRoom(long bytes) throws ModuleRejected {
    if (hasRoom(bytes)) {
      return;
    }
    if (mayCollect()) {
      // Others may go on meanwhile.
      System.gc();
    }
    synchronized (this) {
      prune();
      if (!fits(bytes)) {
        throw new ModuleRejected(
            Reason.COMPILE_BUDGET,
            "module: "
                + live.size()
                + " modules with "
                + kib(liveBytes())
                + " KiB of compiled code are in use in this process, and this one has "
                + kib(bytes)
                + " KiB, allowed "
                + kib(bounds.liveBytes)
                + " KiB; drop modules, or close sessions that have used many");
      }
    }
  }

  /** Returns whether there is room; if there is none, keeps no module that nobody holds. */
  private synchronized boolean hasRoom(long bytes) {
    if (fits(bytes)) {
      return true;
    }
    prune();
    if (fits(bytes)) {
      return true;
    }
    kept.clear();
    keptBytes = 0;
    return false;
  }

  private synchronized boolean mayCollect() {
    long now = HostClock.nanoTime();
    if (collected && now - collectedNanos < COLLECTION_NANOS) {
      return false;
    }
    collected = true;
    collectedNanos = now;
    return true;
  }

  private boolean fits(long bytes) {
    return liveBytes() + bytes <= bounds.liveBytes;
  }

  private long liveBytes() {
    long bytes = 0;
    for (Live module : live) {
      bytes += module.bytes;
    }
    return bytes;
  }

  private void prune() {
    live.removeIf(module -> module.refersTo(null));
    prunedAt = Math.max(PRUNED_FROM, 2 * live.size());
  }

  private static long kib(long bytes) {
    return (bytes + 1_023) >>> 10;
  }
}
