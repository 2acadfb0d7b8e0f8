package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows from frames that a hostile program wrote. A frame is checked as a whole when all of it
 * is there; values are then made from its bytes where they lie, when somebody asks for them. The
 * buffer grows with the bytes that came, whatever a frame says about itself.
 */
final class FrameDecoder extends RowDecoder {
  private static final int MAGIC_BYTES = 4;

  private final FramePlace place;
  private final int[] descriptors;
  private final FrameBlock[] blocks;
  private final int width;

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
    this.descriptors = columns.stream().mapToInt(c -> FrameFormat.descriptor(c.type())).toArray();
    this.blocks = new FrameBlock[width];
    for (int i = 0; i < width; i++) {
      blocks[i] = new FrameBlock(i, columns.get(i).type(), place);
    }
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

  /** Reads these bytes and no others from now on. */
  void take(byte[] frames) {
    bytes = frames;
    limit = frames.length;
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
      place.requireType(i, place.column(i).type(), found, descriptors[i]);
      long size = (int) FrameFormat.INT.get(bytes, descriptor + 4) & 0xFFFF_FFFFL;
      if (size > end - block) {
        throw place.atColumn(
            i, "has a block of " + size + " bytes, the frame has " + (end - block) + " left");
      }
      blocks[i].open(bytes, count, found >>> 24 != 0, block, (int) size);
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

  @Override
  @Nullable Object value(int index) {
    return blocks[index].value(bytes, row);
  }
}
