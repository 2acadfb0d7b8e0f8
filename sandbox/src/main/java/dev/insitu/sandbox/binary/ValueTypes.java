package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ValueType;
import org.jspecify.annotations.Nullable;

/** Reads types of values. */
final class ValueTypes {
  private ValueTypes() {}

  static ValueType read(ByteReader reader) throws ModuleRejected {
    int at = reader.position();
    return check(reader, at, reader.u8());
  }

  static ValueType check(ByteReader reader, int at, int code) throws ModuleRejected {
    ValueType type = numbered(code);
    if (type == null) {
      throw reader.feature(at, Features.type(code));
    }
    return type;
  }

  /** Returns the value type that a number stands for, null when it is no accepted type. */
  static @Nullable ValueType numbered(int code) {
    return switch (code) {
      case 0x7F -> ValueType.I32;
      case 0x7E -> ValueType.I64;
      case 0x7D -> ValueType.F32;
      case 0x7C -> ValueType.F64;
      case 0x70 -> ValueType.FUNCREF;
      default -> null;
    };
  }

  static void readReference(ByteReader reader) throws ModuleRejected {
    int at = reader.position();
    ValueType type = read(reader);
    if (type != ValueType.FUNCREF) {
      throw reader.malformedAt(at, "type " + type + ", a reference must be funcref");
    }
  }
}
