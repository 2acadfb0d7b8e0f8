package dev.insitu.sandbox;

import org.jspecify.annotations.Nullable;

/** What a parked instance has changed since its image, counted in the budget of all guests. */
final class ParkedChanges {
  private final EnginePool pool;
  private MemoryBudget.@Nullable Share share;
  private EngineSlot.@Nullable Delta changes;

  ParkedChanges(EnginePool pool) {
    this.pool = pool;
  }

  void keep(EngineSlot.Delta delta) {
    changes = delta;
    MemoryBudget.Share present = share;
    if (present == null) {
      // Its own owner: what holds it holds the changes.
      present = pool.budget().share(this);
      share = present;
    }
    present.set((long) delta.memory().pages().length * MemoryImage.PAGE_BYTES);
  }

  /** Returns what there is to bring back; null for nothing. */
  EngineSlot.@Nullable Delta changes() {
    return changes;
  }

  void forget() {
    changes = null;
    if (share != null) {
      share.set(0);
    }
  }
}
