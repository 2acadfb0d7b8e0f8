package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.ValueType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The operands that an instruction finds, each with its type and whether it may be a NaN that
 * arithmetic made, or one that was copied. Values below an {@code unreachable} have no type: null.
 */
final class OperandStack {
  private @Nullable ValueType[] types = new ValueType[16];
  private boolean[] arithmetic = new boolean[16];
  private boolean[] copied = new boolean[16];
  private int[] slotsBelow = new int[17];
  private int size;
  private int highest;

  int size() {
    return size;
  }

  /** Returns the slots that are used now; a value of 64 bits uses two. */
  int slots() {
    return slotsBelow[size];
  }

  /** Returns the most slots that were used at once; a value of 64 bits uses two. */
  int highest() {
    return highest;
  }

  /** Returns the type of a value, counted from the top. */
  @Nullable ValueType type(int fromTop) {
    return types[size - 1 - fromTop];
  }

  boolean isArithmetic(int fromTop) {
    return arithmetic[size - 1 - fromTop];
  }

  boolean isCopied(int fromTop) {
    return copied[size - 1 - fromTop];
  }

  /** Notes that a value is made canonical: bits that are kept from now on. */
  void makeCopied(int fromTop) {
    arithmetic[size - 1 - fromTop] = false;
    copied[size - 1 - fromTop] = true;
  }

  void push(@Nullable ValueType type, boolean isArithmetic, boolean isCopied) {
    if (size == types.length) {
      types = Arrays.copyOf(types, 2 * size);
      arithmetic = Arrays.copyOf(arithmetic, 2 * size);
      copied = Arrays.copyOf(copied, 2 * size);
      slotsBelow = Arrays.copyOf(slotsBelow, 2 * size + 1);
    }
    types[size] = type;
    arithmetic[size] = isArithmetic && !isCopied && isFloat(type);
    copied[size] = isCopied && isFloat(type);
    size++;
    slotsBelow[size] =
        slotsBelow[size - 1] + (type == ValueType.I64 || type == ValueType.F64 ? 2 : 1);
    highest = Math.max(highest, slotsBelow[size]);
  }

  void cut(int height) {
    size = height;
  }

  private static boolean isFloat(@Nullable ValueType type) {
    return type == ValueType.F32 || type == ValueType.F64;
  }
}
