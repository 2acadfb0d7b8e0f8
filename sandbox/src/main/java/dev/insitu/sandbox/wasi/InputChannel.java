package dev.insitu.sandbox.wasi;

/*
 * A read of the guest ends when its buffer is full or the input has ended, never with what happens
 * to be there: how the host cuts its bytes must not be seen. So a waiting guest is woken only when
 * it can finish its read or half of the ring is full.
 */
/** Standard input: the host offers, the guest reads. */
public final class InputChannel extends Channel {
  private volatile boolean ended;
  private volatile boolean closed;
  private volatile int needed;
  private boolean endSeen;

  /** Creates an open, empty channel between two threads. */
  public InputChannel(Signal guestSide, Signal hostSide) {
    super(guestSide, hostSide);
  }

  // --- the host's end

  /** Appends what fits; returns how many bytes were taken: all of them when nobody reads. */
  public int offer(byte[] source, int offset, int length) {
    if (closed) {
      return length;
    }
    int count = Math.min(length, free());
    int first = run(written(), count);
    System.arraycopy(source, offset, ring, index(written()), first);
    System.arraycopy(source, offset + first, ring, 0, count - first);
    wrote(count);
    if (size() >= needed) {
      guestSide.wake();
    }
    return count;
  }

  /** Says that nothing more comes. */
  public void end() {
    ended = true;
    guestSide.wake();
  }

  /** Returns whether {@link #end()} was called. */
  public boolean hasEnded() {
    return ended;
  }

  /** Returns whether an offer would be worth while: half of the ring is free, or nobody reads. */
  public boolean wantsMore() {
    return !ended && (closed || free() >= HALF);
  }

  /** Returns whether an offer would take something. */
  public boolean hasRoom() {
    return !ended && (closed || free() > 0);
  }

  // --- the guest's end

  /** Drops what is there and everything that is still offered. */
  public void close() {
    closed = true;
    hostSide.wake();
  }

  /** Waits for bytes; returns how many are there at least, 0 only when the input has ended. */
  int awaitBytes(WasiGuest guest, long wanted) {
    int enough = (int) Math.min(wanted, HALF);
    if (size() < enough && !ended) {
      guest.checkStop();
      needed = enough;
      hostSide.wake();
      while (size() < enough && !ended) {
        guestSide.await(() -> size() >= enough || ended, LOOK_NANOS);
        guest.checkStop();
      }
      needed = 0;
    }
    int there = size();
    if (there == 0) {
      // A host that stops a guest ends its input too: that is no end for the guest to see.
      guest.checkStop();
      endSeen = true;
    }
    return there;
  }

  /** Returns whether the guest was told that input has ended; on its thread or after its end. */
  public boolean endSeen() {
    return endSeen;
  }

  /** Reads into a host's array until it is full or the input has ended; returns how many bytes. */
  public int read(WasiGuest guest, byte[] target) {
    int done = 0;
    while (done < target.length) {
      if (size() == 0 && awaitBytes(guest, target.length - done) == 0) {
        break;
      }
      int count = run(taken(), Math.min(target.length - done, size()));
      System.arraycopy(ring, index(taken()), target, done, count);
      leave(guest, count);
      done += count;
    }
    return done;
  }

  private void leave(WasiGuest guest, int count) {
    count(guest, index(taken()), count);
    took(count);
    if (free() >= HALF) {
      hostSide.wake();
    }
  }

  /** Reads into the guest's memory until the length is reached or the input has ended. */
  public long read(WasiGuest guest, long address, long length) {
    long done = 0;
    while (done < length) {
      if (size() == 0 && awaitBytes(guest, length - done) == 0) {
        break;
      }
      int count = run(taken(), Math.min(length - done, size()));
      guest.write(address + done, ring, index(taken()), count);
      leave(guest, count);
      done += count;
    }
    return done;
  }
}
