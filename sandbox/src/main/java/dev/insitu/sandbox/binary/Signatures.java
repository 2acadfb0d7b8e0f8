package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * What the instructions without immediates, the memory accesses and the constants take and give:
 * one letter a value, the result after the colon; i, I, f, F for the numbers, r for a reference.
 */
final class Signatures {
  private static final @Nullable String[] PLAIN = new String[0x100];
  private static final String[] BULK = {
    "f:i", "f:i", "F:i", "F:i", "f:I", "f:I", "F:I", "F:I", "iii:", ":", "iii:", "iii:", "iii:",
    ":", "iii:", "ri:i", ":i", "iri:"
  };

  static {
    set(0x01, 0x01, ":");
    set(0x25, 0x25, "i:r");
    set(0x26, 0x26, "ir:");
    each(0x28, "i:i", "i:I", "i:f", "i:F");
    set(0x2C, 0x2F, "i:i");
    set(0x30, 0x35, "i:I");
    each(0x36, "ii:", "iI:", "if:", "iF:", "ii:", "ii:", "iI:", "iI:", "iI:");
    each(0x3F, ":i", "i:i", ":i", ":I", ":f", ":F");
    set(0x45, 0x45, "i:i");
    set(0x46, 0x4F, "ii:i");
    set(0x50, 0x50, "I:i");
    set(0x51, 0x5A, "II:i");
    set(0x5B, 0x60, "ff:i");
    set(0x61, 0x66, "FF:i");
    set(0x67, 0x69, "i:i");
    set(0x6A, 0x78, "ii:i");
    set(0x79, 0x7B, "I:I");
    set(0x7C, 0x8A, "II:I");
    set(0x8B, 0x91, "f:f");
    set(0x92, 0x98, "ff:f");
    set(0x99, 0x9F, "F:F");
    set(0xA0, 0xA6, "FF:F");
    each(0xA7, "I:i", "f:i", "f:i", "F:i", "F:i", "i:I", "i:I", "f:I", "f:I", "F:I", "F:I");
    each(0xB2, "i:f", "i:f", "I:f", "I:f", "F:f", "i:F", "i:F", "I:F", "I:F", "f:F");
    each(0xBC, "f:i", "F:I", "i:f", "I:F", "i:i", "i:i", "I:I", "I:I", "I:I");
    set(0xD0, 0xD0, ":r");
    set(0xD1, 0xD1, "r:i");
    set(0xD2, 0xD2, ":r");
  }

  private Signatures() {}

  private static void set(int first, int last, String signature) {
    for (int i = first; i <= last; i++) {
      PLAIN[i] = signature;
    }
  }

  private static void each(int first, String... signatures) {
    for (int i = 0; i < signatures.length; i++) {
      PLAIN[first + i] = signatures[i];
    }
  }

  /** Returns the signature of an instruction, null when it depends on more than the opcode. */
  static @Nullable String of(int opcode) {
    return opcode >= 0xFC00 ? BULK[opcode - 0xFC00] : PLAIN[opcode];
  }

  static ValueType type(char letter) {
    return switch (letter) {
      case 'i' -> ValueType.I32;
      case 'I' -> ValueType.I64;
      case 'f' -> ValueType.F32;
      case 'F' -> ValueType.F64;
      default -> ValueType.FUNCREF;
    };
  }
}
