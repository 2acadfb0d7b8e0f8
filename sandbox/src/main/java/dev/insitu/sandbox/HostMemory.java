package dev.insitu.sandbox;

import java.util.Arrays;

/*
 * The slot's own memory goes from instance to instance, so nobody outside gets hold of it. What the
 * host writes for the next call is kept, a copy of a few bytes in most calls, so that the call can
 * run again from the beginning when the Java stack has ended it.
 */
/** An instance's memory as its host sees it, whatever slot it lies in. */
final class HostMemory implements GuestMemory {
  private static final int KEPT_BYTES = 1 << 16;

  /** In the place of an address: the length is pages that the host has added. */
  private static final long GROWN = -1;

  private final EngineInstance instance;
  private byte[] written = {};
  private long[] places = {};
  private int bytes;
  private int entries;
  private boolean complete = true;

  HostMemory(EngineInstance instance) {
    this.instance = instance;
  }

  @Override
  public long sizeBytes() {
    return instance.memory().sizeBytes();
  }

  @Override
  public boolean contains(long address, long length) {
    return instance.memory().contains(address, length);
  }

  @Override
  public boolean write(long address, byte[] source, int offset, int length) {
    if (!instance.memory().write(address, source, offset, length)) {
      return false;
    }
    if (instance.isSealed()) {
      note(address, source, offset, length);
    }
    return true;
  }

  @Override
  public boolean read(long address, byte[] target, int offset, int length) {
    return instance.memory().read(address, target, offset, length);
  }

  @Override
  public long growPages(int pages) {
    long address;
    try {
      address = instance.memory().growPages(pages);
    } catch (GuestStop e) {
      throw new GuestEnd(
          EngineTraps.noRoom(e, instance.memory().sharedBudget(), instance.fuelUsed()));
    }
    if (address >= 0 && instance.isSealed()) {
      note(GROWN, written, 0, 0);
      places[2 * entries - 1] = pages;
    }
    return address;
  }

  private void note(long address, byte[] source, int offset, int length) {
    try {
      if (written.length - bytes < length) {
        written = Arrays.copyOf(written, Math.max(Math.addExact(bytes, length), 2 * bytes));
      }
      if (places.length == 2 * entries) {
        places = Arrays.copyOf(places, 2 * places.length + 8);
      }
    } catch (OutOfMemoryError | ArithmeticException | NegativeArraySizeException e) {
      complete = false;
      return;
    }
    System.arraycopy(source, offset, written, bytes, length);
    bytes += length;
    places[2 * entries] = address;
    places[2 * entries + 1] = length;
    entries++;
  }

  /** Forgets what was written: the sealed state is back. */
  void forget() {
    bytes = 0;
    entries = 0;
    complete = true;
    if (written.length > KEPT_BYTES) {
      written = new byte[0];
    }
  }

  /** Writes again what the host has written since the sealed state was there; false if unknown. */
  boolean writeAgain() {
    try {
      return writeAgain(instance.memory());
    } catch (GuestStop e) {
      // Others have taken what the memory had grown by.
      return false;
    }
  }

  private boolean writeAgain(FlatMemory memory) {
    for (int i = 0, from = 0; i < entries; i++) {
      int length = (int) places[2 * i + 1];
      if (places[2 * i] == GROWN) {
        memory.growPages(length);
      } else {
        memory.write(places[2 * i], written, from, length);
        from += length;
      }
    }
    return complete;
  }
}
