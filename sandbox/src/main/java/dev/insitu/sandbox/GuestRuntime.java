package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.OpcodeImpl;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/*
 * A store marks its 4 KiB page after it has succeeded; one that crosses into the next page marks the
 * first only, and restoring copies a page and the 8 bytes behind it. A base from 2^31 on is outside
 * any memory; an offset from 2^31-1 on never comes here, see outOfBounds.
 */
/**
 * What compiled modules call: their meter, their memory and their tables. Public for the code that
 * modules are compiled to; nobody else calls it.
 */
public final class GuestRuntime {
  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle LONGS = view(long[].class);

  private GuestRuntime() {}

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  // --- numbers that the engine gets wrong

  /** Returns an unsigned number, rounded to nearest. */
  public static float convertToFloat(long unsigned) {
    // The bit that is shifted out only matters for which side of a half the rest is on.
    return unsigned >= 0 ? unsigned : 2 * (float) ((unsigned >>> 1) | (unsigned & 1));
  }

  /** Returns an unsigned number, rounded to nearest. */
  public static double convertToDouble(long unsigned) {
    return unsigned >= 0 ? unsigned : 2 * (double) ((unsigned >>> 1) | (unsigned & 1));
  }

  /** Returns a number with the sign of another, whatever both are. */
  public static float copySign(float number, float sign) {
    int bits = Float.floatToRawIntBits(number) & Integer.MAX_VALUE;
    return Float.intBitsToFloat(bits | (Float.floatToRawIntBits(sign) & Integer.MIN_VALUE));
  }

  // --- the meter

  /** Takes fuel. */
  public static void charge(int units, Memory memory) {
    ((FlatMemory) memory).take(units);
  }

  /** Takes fuel and ends the guest when it has to end. */
  public static void check(int units, Memory memory) {
    ((FlatMemory) memory).takeAndCheck(units);
  }

  /**
   * Takes call depth; returns whether the function has to begin again through {@link
   * #continueDeeper}.
   */
  public static boolean enter(int weight, int headroom, Memory memory) {
    return ((FlatMemory) memory).enter(weight, headroom);
  }

  /** Gives call depth back. */
  public static void leave(int weight, Memory memory) {
    ((FlatMemory) memory).leave(weight);
  }

  /** Calls a function on a thread with a large stack and waits. */
  public static @Nullable Object continueDeeper(
      MethodHandle function, Object[] arguments, Memory memory) {
    FlatMemory meter = (FlatMemory) memory;
    long floor = meter.floor();
    try {
      return GuestThreads.call(() -> call(function, arguments), meter.depthLimit());
    } finally {
      meter.floor(floor);
    }
  }

  private static @Nullable Object call(MethodHandle function, Object[] arguments) {
    try {
      return function.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("compiled code throws no checked exception", e);
    }
  }

  // --- the memory

  private static int address(int base, int offset) {
    return base < 0 ? base : base + offset;
  }

  private static GuestTrap trap(FlatMemory memory, int base, int offset, int length) {
    return GuestTrap.memory(
        Integer.toUnsignedLong(base) + Integer.toUnsignedLong(offset), length, memory.sizeBytes());
  }

  /** Returns the end of an access whose offset is larger than any memory. */
  public static RuntimeException outOfBounds(Memory memory) {
    return GuestTrap.memory(((FlatMemory) memory).sizeBytes());
  }

  public static byte memoryReadByte(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    try {
      return flat.bytes[address(base, offset)];
    } catch (IndexOutOfBoundsException e) {
      throw trap(flat, base, offset, 1);
    }
  }

  public static short memoryReadShort(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    try {
      return (short) SHORTS.get(flat.bytes, address(base, offset));
    } catch (IndexOutOfBoundsException e) {
      throw trap(flat, base, offset, Short.BYTES);
    }
  }

  public static int memoryReadInt(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    try {
      return (int) INTS.get(flat.bytes, address(base, offset));
    } catch (IndexOutOfBoundsException e) {
      throw trap(flat, base, offset, Integer.BYTES);
    }
  }

  public static long memoryReadLong(int base, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    try {
      return (long) LONGS.get(flat.bytes, address(base, offset));
    } catch (IndexOutOfBoundsException e) {
      throw trap(flat, base, offset, Long.BYTES);
    }
  }

  public static float memoryReadFloat(int base, int offset, Memory memory) {
    return Float.intBitsToFloat(memoryReadInt(base, offset, memory));
  }

  public static double memoryReadDouble(int base, int offset, Memory memory) {
    return Double.longBitsToDouble(memoryReadLong(base, offset, memory));
  }

  public static void memoryWriteByte(int base, byte value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    int address = address(base, offset);
    try {
      flat.bytes[address] = value;
      flat.dirty[address >>> FlatMemory.DIRTY_SHIFT] = 1;
    } catch (IndexOutOfBoundsException e) {
      throw trap(flat, base, offset, 1);
    }
  }

  public static void memoryWriteShort(int base, short value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    int address = address(base, offset);
    try {
      SHORTS.set(flat.bytes, address, value);
      flat.dirty[address >>> FlatMemory.DIRTY_SHIFT] = 1;
    } catch (IndexOutOfBoundsException e) {
      throw trap(flat, base, offset, Short.BYTES);
    }
  }

  public static void memoryWriteInt(int base, int value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    int address = address(base, offset);
    try {
      INTS.set(flat.bytes, address, value);
      flat.dirty[address >>> FlatMemory.DIRTY_SHIFT] = 1;
    } catch (IndexOutOfBoundsException e) {
      throw trap(flat, base, offset, Integer.BYTES);
    }
  }

  public static void memoryWriteLong(int base, long value, int offset, Memory memory) {
    FlatMemory flat = (FlatMemory) memory;
    int address = address(base, offset);
    try {
      LONGS.set(flat.bytes, address, value);
      flat.dirty[address >>> FlatMemory.DIRTY_SHIFT] = 1;
    } catch (IndexOutOfBoundsException e) {
      throw trap(flat, base, offset, Long.BYTES);
    }
  }

  public static void memoryWriteFloat(int base, float value, int offset, Memory memory) {
    memoryWriteInt(base, Float.floatToRawIntBits(value), offset, memory);
  }

  public static void memoryWriteDouble(int base, double value, int offset, Memory memory) {
    memoryWriteLong(base, Double.doubleToRawLongBits(value), offset, memory);
  }

  // --- tables; the engine's own checks overflow

  public static int tableGet(int index, int table, Instance instance) {
    return ((EngineTable) instance.table(table)).get(index);
  }

  public static void tableFill(int index, int value, int count, int table, Instance instance) {
    EngineTable.require(instance, table, index, count);
    OpcodeImpl.TABLE_FILL(instance, table, count, value, index);
  }

  public static void tableCopy(
      int to, int from, int count, int target, int source, Instance instance) {
    EngineTable.require(instance, source, from, count);
    EngineTable.require(instance, target, to, count);
    OpcodeImpl.TABLE_COPY(instance, source, target, count, from, to);
  }

  public static void tableInit(
      int index, int from, int count, int segment, int table, Instance instance) {
    EngineTable.requireElements(instance, segment, from, count);
    EngineTable.require(instance, table, index, count);
    OpcodeImpl.TABLE_INIT(instance, table, segment, count, from, index);
  }
}
