package dev.insitu.udf.stream;

import static java.math.RoundingMode.UNNECESSARY;

import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.stream.FrameFormat.Layout;
import dev.insitu.udf.type.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The values of one column of a frame that is being made. */
final class FrameColumn {
  private static final int SMALLEST = 8 * 1024;
  private static final int KEPT_BYTES = 1 << 20;
  private static final int USUAL_ELEMENTS = 64;
  private static final long MICROS = 1_000_000;
  private static final int NANOS_OF_MICRO = 1_000;

  private final SqlType type;
  private final Layout layout;
  private final int width;
  private final Place place;
  private final int fineness;

  /** The elements of the array that is put at present; null for any other type. */
  private final @Nullable FrameColumn elements;

  private byte[] validity;
  private byte[] offsets;
  private byte[] values = new byte[SMALLEST];
  private int size;
  private int rows;
  private boolean nulls;

  /**
   * Makes a column.
   *
   * @param usualRows how many rows there is room for before the column grows
   */
  FrameColumn(SqlType type, int usualRows, Place place) {
    this.type = type;
    this.layout = Layout.of(type);
    this.width = layout.width();
    this.place = place;
    this.fineness = FrameFormat.fineness(type);
    this.validity = new byte[(int) FrameFormat.padded((usualRows + 7) / 8)];
    this.offsets = new byte[width == 0 ? 4 * (usualRows + 1) : 0];
    this.elements =
        type instanceof SqlType.Array array
            ? new FrameColumn(array.element(), USUAL_ELEMENTS, place)
            : null;
  }

  /** Forgets the values, and an array that is larger than usual. */
  void clear() {
    if (values.length > KEPT_BYTES) {
      values = new byte[SMALLEST];
    }
    size = 0;
    rows = 0;
    nulls = false;
    Arrays.fill(validity, (byte) 0);
  }

  /** Returns how many bytes the values have. */
  int size() {
    return size;
  }

  /** Returns how long the column's block is. */
  long blockLength() {
    long offsetBytes = width == 0 ? FrameFormat.padded(4L * (rows + 1)) : 0;
    return validityBytes() + offsetBytes + FrameFormat.padded(size);
  }

  private long validityBytes() {
    return nulls ? FrameFormat.padded((rows + 7) / 8) : 0;
  }

  /** Returns the first four bytes of the column's descriptor. */
  int descriptor() {
    return FrameFormat.descriptor(type) | (nulls ? FrameFormat.HAS_VALIDITY << 24 : 0);
  }

  /** Copies the block into a buffer of zeros; returns where it ends. */
  int copyTo(byte[] frame, int offset) {
    int at = offset;
    int bitmap = (int) validityBytes();
    System.arraycopy(validity, 0, frame, at, bitmap);
    at += bitmap;
    if (width == 0) {
      System.arraycopy(offsets, 0, frame, at, 4 * (rows + 1));
      at += (int) FrameFormat.padded(4L * (rows + 1));
    }
    System.arraycopy(values, 0, frame, at, size);
    return at + (int) FrameFormat.padded(size);
  }

  /** Appends the value of one more row. */
  void append(@Nullable Object value) throws SQLException {
    int at = size;
    reserveRow();
    if (value == null) {
      nulls = true;
      reserve(width);
      Arrays.fill(values, at, at + width, (byte) 0);
      size += width;
    } else {
      validity[rows >> 3] |= (byte) (1 << (rows & 7));
      reserve(width);
      size += width;
      put(value, at);
    }
    rows++;
    if (width == 0) {
      FrameFormat.INT.set(offsets, 4 * rows, size);
    }
  }

  /** Makes room for the bit and the offset of one more row; only arrays have more than usual. */
  private void reserveRow() {
    if (rows >> 3 == validity.length) {
      validity = Arrays.copyOf(validity, 2 * validity.length);
    }
    if (width == 0 && 4 * (rows + 2) > offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * offsets.length);
    }
  }

  private void put(Object value, int at) throws SQLException {
    switch (layout) {
      case BOOLEAN -> values[at] = (byte) ((Boolean) value ? 1 : 0);
      case TINYINT -> values[at] = ((Integer) value).byteValue();
      case SMALLINT -> FrameFormat.SHORT.set(values, at, ((Integer) value).shortValue());
      case INTEGER -> FrameFormat.INT.set(values, at, (int) (Integer) value);
      case BIGINT -> putLong(at, (Long) value);
      case REAL -> FrameFormat.INT.set(values, at, Float.floatToIntBits((Float) value));
      case DOUBLE -> putLong(at, Double.doubleToLongBits((Double) value));
      case DECIMAL -> putLong(at, unscaled(value).longValueExact());
      case WIDE_DECIMAL -> putWide(at, unscaled(value));
      case CHAR, VARCHAR -> putText(value instanceof String text ? text : CsvFormat.text(value));
      case BINARY, VARBINARY -> putBytes((byte[]) value);
      case DATE -> FrameFormat.INT.set(values, at, days((LocalDate) value));
      case TIME -> {
        long nanos = ((LocalTime) value).toNanoOfDay();
        checkFine(nanos, value);
        putLong(at, nanos);
      }
      case TIMESTAMP -> putLong(at, micros((LocalDateTime) value));
      case FINE_TIMESTAMP -> {
        LocalDateTime time = (LocalDateTime) value;
        checkFine(nanos(time), value);
        putTime(at, time.toEpochSecond(ZoneOffset.UTC), nanos(time), 0);
      }
      case ZONED_TIMESTAMP -> {
        OffsetDateTime time = (OffsetDateTime) value;
        checkFine(time.getNano(), value);
        putTime(at, time.toEpochSecond(), time.getNano(), time.getOffset().getTotalSeconds());
      }
      case UUID -> {
        FrameFormat.BIG_LONG.set(values, at, ((UUID) value).getMostSignificantBits());
        FrameFormat.BIG_LONG.set(values, at + 8, ((UUID) value).getLeastSignificantBits());
      }
      case ARRAY -> putArray((@Nullable Object[]) value);
    }
  }

  private void putLong(int at, long value) {
    FrameFormat.LONG.set(values, at, value);
  }

  private void putTime(int at, long seconds, int nanos, int offset) {
    putLong(at, seconds);
    FrameFormat.INT.set(values, at + 8, nanos);
    FrameFormat.INT.set(values, at + 12, offset);
  }

  private BigInteger unscaled(Object value) throws SQLException {
    BigDecimal number = (BigDecimal) value;
    int scale = FrameFormat.scale(type);
    try {
      BigDecimal scaled = number.scale() == scale ? number : number.setScale(scale, UNNECESSARY);
      if (scaled.precision() <= FrameFormat.precision(type)) {
        return scaled.unscaledValue();
      }
    } catch (ArithmeticException e) {
      // It has more decimals, which is as bad.
    }
    throw place.atColumn(ErrorCode.NUMBER_RANGE, number + " is no " + type + "; cast it");
  }

  private void putWide(int at, BigInteger value) {
    putLong(at, value.longValue());
    putLong(at + 8, value.shiftRight(64).longValueExact());
  }

  private int days(LocalDate date) throws SQLException {
    long days = date.toEpochDay();
    if (days != (int) days) {
      throw place.atColumn(
          ErrorCode.DATETIME_RANGE, date + " is out of the range of 32 bits of days");
    }
    return (int) days;
  }

  @SuppressWarnings("JavaLocalDateTimeGetNano") // The seconds are taken from the epoch.
  private static int nanos(LocalDateTime value) {
    return value.getNano();
  }

  private long micros(LocalDateTime value) throws SQLException {
    int nanos = nanos(value);
    long seconds = value.toEpochSecond(ZoneOffset.UTC);
    long micros = seconds * MICROS + nanos / NANOS_OF_MICRO;
    checkFine(nanos, value);
    if (Math.floorDiv(micros, MICROS) != seconds) {
      throw place.atColumn(
          ErrorCode.DATETIME_RANGE, value + " is out of the range of 64 bits of microseconds");
    }
    return micros;
  }

  private void checkFine(long nanos, Object value) throws SQLException {
    if (nanos % fineness != 0) {
      throw place.atColumn(ErrorCode.DATETIME_RANGE, value + " is finer than " + type);
    }
  }

  private void putArray(@Nullable Object[] array) throws SQLException {
    FrameColumn block = Objects.requireNonNull(elements);
    block.clear();
    for (int i = 0; i < array.length; i++) {
      place.element(i + 1);
      block.append(array[i]);
      if (block.size() > FrameFormat.FRAME_BYTES) {
        throw tooLarge();
      }
    }
    place.element(0);
    int length = FrameFormat.ARRAY_HEADER + (int) block.blockLength();
    reserve(length);
    int end = size + length;
    Arrays.fill(values, size, end, (byte) 0);
    FrameFormat.INT.set(values, size, array.length);
    FrameFormat.INT.set(values, size + 4, block.descriptor());
    block.copyTo(values, size + FrameFormat.ARRAY_HEADER);
    size = end;
  }

  private void putBytes(byte[] value) throws SQLException {
    if (value.length > FrameFormat.FRAME_BYTES) {
      throw tooLarge();
    }
    reserve(value.length);
    System.arraycopy(value, 0, values, size, value.length);
    size += value.length;
  }

  private void putText(String text) throws SQLException {
    if (text.length() > FrameFormat.FRAME_BYTES) {
      throw tooLarge();
    }
    reserve(3 * text.length());
    int end = Utf8.encode(text, values, size);
    if (end < 0) {
      throw place.atColumn(ErrorCode.BAD_TEXT, "the text has an unpaired surrogate");
    }
    size = end;
  }

  private SQLException tooLarge() {
    return place.atColumn(
        ErrorCode.MEMORY, "the value has more than " + FrameFormat.FRAME_BYTES + " bytes");
  }

  /** Makes room; frames are small enough for no sum to overflow. */
  private void reserve(int count) {
    if (values.length - size < count) {
      values = Arrays.copyOf(values, Math.max(2 * values.length, size + count));
    }
  }
}
