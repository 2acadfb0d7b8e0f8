package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.stream.FrameFormat.Layout;
import dev.insitu.udf.type.Column;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows from frames that a hostile program wrote. A frame is checked as a whole when all of it
 * is there; values are then made from its bytes where they lie, when somebody asks for them. The
 * buffer grows with the bytes that came, whatever a frame says about itself.
 */
final class FrameDecoder extends RowDecoder {
  private static final int MAGIC_BYTES = 4;
  private static final long MICROS = 1_000_000;

  private final FramePlace place;
  private final Layout[] layouts;
  private final int[] descriptors;
  private final int[] scales;
  private final FrameChecks[] checks;
  private final int width;

  /** Where the present frame has the bitmap, offsets and values of each column; -1 for none. */
  private final int[] validity;

  private final int[] offsets;
  private final int[] values;
  private final boolean[] ascii;

  /** Where the present frame, or the next, starts. */
  private int start;

  /** The bytes of the present frame; 0 when there is none. */
  private int length;

  private int rows;
  private int row;

  FrameDecoder(List<Column> columns, CallErrors errors) {
    super(8 * ROOM);
    this.place = new FramePlace(columns, errors);
    this.width = columns.size();
    this.layouts = columns.stream().map(c -> Layout.of(c.type())).toArray(Layout[]::new);
    this.descriptors = columns.stream().mapToInt(c -> FrameFormat.descriptor(c.type())).toArray();
    this.scales = columns.stream().mapToInt(c -> FrameFormat.scale(c.type())).toArray();
    this.checks = new FrameChecks[width];
    for (int i = 0; i < width; i++) {
      checks[i] = new FrameChecks(i, columns.get(i).type(), place);
    }
    this.validity = new int[width];
    this.offsets = new int[width];
    this.values = new int[width];
    this.ascii = new boolean[width];
    restart(errors);
  }

  @Override
  void restart(CallErrors ofRun) {
    place.restart(ofRun);
    place.nextFrame();
    limit = 0;
    start = 0;
    length = 0;
    rows = 0;
    row = -1;
  }

  @Override
  void compact() {
    keep(start, limit - start);
    start = 0;
  }

  @Override
  boolean next() throws SQLException {
    while (row + 1 >= rows) {
      endFrame();
      if (limit - start < FrameFormat.HEADER) {
        return false;
      }
      int claimed = header();
      if (limit - start < claimed) {
        return false;
      }
      openFrame(claimed);
    }
    row++;
    return true;
  }

  private void endFrame() {
    if (length > 0) {
      start += length;
      length = 0;
      rows = 0;
      row = -1;
      place.nextFrame();
    }
  }

  @Override
  boolean end() throws SQLException {
    if (limit > start) {
      int there = limit - start;
      if (there >= MAGIC_BYTES) {
        checkMagic();
      }
      throw place.error(
          "the output ends after "
              + there
              + " bytes of it"
              + (there < FrameFormat.HEADER ? "" : ", it says that it has " + number(4)));
    }
    return false;
  }

  /** Returns a number of the frame's header. */
  private long number(int at) {
    return (int) FrameFormat.INT.get(bytes, start + at) & 0xFFFF_FFFFL;
  }

  private void checkMagic() throws SQLException {
    if (number(0) != FrameFormat.MAGIC) {
      throw place.error(
          "begins with "
              + GuestText.quote(bytes, start, 4)
              + ", not with 'INS1', so it is no frame");
    }
  }

  /** Checks the header and returns the frame's length. */
  private int header() throws SQLException {
    checkMagic();
    if (number(12) != width) {
      throw place.error("has " + number(12) + " columns, expected " + width);
    }
    long claimed = number(4);
    long least = FrameFormat.HEADER + (long) FrameFormat.DESCRIPTOR * width;
    if (claimed < least || claimed > FrameFormat.FRAME_BYTES || claimed % 8 != 0) {
      throw place.error(
          "has a length of "
              + claimed
              + ", which is no multiple of 8 from "
              + least
              + " to "
              + FrameFormat.FRAME_BYTES);
    }
    return (int) claimed;
  }

  private void openFrame(int claimed) throws SQLException {
    int descriptor = start + FrameFormat.HEADER;
    int end = start + claimed;
    long count = number(8);
    int block = descriptor + FrameFormat.DESCRIPTOR * width;
    for (int i = 0; i < width; i++) {
      int found = (int) FrameFormat.INT.get(bytes, descriptor);
      if ((found & 0xFF_FFFF) != descriptors[i]) {
        throw place.atColumn(
            i,
            "is "
                + described(found)
                + ", expected "
                + described(descriptors[i])
                + " for "
                + place.column(i).type());
      }
      int flags = found >>> 24;
      if (flags > FrameFormat.HAS_VALIDITY) {
        throw place.atColumn(i, "has unknown flags " + flags);
      }
      long size = (int) FrameFormat.INT.get(bytes, descriptor + 4) & 0xFFFF_FFFFL;
      if (size > end - block) {
        throw place.atColumn(
            i, "has a block of " + size + " bytes, the frame has " + (end - block) + " left");
      }
      openBlock(i, count, flags != 0, block, (int) size);
      block += (int) size;
      descriptor += FrameFormat.DESCRIPTOR;
    }
    if (block != end) {
      throw place.error("has " + (end - block) + " bytes behind its last column");
    }
    length = claimed;
    rows = (int) count;
    row = -1;
  }

  /** Finds and checks the values of a column; the block lies inside the frame. */
  private void openBlock(int column, long count, boolean hasValidity, int block, int size)
      throws SQLException {
    Layout layout = layouts[column];
    long bitmap = hasValidity ? FrameFormat.padded((count + 7) / 8) : 0;
    long fixed =
        layout.width() == 0
            ? FrameFormat.padded(4 * (count + 1))
            : FrameFormat.padded(layout.width() * count);
    if (bitmap + fixed > size || (layout.width() != 0 && bitmap + fixed != size)) {
      throw wrongSize(column, count, bitmap + fixed, size);
    }
    // The count has been held against a size by now: it is an int.
    int all = (int) count;
    int at = block + (int) bitmap;
    validity[column] = hasValidity ? block : -1;
    if (hasValidity) {
      checkBitmap(column, block, all, (int) bitmap);
    }
    if (layout.width() != 0) {
      values[column] = at;
      checkPadding(column, at + layout.width() * all, block + size);
      checks[column].fixed(bytes, validity[column], at, all);
      return;
    }
    int data = at + (int) fixed;
    offsets[column] = at;
    values[column] = data;
    checkPadding(column, at + 4 * (all + 1), data);
    int used = checks[column].offsets(bytes, at, all, block + size - data);
    if (data + FrameFormat.padded(used) != block + size) {
      throw wrongSize(column, count, bitmap + fixed + FrameFormat.padded(used), size);
    }
    checkPadding(column, data + used, block + size);
    ascii[column] = checks[column].variable(bytes, validity[column], at, all, data);
  }

  private SQLException wrongSize(int column, long count, long wanted, long size) {
    return place.atColumn(
        column, "has a block of " + size + " bytes, " + count + " rows need " + wanted);
  }

  private void checkBitmap(int column, int at, int count, int size) throws SQLException {
    if ((count & 7) != 0 && (bytes[at + (count >> 3)] & 0xFF) >> (count & 7) != 0) {
      throw place.atColumn(column, "has bits of validity behind the last row");
    }
    checkPadding(column, at + (count + 7) / 8, at + size);
  }

  private void checkPadding(int column, int from, int to) throws SQLException {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        throw place.atColumn(column, "is filled up with bytes that are not 0");
      }
    }
  }

  private static String described(int descriptor) {
    return "code "
        + (descriptor & 0xFF)
        + ", precision "
        + (descriptor >> 8 & 0xFF)
        + ", scale "
        + (descriptor >> 16 & 0xFF);
  }

  @Override
  @Nullable Object value(int index) {
    if (validity[index] >= 0 && !FrameChecks.isThere(bytes, validity[index], row)) {
      return null;
    }
    int at = values[index] + row * layouts[index].width();
    return switch (layouts[index]) {
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
      case DECIMAL -> BigDecimal.valueOf((long) FrameFormat.LONG.get(bytes, at), scales[index]);
      case WIDE_DECIMAL -> new BigDecimal(FrameChecks.wide(bytes, at), scales[index]);
      case CHAR, VARCHAR -> {
        int from = from(index);
        yield new String(
            bytes,
            from,
            to(index) - from,
            ascii[index] ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
      }
      case BINARY, VARBINARY -> Arrays.copyOfRange(bytes, from(index), to(index));
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
    };
  }

  private int from(int index) {
    return values[index] + (int) FrameFormat.INT.get(bytes, offsets[index] + 4 * row);
  }

  private int to(int index) {
    return values[index] + (int) FrameFormat.INT.get(bytes, offsets[index] + 4 * (row + 1));
  }
}
