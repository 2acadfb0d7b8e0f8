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

  /** Returns the fuel that is left until the meter has to look, -1 when it is overdue. */
  public static int budget(Memory memory) {
    return ((FlatMemory) memory).budget();
  }

  /** Takes fuel and ends the guest when it has to end; returns the budget. */
  public static int refill(int spent, Memory memory) {
    FlatMemory meter = (FlatMemory) memory;
    meter.takeAndCheck(spent);
    return meter.budget();
  }

  /** Takes what was spent, then units, and ends the guest when it has to; returns the budget. */
  public static int check(int units, int spent, Memory memory) {
    FlatMemory meter = (FlatMemory) memory;
    meter.take(spent);
    meter.takeAndCheck(units);
    return meter.budget();
  }

  /**
   * Takes call depth and fuel; returns whether the function has to begin again through {@link
   * #continueDeeper}.
   */
  public static boolean enter(int weight, int headroom, int units, Memory memory) {
    return ((FlatMemory) memory).enter(weight, headroom, units);
  }

  /** Returns the call depth that is left. */
  public static long room(Memory memory) {
    return ((FlatMemory) memory).room();
  }

  /** Gives call depth back to what was left behind the entry. */
  public static void leave(int weight, long left, Memory memory) {
    ((FlatMemory) memory).leave(weight, left);
  }

  /** Gives call depth back. */
  public static void leave(int weight, Memory memory) {
    ((FlatMemory) memory).leave(weight);
  }

  /** Returns the number, and for every NaN the canonical one. */
  public static float canonical(float number) {
    return Float.isNaN(number) ? Float.NaN : number;
  }

  /** Returns the number, and for every NaN the canonical one. */
  public static double canonical(double number) {
    return Double.isNaN(number) ? Double.NaN : number;
  }

  /** Calls a function on a thread with a large stack and waits. */
  public static @Nullable Object continueDeeper(
      MethodHandle function, Object[] arguments, Memory memory) {
    FlatMemory meter = (FlatMemory) memory;
    long floor = meter.floor();
    try {
      return GuestThreads.call(
          () -> {
            meter.floor(0);
            return call(function, arguments);
          },
          meter.depthLimit());
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

  private static GuestTrap trap(byte[] bytes, int base, int offset, int length) {
    return GuestTrap.memory(
        Integer.toUnsignedLong(base) + Integer.toUnsignedLong(offset), length, bytes.length);
  }

  /** Returns the array that holds the memory until it grows. */
  public static byte[] bytes(Memory memory) {
    return ((FlatMemory) memory).bytes;
  }

  /** Returns the map of dirty pages until the memory grows. */
  public static byte[] dirty(Memory memory) {
    return ((FlatMemory) memory).dirty;
  }

  /** Returns the end of an access whose offset is larger than any memory. */
  public static RuntimeException outOfBounds(Memory memory) {
    return GuestTrap.memory(((FlatMemory) memory).sizeBytes());
  }

  public static byte memoryReadByte(int base, int offset, Memory memory) {
    return memoryReadByte(base, offset, bytes(memory));
  }

  public static byte memoryReadByte(int base, int offset, byte[] bytes) {
    try {
      return bytes[address(base, offset)];
    } catch (IndexOutOfBoundsException e) {
      throw trap(bytes, base, offset, 1);
    }
  }

  public static short memoryReadShort(int base, int offset, Memory memory) {
    return memoryReadShort(base, offset, bytes(memory));
  }

  public static short memoryReadShort(int base, int offset, byte[] bytes) {
    try {
      return (short) SHORTS.get(bytes, address(base, offset));
    } catch (IndexOutOfBoundsException e) {
      throw trap(bytes, base, offset, Short.BYTES);
    }
  }

  public static int memoryReadInt(int base, int offset, Memory memory) {
    return memoryReadInt(base, offset, bytes(memory));
  }

  public static int memoryReadInt(int base, int offset, byte[] bytes) {
    try {
      return (int) INTS.get(bytes, address(base, offset));
    } catch (IndexOutOfBoundsException e) {
      throw trap(bytes, base, offset, Integer.BYTES);
    }
  }

  public static long memoryReadLong(int base, int offset, Memory memory) {
    return memoryReadLong(base, offset, bytes(memory));
  }

  public static long memoryReadLong(int base, int offset, byte[] bytes) {
    try {
      return (long) LONGS.get(bytes, address(base, offset));
    } catch (IndexOutOfBoundsException e) {
      throw trap(bytes, base, offset, Long.BYTES);
    }
  }

  public static float memoryReadFloat(int base, int offset, Memory memory) {
    return memoryReadFloat(base, offset, bytes(memory));
  }

  public static float memoryReadFloat(int base, int offset, byte[] bytes) {
    return Float.intBitsToFloat(memoryReadInt(base, offset, bytes));
  }

  public static double memoryReadDouble(int base, int offset, Memory memory) {
    return memoryReadDouble(base, offset, bytes(memory));
  }

  public static double memoryReadDouble(int base, int offset, byte[] bytes) {
    return Double.longBitsToDouble(memoryReadLong(base, offset, bytes));
  }

  public static void memoryWriteByte(int base, byte value, int offset, Memory memory) {
    memoryWriteByte(base, value, offset, bytes(memory), dirty(memory));
  }

  public static void memoryWriteByte(int base, byte value, int offset, byte[] bytes, byte[] dirty) {
    int address = address(base, offset);
    try {
      bytes[address] = value;
      dirty[address >>> FlatMemory.DIRTY_SHIFT] = 1;
    } catch (IndexOutOfBoundsException e) {
      throw trap(bytes, base, offset, 1);
    }
  }

  public static void memoryWriteShort(int base, short value, int offset, Memory memory) {
    memoryWriteShort(base, value, offset, bytes(memory), dirty(memory));
  }

  public static void memoryWriteShort(
      int base, short value, int offset, byte[] bytes, byte[] dirty) {
    int address = address(base, offset);
    try {
      SHORTS.set(bytes, address, value);
      dirty[address >>> FlatMemory.DIRTY_SHIFT] = 1;
    } catch (IndexOutOfBoundsException e) {
      throw trap(bytes, base, offset, Short.BYTES);
    }
  }

  public static void memoryWriteInt(int base, int value, int offset, Memory memory) {
    memoryWriteInt(base, value, offset, bytes(memory), dirty(memory));
  }

  public static void memoryWriteInt(int base, int value, int offset, byte[] bytes, byte[] dirty) {
    int address = address(base, offset);
    try {
      INTS.set(bytes, address, value);
      dirty[address >>> FlatMemory.DIRTY_SHIFT] = 1;
    } catch (IndexOutOfBoundsException e) {
      throw trap(bytes, base, offset, Integer.BYTES);
    }
  }

  public static void memoryWriteLong(int base, long value, int offset, Memory memory) {
    memoryWriteLong(base, value, offset, bytes(memory), dirty(memory));
  }

  public static void memoryWriteLong(int base, long value, int offset, byte[] bytes, byte[] dirty) {
    int address = address(base, offset);
    try {
      LONGS.set(bytes, address, value);
      dirty[address >>> FlatMemory.DIRTY_SHIFT] = 1;
    } catch (IndexOutOfBoundsException e) {
      throw trap(bytes, base, offset, Long.BYTES);
    }
  }

  public static void memoryWriteFloat(int base, float value, int offset, Memory memory) {
    memoryWriteFloat(base, value, offset, bytes(memory), dirty(memory));
  }

  public static void memoryWriteFloat(
      int base, float value, int offset, byte[] bytes, byte[] dirty) {
    memoryWriteInt(base, Float.floatToRawIntBits(value), offset, bytes, dirty);
  }

  public static void memoryWriteDouble(int base, double value, int offset, Memory memory) {
    memoryWriteDouble(base, value, offset, bytes(memory), dirty(memory));
  }

  public static void memoryWriteDouble(
      int base, double value, int offset, byte[] bytes, byte[] dirty) {
    memoryWriteLong(base, Double.doubleToRawLongBits(value), offset, bytes, dirty);
  }

  // --- the same without an offset, for methods that must be short

  public static byte memoryReadByte(int base, Memory memory) {
    return memoryReadByte(base, 0, bytes(memory));
  }

  public static int memoryReadInt(int base, Memory memory) {
    return memoryReadInt(base, 0, bytes(memory));
  }

  public static long memoryReadLong(int base, Memory memory) {
    return memoryReadLong(base, 0, bytes(memory));
  }

  public static void memoryWriteByte(int base, byte value, Memory memory) {
    memoryWriteByte(base, value, 0, bytes(memory), dirty(memory));
  }

  public static void memoryWriteInt(int base, int value, Memory memory) {
    memoryWriteInt(base, value, 0, bytes(memory), dirty(memory));
  }

  public static void memoryWriteLong(int base, long value, Memory memory) {
    memoryWriteLong(base, value, 0, bytes(memory), dirty(memory));
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
