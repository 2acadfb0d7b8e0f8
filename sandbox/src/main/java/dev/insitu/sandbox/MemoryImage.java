package dev.insitu.sandbox;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * Pages of zeros are not kept, and an image that follows from another shares what did not change, so
 * a mebibyte of which a guest has written three pages takes three pages and a table.
 */
/** The content of a memory at one moment: immutable, shared by every instance that starts there. */
final class MemoryImage {
  static final int PAGE_SHIFT = 12;
  static final int PAGE_BYTES = 1 << PAGE_SHIFT;

  private static final byte[] ZEROS = new byte[PAGE_BYTES];
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] @Nullable [] pages;

  private MemoryImage(byte[] @Nullable [] pages) {
    this.pages = pages;
  }

  /**
   * What a memory has more than an image.
   *
   * @param size bytes of the memory
   * @param indexes pages that differ, ascending
   * @param pages their content
   */
  record Delta(int size, int[] indexes, byte[][] pages) {}

  /** Returns the image of a new memory. */
  static MemoryImage zeros(int bytes) {
    return new MemoryImage(new byte[bytes >>> PAGE_SHIFT][]);
  }

  /** Returns the size of the memory in bytes. */
  int size() {
    return pages.length << PAGE_SHIFT;
  }

  /** Returns the bytes that the image keeps, however many other images share them. */
  long keptBytes() {
    return Arrays.stream(pages).filter(page -> page != null).count() * PAGE_BYTES;
  }

  /** Returns the image of this memory after a change. */
  MemoryImage with(Delta delta) {
    byte[] @Nullable [] changed = Arrays.copyOf(pages, delta.size() >>> PAGE_SHIFT);
    for (int i = 0; i < delta.indexes().length; i++) {
      byte[] page = delta.pages()[i];
      changed[delta.indexes()[i]] = Arrays.equals(page, ZEROS) ? null : page;
    }
    return new MemoryImage(changed);
  }

  /**
   * Brings back one page, and the 8 bytes behind it, which a store across the border may have
   * changed.
   */
  void restore(int page, byte[] bytes) {
    write(page, bytes);
    if (page + 1 < pages.length) {
      LONGS.set(bytes, (page + 1) << PAGE_SHIFT, start(page + 1));
    }
  }

  /**
   * Returns what a memory that started from this image has changed, and marks what it finds.
   *
   * @param bytes the memory, as large as the image or larger
   * @param dirty not 0 for each page in which a store began
   */
  Delta difference(byte[] bytes, byte[] dirty) {
    int last = (bytes.length >>> PAGE_SHIFT) - 1;
    int count = 0;
    for (int page = 0; page <= last; page++) {
      if (dirty[page] != 0) {
        count++;
        if (page < last && dirty[page + 1] == 0 && !startsAlike(page + 1, bytes)) {
          // A store across the border marks the first page only.
          dirty[page + 1] = 1;
        }
      }
    }
    int[] indexes = new int[count];
    byte[][] changed = new byte[count][];
    int found = 0;
    for (int page = 0; found < count; page++) {
      if (dirty[page] != 0) {
        indexes[found] = page;
        changed[found++] = Arrays.copyOfRange(bytes, page << PAGE_SHIFT, (page + 1) << PAGE_SHIFT);
      }
    }
    return new Delta(bytes.length, indexes, changed);
  }

  private boolean startsAlike(int page, byte[] bytes) {
    return (long) LONGS.get(bytes, page << PAGE_SHIFT) == (page < pages.length ? start(page) : 0);
  }

  private long start(int page) {
    byte[] content = pages[page];
    return content == null ? 0 : (long) LONGS.get(content, 0);
  }

  private void write(int page, byte[] bytes) {
    byte[] content = pages[page];
    System.arraycopy(content == null ? ZEROS : content, 0, bytes, page << PAGE_SHIFT, PAGE_BYTES);
  }

  /** Returns a new array with this content. */
  byte[] copy() {
    byte[] bytes = new byte[size()];
    for (int page = 0; page < pages.length; page++) {
      if (pages[page] != null) {
        write(page, bytes);
      }
    }
    return bytes;
  }

  /** Turns an array with this content into one with the content of another image of this size. */
  @SuppressWarnings("ReferenceEquality") // A page is shared by images or is another one.
  void turnInto(MemoryImage other, byte[] bytes) {
    for (int page = 0; page < pages.length; page++) {
      if (pages[page] != other.pages[page]) {
        other.write(page, bytes);
      }
    }
  }
}
