package dev.insitu.sandbox.wasi;

/*
 * The host is woken when half of the ring is full, when the guest cannot go on, and when it ends;
 * of less it learns when it looks by itself.
 */
/** Standard output: the guest writes, the host takes. */
public final class OutputChannel extends Channel {
  /** Creates an open, empty channel between two threads. */
  public OutputChannel(Signal guestSide, Signal hostSide) {
    super(guestSide, hostSide);
  }

  // --- the host's end

  /** Takes what is there; returns how many bytes, 0 when there are none. */
  public int poll(byte[] target, int offset, int length) {
    int count = Math.min(length, size());
    int first = run(taken(), count);
    System.arraycopy(ring, index(taken()), target, offset, first);
    System.arraycopy(ring, 0, target, offset + first, count - first);
    took(count);
    if (count > 0 && free() >= HALF) {
      guestSide.wake();
    }
    return count;
  }

  /** Returns whether half of the ring is full. */
  public boolean isWorthTaking() {
    return size() >= HALF;
  }

  /** Returns whether no byte is there. */
  public boolean isEmpty() {
    return size() == 0;
  }

  // --- the guest's end

  /** Writes bytes of the guest's memory, all of them; waits for room. */
  void write(WasiGuest guest, long address, long length) {
    long done = 0;
    while (done < length) {
      if (free() == 0) {
        awaitRoom(guest);
      }
      int count = run(written(), Math.min(length - done, free()));
      guest.read(address + done, ring, index(written()), count);
      count(guest, index(written()), count);
      wrote(count);
      done += count;
      if (size() >= HALF) {
        hostSide.wake();
      }
    }
  }

  private void awaitRoom(WasiGuest guest) {
    while (free() < HALF) {
      guest.checkStop();
      hostSide.wake();
      guestSide.await(() -> free() >= HALF, LOOK_NANOS);
    }
    guest.checkStop();
  }
}
