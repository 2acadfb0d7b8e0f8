package dev.insitu.sandbox;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Slots are held by their image and images by their module, and the pool knows both weakly: what
 * nobody can start any more is collected with its code, wherever it was kept.
 */
/**
 * The slots that wait for an instance, and the images that instances start from, of one sandbox.
 * Safe for use by many threads.
 */
final class EnginePool {
  private final PoolLimits limits;
  private final MemoryBudget budget;

  /** Idle slots, those that were given back first before the others. */
  private final List<Idle> idle = new ArrayList<>();

  /** Images, those that were made first before the others. */
  private final List<Kept> images = new ArrayList<>();

  private long idleBytes;
  private long imageBytes;

  EnginePool(PoolLimits limits) {
    this(limits, MemoryBudget.ofHeap());
  }

  EnginePool(PoolLimits limits, MemoryBudget budget) {
    this.limits = limits;
    this.budget = budget;
  }

  /** Returns what all memories are counted in. */
  MemoryBudget budget() {
    return budget;
  }

  /** Gives up the slot that has been idle longest; false when none is idle. */
  synchronized boolean makeRoom() {
    if (idle.isEmpty()) {
      return false;
    }
    giveUp(drop(idle.get(0)));
    return true;
  }

  private static void giveUp(@Nullable EngineSlot slot) {
    if (slot != null) {
      slot.memory().release();
    }
  }

  /**
   * What decides the state that an instance of a module starts in.
   *
   * @param command whether it is the state before a command's first instruction, and not the one
   *     after the initialisation of a library or reactor
   * @param spec what it sees of the world
   * @param limits those of the instance that a guest's start can see or be ended by; what it spends
   *     is known, so fuel is none of them. Of a command nothing has run yet, so only those of
   *     memory and tables matter, and nothing that it sees of the world
   */
  record Start(Tier tier, boolean command, CommandSpec spec, Limits limits) {
    static Start of(SandboxInstance instance) {
      Limits limits = instance.limits();
      return instance.isCommand()
          ? new Start(instance.tier(), true, CommandSpec.NOTHING, seen(limits, 0, 0))
          : new Start(
              instance.tier(),
              false,
              instance.spec(),
              seen(limits, limits.stackDepth(), limits.outputBytes()));
    }

    /** Users choose limits, and each choice that makes another start takes a place in the pool. */
    private static Limits seen(Limits limits, int stackDepth, long outputBytes) {
      return new Limits(
          0, limits.memoryPages(), stackDepth, limits.tableEntries(), 0, outputBytes, 0, 0);
    }
  }

  /** An image as the pool counts it. */
  private static final class Kept extends WeakReference<EngineImage> {
    private final Start start;
    private final long bytes;

    Kept(Start start, EngineImage image) {
      super(image);
      this.start = start;
      this.bytes = image.memory().keptBytes();
    }
  }

  /** An idle slot as the pool counts it. */
  private static final class Idle extends WeakReference<EngineSlot> {
    private final int bytes;

    Idle(EngineSlot slot, int bytes) {
      super(slot);
      this.bytes = bytes;
    }
  }

  /** Returns the image that instances of a module start from; null when there is none. */
  synchronized @Nullable EngineImage image(GuestModule module, Start start) {
    return module.images().get(start);
  }

  /** Keeps the image that instances of its module start from, unless there is one. */
  synchronized void keep(Start start, EngineImage image) {
    images.removeIf(this::isGone);
    Kept kept = new Kept(start, image);
    if (limits.images() == 0
        || kept.bytes > limits.imageBytes()
        || image.module().images().putIfAbsent(start, image) != null) {
      return;
    }
    images.add(kept);
    imageBytes += kept.bytes;
    while (images.size() > limits.images() || imageBytes > limits.imageBytes()) {
      Kept first = images.remove(0);
      imageBytes -= first.bytes;
      EngineImage oldest = first.get();
      if (oldest != null) {
        oldest.module().images().remove(first.start);
      }
    }
  }

  private boolean isGone(Kept entry) {
    if (!entry.refersTo(null)) {
      return false;
    }
    imageBytes -= entry.bytes;
    return true;
  }

  /**
   * Returns a slot in the state of an image, for one instance alone: an idle one, or a new one, on
   * another's array when the pool is full.
   */
  EngineSlot take(EngineImage image) {
    EngineSlot other;
    synchronized (this) {
      EngineSlot ready = image.idle().pollLast();
      if (ready != null) {
        forget(ready);
        return ready;
      }
      other = lease(image.memory().size());
    }
    return EngineSlot.of(image, other == null ? null : other.memory().turnInto(image.memory()));
  }

  /** Takes a slot back that is in the state of its image again. */
  synchronized void give(EngineSlot slot) {
    int bytes = (int) slot.memory().sizeBytes();
    idle.removeIf(this::isGone);
    while (!idle.isEmpty() && isFull(bytes)) {
      giveUp(drop(idle.get(0)));
    }
    if (isFull(bytes)) {
      giveUp(slot);
    } else {
      slot.image().idle().addLast(slot);
      idle.add(new Idle(slot, bytes));
      idleBytes += bytes;
    }
  }

  /** Returns how many slots are idle. */
  synchronized int idle() {
    idle.removeIf(this::isGone);
    return idle.size();
  }

  /** Returns the bytes of the idle slots' memories. */
  synchronized long idleBytes() {
    idle.removeIf(this::isGone);
    return idleBytes;
  }

  private boolean isFull(int more) {
    return idle.size() >= limits.slots() || idleBytes + more > limits.slotBytes();
  }

  private boolean isGone(Idle entry) {
    if (!entry.refersTo(null)) {
      return false;
    }
    idleBytes -= entry.bytes;
    return true;
  }

  private void forget(EngineSlot slot) {
    idle.removeIf(entry -> {
      if (!entry.refersTo(slot)) {
        return false;
      }
      idleBytes -= entry.bytes;
      return true;
    });
  }

  private @Nullable EngineSlot drop(Idle entry) {
    idle.remove(entry);
    idleBytes -= entry.bytes;
    EngineSlot slot = entry.get();
    if (slot != null) {
      slot.image().idle().remove(slot);
    }
    return slot;
  }

  /** Takes the slot away that has been idle longest, if the pool is full and the size fits. */
  private @Nullable EngineSlot lease(int bytes) {
    if (isFull(bytes)) {
      for (Idle entry : idle) {
        if (entry.bytes == bytes) {
          return drop(entry);
        }
      }
    }
    return null;
  }
}
