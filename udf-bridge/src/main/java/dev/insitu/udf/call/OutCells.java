package dev.insitu.udf.call;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.Parameter.Mode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/*
 * The presence stands behind the value, so that C code which never gives NULL writes through a
 * pointer of the value's own type and knows nothing else.
 */
/**
 * The cells in a guest's memory that a procedure gives its OUT and INOUT parameters in: 16 bytes
 * each, at the start of the argument arena, a value in the first 8 and an i32 behind it that is 0
 * for NULL.
 */
final class OutCells {
  static final int BYTES = 16;
  private static final int PRESENCE = 8;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** The cell of each parameter; -1 where it has none. */
  private final int[] cells;

  private final byte[] blank;
  private final byte[] read;

  OutCells(FunctionDefinition function) {
    List<Parameter> parameters = function.parameters();
    cells = new int[parameters.size()];
    int count = 0;
    for (int i = 0; i < cells.length; i++) {
      cells[i] = isOut(function, i) ? count++ : -1;
    }
    blank = new byte[count * BYTES];
    read = new byte[count * BYTES];
    for (int cell = 0; cell < count; cell++) {
      INT.set(blank, cell * BYTES + PRESENCE, 1);
    }
  }

  /** Returns whether a parameter is passed as the address of its cell. */
  static boolean isOut(FunctionDefinition function, int parameter) {
    return function.parameters().get(parameter) instanceof Parameter.Scalar scalar
        && scalar.mode() != Mode.IN;
  }

  boolean isEmpty() {
    return blank.length == 0;
  }

  /** Returns where a parameter's cell lies behind the start of the arena; -1 where it has none. */
  int offset(int parameter) {
    return cells[parameter] < 0 ? -1 : cells[parameter] * BYTES;
  }

  /** Returns all cells as a call begins: values of zeros that are present. */
  byte[] blank() {
    return blank;
  }

  /** Writes the value of an INOUT parameter into its cell. */
  void set(byte[] bytes, int parameter, long value) {
    LONG.set(bytes, offset(parameter), value);
  }

  /** Adds the arena's address to that of a range. */
  void move(byte[] bytes, int parameter, long arena) {
    int offset = offset(parameter);
    INT.set(bytes, offset, (int) INT.get(bytes, offset) + (int) arena);
  }

  /** Makes the value of an INOUT parameter NULL. */
  void setNull(byte[] bytes, int parameter) {
    INT.set(bytes, offset(parameter) + PRESENCE, 0);
  }

  /** Reads all cells after a call. */
  void read(GuestCall called, long arena) {
    called.read(arena, read, read.length);
  }

  /** Returns whether the guest has given a value. */
  boolean isPresent(int parameter) {
    return (int) INT.get(read, offset(parameter) + PRESENCE) != 0;
  }

  /** Returns the number that the guest has given; of a range, as results of functions have it. */
  long value(int parameter, boolean range) {
    long value = (long) LONG.get(read, offset(parameter));
    // In memory the address stands first, which is the lower half.
    return range ? Long.rotateLeft(value, Integer.SIZE) : value;
  }
}
