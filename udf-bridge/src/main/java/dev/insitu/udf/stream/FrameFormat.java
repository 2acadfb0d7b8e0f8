package dev.insitu.udf.stream;

import dev.insitu.udf.type.SqlType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The numbers of the frame format, version 1: docs/abi.md, section 3.5. */
final class FrameFormat {
  /** The bytes {@code INS1}. */
  static final int MAGIC = 0x3153_4E49;

  /** Bytes before the descriptors: magic, length of the frame, rows, columns. */
  static final int HEADER = 16;

  /** Bytes of a column's descriptor: code, precision, scale, flags, length of its block. */
  static final int DESCRIPTOR = 8;

  /** How many bytes a frame may have, in either direction: 16 MiB. */
  static final int FRAME_BYTES = 16 << 20;

  /** Bytes before the block of an array: how many elements, their type and flags. */
  static final int ARRAY_HEADER = 8;

  /** The descriptor's flag of a block that begins with a bitmap. */
  static final int HAS_VALIDITY = 1;

  /** DECIMALs of at most so many digits have 64 bits. */
  static final int LONG_DIGITS = 18;

  /** TIMESTAMPs of at most so many digits of a second have 64 bits. */
  static final int MICRO_DIGITS = 6;

  static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  /** UUIDs have the order of their text. */
  static final VarHandle BIG_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private FrameFormat() {}

  /** How a column's values lie in a frame; the numbers are code and width. */
  enum Layout {
    BOOLEAN(1, 1),
    TINYINT(2, 1),
    SMALLINT(3, 2),
    INTEGER(4, 4),
    BIGINT(5, 8),
    REAL(6, 4),
    DOUBLE(7, 8),
    DECIMAL(8, 8),
    WIDE_DECIMAL(9, 16),
    CHAR(10, 0),
    VARCHAR(11, 0),
    BINARY(12, 0),
    VARBINARY(13, 0),
    DATE(14, 4),
    TIME(15, 8),
    TIMESTAMP(16, 8),
    FINE_TIMESTAMP(17, 16),
    ZONED_TIMESTAMP(18, 16),
    UUID(19, 16),
    ARRAY(20, 0);

    private final int code;
    private final int width;

    Layout(int code, int width) {
      this.code = code;
      this.width = width;
    }

    /** Returns the bytes of a value; 0 where values have offsets. */
    int width() {
      return width;
    }

    /** Returns the number that stands in descriptors. */
    int code() {
      return code;
    }

    static Layout of(SqlType type) {
      return switch (type) {
        case SqlType.Bool t -> BOOLEAN;
        case SqlType.TinyInt t -> TINYINT;
        case SqlType.SmallInt t -> SMALLINT;
        case SqlType.Int t -> INTEGER;
        case SqlType.BigInt t -> BIGINT;
        case SqlType.Real t -> REAL;
        case SqlType.DoublePrecision t -> DOUBLE;
        case SqlType.Decimal t -> t.precision() <= LONG_DIGITS ? DECIMAL : WIDE_DECIMAL;
        case SqlType.Char t -> CHAR;
        case SqlType.Varchar t -> VARCHAR;
        case SqlType.Binary t -> BINARY;
        case SqlType.Varbinary t -> VARBINARY;
        case SqlType.Date t -> DATE;
        case SqlType.Time t -> TIME;
        case SqlType.Timestamp t -> t.precision() <= MICRO_DIGITS ? TIMESTAMP : FINE_TIMESTAMP;
        case SqlType.TimestampWithTimeZone t -> ZONED_TIMESTAMP;
        case SqlType.Uuid t -> UUID;
        case SqlType.Array t -> ARRAY;
      };
    }
  }

  /** Returns the digits that a type's descriptor names; 0 for none. */
  static int precision(SqlType type) {
    return switch (type) {
      case SqlType.Decimal t -> t.precision();
      case SqlType.Time t -> t.precision();
      case SqlType.Timestamp t -> t.precision();
      case SqlType.TimestampWithTimeZone t -> t.precision();
      default -> 0;
    };
  }

  static int scale(SqlType type) {
    return type instanceof SqlType.Decimal t ? t.scale() : 0;
  }

  /** Returns the nanoseconds of which a type's seconds have a multiple. */
  static int fineness(SqlType type) {
    int unit = 1;
    for (int digits = precision(type); digits < SqlType.SECOND_DIGITS; digits++) {
      unit *= 10;
    }
    return unit;
  }

  /** Returns how many characters, bytes or elements a value has at most; 0 for no limit. */
  static int length(SqlType type) {
    return switch (type) {
      case SqlType.Char t -> t.length();
      case SqlType.Varchar t -> t.length();
      case SqlType.Binary t -> t.length();
      case SqlType.Varbinary t -> t.length();
      case SqlType.Array t -> t.most();
      default -> 0;
    };
  }

  /** Returns a length with what fills it up to eight bytes. */
  static long padded(long length) {
    return (length + 7) & ~7L;
  }

  /** Returns the first four bytes of a descriptor without its flags, as a number. */
  static int descriptor(SqlType type) {
    return Layout.of(type).code() | precision(type) << 8 | scale(type) << 16;
  }
}
