package dev.insitu.sandbox;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/*
 * A guest must not see whether others have left it memory, because then its result would depend on
 * them: a refusal ends the guest with an outcome, and memory.grow never answers -1 for it. What
 * nobody closes is given back when the garbage collector has found its owner.
 */
/**
 * The bytes that guests may take of the process together: memories that are used, idle in the pool,
 * and what parked instances and images keep. Safe for use by many threads.
 */
public final class MemoryBudget {
  private final long allowed;
  private final AtomicLong used = new AtomicLong();
  private final Set<Share> shares = ConcurrentHashMap.newKeySet();
  private final ReferenceQueue<Object> dead = new ReferenceQueue<>();

  private MemoryBudget(long allowed) {
    this.allowed = allowed;
  }

  /** Returns a budget of this many bytes. */
  public static MemoryBudget ofBytes(long allowed) {
    if (allowed < 0) {
      throw new IllegalArgumentException("a budget of " + allowed + " bytes");
    }
    return new MemoryBudget(allowed);
  }

  /** Returns a budget of half of the largest heap that the process may have. */
  public static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / 2);
  }

  /** Returns a budget that refuses nothing. */
  public static MemoryBudget unlimited() {
    return new MemoryBudget(Long.MAX_VALUE);
  }

  /** Returns the bytes that guests may take together. */
  public long allowed() {
    return allowed;
  }

  /** Returns the bytes that guests have now. */
  public long used() {
    collect();
    return used.get();
  }

  /**
   * Returns a share of nothing.
   *
   * @param owner who has it: when nobody can reach him any more, the share is given back
   */
  Share share(Object owner) {
    collect();
    Share share = new Share(owner);
    shares.add(share);
    return share;
  }

  private void collect() {
    for (Reference<?> gone = dead.poll(); gone != null; gone = dead.poll()) {
      ((Share) gone).set(0);
      shares.remove(gone);
    }
  }

  /** What one owner has of the budget. One thread at a time. */
  final class Share extends PhantomReference<Object> {
    private long bytes;

    private Share(Object owner) {
      super(owner, dead);
    }

    /** Says how much the owner has now, which has been looked at before or is there already. */
    void set(long now) {
      used.addAndGet(now - bytes);
      bytes = now;
    }

    /**
     * Takes more than the owner has now.
     *
     * @param now bytes that he will have
     * @param room gives up something that nobody needs; false when there is no more of that
     * @throws GuestStop when all guests together would have more than they may
     */
    void grow(long now, BooleanSupplier room) {
      long more = now - bytes;
      while (!take(more)) {
        collect();
        if (take(more)) {
          break;
        }
        if (!room.getAsBoolean()) {
          throw GuestStop.hostMemory(used.get() + more);
        }
      }
      bytes = now;
    }

    private boolean take(long more) {
      for (long before = used.get(); before + more <= allowed; before = used.get()) {
        if (used.compareAndSet(before, before + more)) {
          return true;
        }
      }
      return more <= 0 && used.addAndGet(more) >= 0;
    }
  }
}
