package dev.insitu.udf.stream;

import dev.insitu.udf.stream.FrameFormat.Layout;
import dev.insitu.udf.type.SqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The block of one column in the present frame, or of the array that is looked at: where its parts
 * are, once they have been checked, and the values that are made from its bytes where they lie.
 */
final class FrameBlock {
  private static final long MICROS = 1_000_000;

  private final int column;
  private final SqlType type;
  private final FramePlace place;
  private final Layout layout;
  private final int scale;
  private final FrameChecks checks;

  /** The block inside of an array; null for any other type. */
  private final @Nullable FrameBlock elements;

  private final int elementDescriptor;

  /** Where the bitmap, offsets and values are; -1 for no bitmap. */
  private int validity;

  private int offsets;
  private int values;
  private boolean ascii;

  FrameBlock(int column, SqlType type, FramePlace place) {
    this.column = column;
    this.type = type;
    this.place = place;
    this.layout = Layout.of(type);
    this.scale = FrameFormat.scale(type);
    this.checks = new FrameChecks(column, type, place);
    this.elements =
        type instanceof SqlType.Array array ? new FrameBlock(column, array.element(), place) : null;
    this.elementDescriptor =
        type instanceof SqlType.Array array ? FrameFormat.descriptor(array.element()) : 0;
  }

  /**
   * Finds and checks all values.
   *
   * @param count how many the frame or array claims; unsigned 32 bits
   * @param block where the block is, which lies inside of the frame
   */
  void open(byte[] bytes, long count, boolean hasValidity, int block, int size)
      throws SQLException {
    long bitmap = hasValidity ? FrameFormat.padded((count + 7) / 8) : 0;
    long fixed =
        layout.width() == 0
            ? FrameFormat.padded(4 * (count + 1))
            : FrameFormat.padded(layout.width() * count);
    if (bitmap + fixed > size || (layout.width() != 0 && bitmap + fixed != size)) {
      throw wrongSize(count, bitmap + fixed, size);
    }
    // The count has been held against a size by now: it is an int.
    int all = (int) count;
    find(hasValidity, all, block);
    if (hasValidity) {
      checkBitmap(bytes, all, (int) bitmap);
    }
    if (layout.width() != 0) {
      checkPadding(bytes, values + layout.width() * all, block + size);
      checks.fixed(bytes, validity, values, all);
      return;
    }
    checkPadding(bytes, offsets + 4 * (all + 1), values);
    int used = checks.offsets(bytes, offsets, all, block + size - values);
    if (values + FrameFormat.padded(used) != block + size) {
      throw wrongSize(count, bitmap + fixed + FrameFormat.padded(used), size);
    }
    checkPadding(bytes, values + used, block + size);
    if (elements == null) {
      ascii = checks.variable(bytes, validity, offsets, all, values);
    } else {
      checks.aligned(bytes, offsets, all);
      for (int row = 0; row < all; row++) {
        if (isThere(bytes, row)) {
          place.array(row);
          openArray(bytes, row, elements);
        }
      }
      place.array(-1);
    }
  }

  /** Finds the parts of a block that is as long as its rows need. */
  private void find(boolean hasValidity, int count, int block) {
    int at = block + (hasValidity ? (int) FrameFormat.padded((count + 7) / 8) : 0);
    validity = hasValidity ? block : -1;
    offsets = at;
    values = layout.width() == 0 ? at + (int) FrameFormat.padded(4L * (count + 1)) : at;
    ascii = false;
  }

  private void openArray(byte[] bytes, int row, FrameBlock inside) throws SQLException {
    int from = from(bytes, row);
    int size = to(bytes, row) - from;
    if (size < FrameFormat.ARRAY_HEADER) {
      throw place.atColumn(column, "is an array of " + size + " bytes, which has no header");
    }
    long count = (int) FrameFormat.INT.get(bytes, from) & 0xFFFF_FFFFL;
    int found = (int) FrameFormat.INT.get(bytes, from + 4);
    place.requireType(column, inside.type, found, elementDescriptor);
    inside.open(
        bytes,
        count,
        found >>> 24 != 0,
        from + FrameFormat.ARRAY_HEADER,
        size - FrameFormat.ARRAY_HEADER);
    checks.elements(count);
  }

  private SQLException wrongSize(long count, long wanted, long size) {
    return place.atColumn(
        column,
        "has a block of " + size + " bytes, " + count + " " + place.counted() + " need " + wanted);
  }

  private void checkBitmap(byte[] bytes, int count, int size) throws SQLException {
    int at = validity;
    if ((count & 7) != 0 && (bytes[at + (count >> 3)] & 0xFF) >> (count & 7) != 0) {
      throw place.atColumn(
          column, "has bits of validity behind the last of its " + place.counted());
    }
    checkPadding(bytes, at + (count + 7) / 8, at + size);
  }

  private void checkPadding(byte[] bytes, int from, int to) throws SQLException {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        throw place.atColumn(column, "is filled up with bytes that are not 0");
      }
    }
  }

  private boolean isThere(byte[] bytes, int row) {
    return validity < 0 || FrameChecks.isThere(bytes, validity, row);
  }

  /** Returns a value of the class that the type names, null for NULL; rows count from 0. */
  @Nullable Object value(byte[] bytes, int row) {
    if (!isThere(bytes, row)) {
      return null;
    }
    int at = values + row * layout.width();
    return switch (layout) {
      case BOOLEAN -> bytes[at] != 0;
      case TINYINT -> (int) bytes[at];
      case SMALLINT -> (int) (short) FrameFormat.SHORT.get(bytes, at);
      case INTEGER -> (int) FrameFormat.INT.get(bytes, at);
      case BIGINT -> (long) FrameFormat.LONG.get(bytes, at);
      case REAL -> {
        float value = (float) FrameFormat.FLOAT.get(bytes, at);
        yield Float.isNaN(value) ? Float.NaN : value;
      }
      case DOUBLE -> {
        double value = (double) FrameFormat.DOUBLE.get(bytes, at);
        yield Double.isNaN(value) ? Double.NaN : value;
      }
      case DECIMAL -> BigDecimal.valueOf((long) FrameFormat.LONG.get(bytes, at), scale);
      case WIDE_DECIMAL -> new BigDecimal(FrameChecks.wide(bytes, at), scale);
      case CHAR, VARCHAR -> text(bytes, row);
      case BINARY, VARBINARY -> Arrays.copyOfRange(bytes, from(bytes, row), to(bytes, row));
      case DATE -> LocalDate.ofEpochDay((int) FrameFormat.INT.get(bytes, at));
      case TIME -> LocalTime.ofNanoOfDay((long) FrameFormat.LONG.get(bytes, at));
      case TIMESTAMP -> {
        long micros = (long) FrameFormat.LONG.get(bytes, at);
        yield LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, MICROS),
            (int) Math.floorMod(micros, MICROS) * 1_000,
            ZoneOffset.UTC);
      }
      case FINE_TIMESTAMP ->
          LocalDateTime.ofEpochSecond(
              (long) FrameFormat.LONG.get(bytes, at),
              (int) FrameFormat.INT.get(bytes, at + 8),
              ZoneOffset.UTC);
      case ZONED_TIMESTAMP ->
          Instant.ofEpochSecond(
                  (long) FrameFormat.LONG.get(bytes, at), (int) FrameFormat.INT.get(bytes, at + 8))
              .atOffset(ZoneOffset.ofTotalSeconds((int) FrameFormat.INT.get(bytes, at + 12)));
      case UUID ->
          new UUID(
              (long) FrameFormat.BIG_LONG.get(bytes, at),
              (long) FrameFormat.BIG_LONG.get(bytes, at + 8));
      case ARRAY -> array(bytes, row, Objects.requireNonNull(elements));
    };
  }

  private String text(byte[] bytes, int row) {
    int from = from(bytes, row);
    return new String(
        bytes,
        from,
        to(bytes, row) - from,
        ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  private @Nullable Object[] array(byte[] bytes, int row, FrameBlock inside) {
    int at = from(bytes, row);
    int count = (int) FrameFormat.INT.get(bytes, at);
    int flags = (int) FrameFormat.INT.get(bytes, at + 4) >>> 24;
    inside.find(flags != 0, count, at + FrameFormat.ARRAY_HEADER);
    @Nullable Object[] array = new Object[count];
    for (int i = 0; i < count; i++) {
      array[i] = inside.value(bytes, i);
    }
    return array;
  }

  private int from(byte[] bytes, int row) {
    return values + (int) FrameFormat.INT.get(bytes, offsets + 4 * row);
  }

  private int to(byte[] bytes, int row) {
    return values + (int) FrameFormat.INT.get(bytes, offsets + 4 * (row + 1));
  }
}
