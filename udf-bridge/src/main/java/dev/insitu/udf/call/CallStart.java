package dev.insitu.udf.call;

import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * The state that calls of one bound function start from, made by the first session that calls it
 * and shared by all. Safe for use by many threads.
 */
public final class CallStart {
  private volatile @Nullable Ready ready;

  /** Starts with nothing: the first call runs the guest's initialisation. */
  public CallStart() {}

  /** A sealed state under these limits, with an argument arena of this size at this address. */
  record Ready(Snapshot snapshot, Limits limits, long capacity, long arena) {}

  /** Returns the state of such a start; null when it is not the last one made. */
  @Nullable Ready find(Limits limits, long capacity) {
    Ready known = ready;
    return known != null && known.capacity() == capacity && known.limits().equals(limits)
        ? known
        : null;
  }

  /** Keeps the state that was made last. */
  void keep(Ready made) {
    ready = made;
  }
}
