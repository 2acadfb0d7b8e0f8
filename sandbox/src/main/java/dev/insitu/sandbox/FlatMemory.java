package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.ConstantEvaluators;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.PassiveDataSegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * One array, so that a snapshot is one copy and an access is one bounds check of the JVM. Compiled
 * code reads and writes it through GuestRuntime, the interpreter and the engine through the methods
 * here.
 */
/** The linear memory and the meter of an instance. */
final class FlatMemory extends UnsharedMemory implements GuestMemory {
  /** The engine's memory in descriptors; asked for, since a packaged engine has another name. */
  static final String ENGINE_DESCRIPTOR = Memory.class.descriptorString();

  private static final int PAGE_BYTES = 65_536;

  /** Most pages of one Java array. */
  private static final int PAGES_MAX = 32_767;

  static final int DIRTY_SHIFT = MemoryImage.PAGE_SHIFT;

  /** Bytes that a bulk instruction moves between two looks at the cancel flag. */
  private static final int PIECE = 4 << 20;

  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle LONGS = view(long[].class);

  private final MemoryLimits declared;
  private final int maximumPages;
  byte[] bytes;
  byte[] dirty;
  private MemoryImage image;

  /** The array of the image's size and its dirty pages, while the memory is larger. */
  private byte @Nullable [] small;

  private byte[] smallDirty = new byte[0];
  private boolean hostWrote;
  private DataSegment[] segments = new DataSegment[0];
  private DataSegment @Nullable [] imageSegments;
  private @Nullable SandboxInstance owner;
  private final EnginePool pool;
  private final MemoryBudget.Share share;

  /** Creates a memory of zeros. */
  FlatMemory(MemoryLimits declared, int cap, EnginePool pool) {
    this(declared, cap, MemoryImage.zeros(declared.initialPages() * PAGE_BYTES), null, null, pool);
  }

  /**
   * Creates a memory with the content of an image.
   *
   * @param array an array with this content, which becomes the memory's; null to make one
   * @param segments the data segments as they were then; null when they are to be written
   * @param pool what its bytes are counted in, and makes room for it
   * @throws GuestStop when all guests together have too much already
   */
  FlatMemory(
      MemoryLimits declared,
      int cap,
      MemoryImage image,
      byte @Nullable [] array,
      DataSegment @Nullable [] segments,
      EnginePool pool) {
    this.pool = pool;
    this.share = pool.budget().share(this);
    this.declared = declared;
    this.maximumPages = Math.min(declared.maximumPages(), Math.min(cap, PAGES_MAX));
    this.image = image;
    this.imageSegments = segments;
    if (array == null) {
      share.grow(image.size(), pool::makeRoom);
    } else {
      share.set(array.length);
    }
    this.bytes = array == null ? image.copy() : array;
    this.dirty = newMap(bytes.length);
  }

  /** Says whose memory it is now; null for nobody's. */
  void ownedBy(@Nullable SandboxInstance present) {
    owner = present;
  }

  /** Returns the instance whose guest runs. */
  SandboxInstance owner() {
    return Objects.requireNonNull(owner, "no instance has this memory");
  }

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  /** Keeps the present content as the one to restore, and returns it. */
  MemoryImage seal() {
    image = image.with(delta());
    small = null;
    share.set(bytes.length);
    Arrays.fill(dirty, (byte) 0);
    hostWrote = false;
    imageSegments = segments.clone();
    return image;
  }

  /** Returns the bytes that the content to restore keeps. */
  long imageBytes() {
    return image.keptBytes();
  }

  /** Returns the data segments of the content to restore. */
  DataSegment[] imageSegments() {
    return Objects.requireNonNull(imageSegments, "segments are kept with the first image");
  }

  /** Returns the data segments as they are now. */
  DataSegment[] segments() {
    return segments.clone();
  }

  /** Returns what has changed since the content to restore was there. */
  MemoryImage.Delta delta() {
    return image.difference(bytes, dirty);
  }

  /** Brings a change back, onto the content to restore. */
  void apply(MemoryImage.Delta delta, DataSegment[] present) {
    growUnchecked((delta.size() - bytes.length) / PAGE_BYTES);
    for (int i = 0; i < delta.indexes().length; i++) {
      int page = delta.indexes()[i];
      byte[] content = delta.pages()[i];
      System.arraycopy(content, 0, bytes, page << DIRTY_SHIFT, content.length);
      dirty[page] = 1;
    }
    System.arraycopy(present, 0, segments, 0, segments.length);
  }

  /** Returns whether the host has written since the sealed content was there. */
  boolean hostWrote() {
    return hostWrote;
  }

  /** Goes back to the sealed content. */
  void restore() {
    hostWrote = false;
    System.arraycopy(imageSegments(), 0, segments, 0, segments.length);
    if (small != null) {
      bytes = small;
      dirty = smallDirty;
      small = null;
      share.set(bytes.length);
    }
    for (int group = 0; group < dirty.length; group += Long.BYTES) {
      if ((long) LONGS.get(dirty, group) != 0) {
        restore(group);
      }
    }
  }

  /** Brings back the eight pages from this one on. */
  private void restore(int first) {
    for (int page = first; page < first + Long.BYTES; page++) {
      if (dirty[page] != 0) {
        image.restore(page, bytes);
        dirty[page] = 0;
      }
    }
  }

  /** Gives the memory back; the instance is dead. */
  void release() {
    bytes = new byte[0];
    small = null;
    dirty = newMap(0);
    share.set(0);
  }

  /** Returns what its bytes are counted in. */
  MemoryBudget sharedBudget() {
    return pool.budget();
  }

  /** Turns a clean memory's array into one of another image, and gives it away. */
  byte[] turnInto(MemoryImage other) {
    byte[] array = bytes;
    image.turnInto(other, array);
    release();
    return array;
  }

  /** Returns a map of clean pages; its length is a multiple of 8. */
  private static byte[] newMap(int bytes) {
    return new byte[((bytes >>> DIRTY_SHIFT) + Long.BYTES) & -Long.BYTES];
  }

  private void mark(int address, int length) {
    if (length > 0) {
      Arrays.fill(
          dirty, address >>> DIRTY_SHIFT, ((address + length - 1) >>> DIRTY_SHIFT) + 1, (byte) 1);
    }
  }

  private GuestTrap outOfBounds(int address, long length) {
    return GuestTrap.memory(Integer.toUnsignedLong(address), length, bytes.length);
  }

  private void require(int address, long length) {
    if (address < 0 || length < 0 || address + length > bytes.length) {
      throw outOfBounds(address, length);
    }
  }

  // --- the host's side

  @Override
  public long sizeBytes() {
    return bytes.length;
  }

  @Override
  public boolean contains(long address, long length) {
    return address >= 0
        && length >= 0
        && address <= bytes.length
        && length <= bytes.length - address;
  }

  @Override
  public boolean write(long address, byte[] source, int offset, int length) {
    if (!contains(address, length)) {
      return false;
    }
    System.arraycopy(source, offset, bytes, (int) address, length);
    mark((int) address, length);
    hostWrote = true;
    return true;
  }

  @Override
  public boolean read(long address, byte[] target, int offset, int length) {
    if (!contains(address, length)) {
      return false;
    }
    System.arraycopy(bytes, (int) address, target, offset, length);
    return true;
  }

  @Override
  public long growPages(int pages) {
    int before = growUnchecked(pages);
    hostWrote = true;
    return before < 0 ? -1 : (long) before * PAGE_BYTES;
  }

  // --- the engine's side

  @Override
  public int pages() {
    return bytes.length / PAGE_BYTES;
  }

  @Override
  public int grow(int pages) {
    // The memory is copied, which may take longer than its fuel tells.
    checkStop();
    return growUnchecked(pages);
  }

  private int growUnchecked(int pages) {
    int before = pages();
    long after = before + Integer.toUnsignedLong(pages);
    if (after > maximumPages) {
      return -1;
    }
    if (pages != 0) {
      share.grow(after * PAGE_BYTES + (small == null ? bytes : small).length, pool::makeRoom);
      if (small == null) {
        small = bytes;
        smallDirty = dirty;
      }
      bytes = Arrays.copyOf(bytes, (int) after * PAGE_BYTES);
      dirty = Arrays.copyOf(dirty, newMap(bytes.length).length);
    }
    return before;
  }

  @Override
  public int initialPages() {
    return declared.initialPages();
  }

  @Override
  public int maximumPages() {
    return maximumPages;
  }

  @Override
  public void initialize(Instance instance, DataSegment[] dataSegments) {
    initialize(instance, dataSegments, 0);
  }

  @Override
  public void initialize(Instance instance, DataSegment[] dataSegments, int memory) {
    // The instance's own array, in which it drops segments.
    segments = dataSegments == null ? new DataSegment[0] : dataSegments;
    if (imageSegments != null) {
      System.arraycopy(imageSegments, 0, segments, 0, segments.length);
      return;
    }
    for (int i = 0; i < segments.length; i++) {
      if (segments[i] instanceof ActiveDataSegment active) {
        int address =
            (int) ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions())[0];
        write(address, active.data(), 0, active.data().length);
        segments[i] = PassiveDataSegment.EMPTY;
      }
    }
  }

  @Override
  public void initPassiveSegment(int segment, int address, int offset, int length) {
    write(address, segments[segment].data(), offset, length);
  }

  @Override
  public void drop(int segment) {
    segments[segment] = PassiveDataSegment.EMPTY;
  }

  @Override
  public void write(int address, byte[] data, int offset, int length) {
    require(address, Integer.toUnsignedLong(length));
    long from = Integer.toUnsignedLong(offset);
    long count = Integer.toUnsignedLong(length);
    if (from + count > data.length) {
      throw GuestTrap.segment(from, count, data.length);
    }
    System.arraycopy(data, offset, bytes, address, length);
    mark(address, length);
  }

  @Override
  public byte read(int address) {
    try {
      return bytes[address];
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 1);
    }
  }

  @Override
  public byte[] readBytes(int address, int length) {
    require(address, Integer.toUnsignedLong(length));
    return Arrays.copyOfRange(bytes, address, address + length);
  }

  @Override
  public void writeI32(int address, int data) {
    try {
      INTS.set(bytes, address, data);
      dirty[address >>> DIRTY_SHIFT] = 1;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, Integer.BYTES);
    }
  }

  @Override
  public int readInt(int address) {
    try {
      return (int) INTS.get(bytes, address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, Integer.BYTES);
    }
  }

  @Override
  public void writeLong(int address, long data) {
    try {
      LONGS.set(bytes, address, data);
      dirty[address >>> DIRTY_SHIFT] = 1;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, Long.BYTES);
    }
  }

  @Override
  public long readLong(int address) {
    try {
      return (long) LONGS.get(bytes, address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, Long.BYTES);
    }
  }

  @Override
  public void writeShort(int address, short data) {
    try {
      SHORTS.set(bytes, address, data);
      dirty[address >>> DIRTY_SHIFT] = 1;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, Short.BYTES);
    }
  }

  @Override
  public short readShort(int address) {
    try {
      return (short) SHORTS.get(bytes, address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, Short.BYTES);
    }
  }

  @Override
  public void writeByte(int address, byte data) {
    try {
      bytes[address] = data;
      dirty[address >>> DIRTY_SHIFT] = 1;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 1);
    }
  }

  @Override
  public void fill(byte value, int from, int to) {
    long length = Integer.toUnsignedLong(to - from);
    require(from, length);
    mark(from, (int) length);
    int done = from;
    for (; to - done > PIECE; done += PIECE) {
      Arrays.fill(bytes, done, done + PIECE, value);
      checkStop();
    }
    Arrays.fill(bytes, done, to, value);
  }

  @Override
  public void copy(int destination, int source, int length) {
    long size = Integer.toUnsignedLong(length);
    require(source, size);
    require(destination, size);
    mark(destination, length);
    if (length <= PIECE) {
      System.arraycopy(bytes, source, bytes, destination, length);
    } else if (source < destination) {
      copyFromTheEnd(destination, source, length);
    } else {
      copyFromTheStart(destination, source, length);
    }
  }

  /** Copies piece by piece; ranges may overlap when the source lies behind the destination. */
  private void copyFromTheStart(int destination, int source, int length) {
    for (int done = 0; done < length; done += PIECE) {
      int count = Math.min(PIECE, length - done);
      System.arraycopy(bytes, source + done, bytes, destination + done, count);
      checkStop();
    }
  }

  /** Copies piece by piece; ranges may overlap when the source lies before the destination. */
  private void copyFromTheEnd(int destination, int source, int length) {
    for (int left = length; left > 0; ) {
      int count = Math.min(PIECE, left);
      left -= count;
      System.arraycopy(bytes, source + left, bytes, destination + left, count);
      checkStop();
    }
  }
}
