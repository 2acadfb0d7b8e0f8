package dev.insitu.udf.stream;

import dev.insitu.sandbox.module.LifecycleExport;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * Writes rows as frames. A frame ends when it has enough rows or enough bytes, so that how rows are
 * put into frames depends on the rows alone.
 */
final class FrameEncoder extends RowEncoder {
  /** Rows that a frame has at most. */
  static final int BATCH_ROWS = 1_024;

  /** Bytes of values from which on a frame takes no more rows. */
  static final int BATCH_BYTES = 48 * 1024;

  private final FrameColumn[] columns;
  private final Place place;
  private int rows;

  /** Whether each frame is the argument of a call, and has 8 bytes before it that say so. */
  private boolean calls;

  /**
   * Makes an encoder.
   *
   * @param columns as the program gets them; a source may have those that they take
   */
  FrameEncoder(List<Column> columns, CallErrors errors) {
    this("input", columns, errors);
  }

  /** Makes an encoder of a channel that is not the only input, or of one of its tables. */
  FrameEncoder(String channel, List<Column> columns, CallErrors errors) {
    super(64 * 1024);
    this.place = new Place(channel, columns, errors);
    this.columns =
        columns.stream()
            .map(c -> new FrameColumn(c.type(), BATCH_ROWS, place))
            .toArray(FrameColumn[]::new);
  }

  /** Makes each frame the argument of a call of {@link LifecycleExport#BATCH}. */
  FrameEncoder asCalls() {
    calls = true;
    return this;
  }

  /** Asks for a call, with an argument of so many bytes that follow. */
  void call(LifecycleExport export, int length) {
    reserve(2 * Integer.BYTES);
    FrameFormat.INT.set(bytes, end, export.number());
    FrameFormat.INT.set(bytes, end + Integer.BYTES, length);
    end += 2 * Integer.BYTES;
  }

  @Override
  void restart(CallErrors ofRun) {
    clear();
    clearColumns();
    place.restart(ofRun);
  }

  private void clearColumns() {
    rows = 0;
    for (FrameColumn column : columns) {
      column.clear();
    }
  }

  @Override
  void row(RowSource row) throws SQLException {
    place.nextRow();
    long size = 0;
    for (int i = 0; i < columns.length; i++) {
      place.column(i);
      columns[i].append(row.value(i));
      size += columns[i].size();
      if (size > FrameFormat.FRAME_BYTES) {
        throw tooLarge();
      }
    }
    rows++;
    if (rows == BATCH_ROWS || size >= BATCH_BYTES) {
      write();
    }
  }

  @Override
  void end() throws SQLException {
    if (rows > 0) {
      write();
    }
  }

  /** Says that no row of the table follows: behind its frames stands one without rows. */
  void endTable() throws SQLException {
    end();
    write();
  }

  private void write() throws SQLException {
    long length = FrameFormat.HEADER + (long) FrameFormat.DESCRIPTOR * columns.length;
    for (FrameColumn column : columns) {
      length += column.blockLength();
    }
    if (length > FrameFormat.FRAME_BYTES) {
      throw tooLarge();
    }
    if (calls) {
      call(LifecycleExport.BATCH, (int) length);
    }
    reserve((int) length);
    int header = end;
    int at = header + FrameFormat.HEADER;
    int block = at + FrameFormat.DESCRIPTOR * columns.length;
    end += (int) length;
    Arrays.fill(bytes, header, end, (byte) 0);
    FrameFormat.INT.set(bytes, header, FrameFormat.MAGIC);
    FrameFormat.INT.set(bytes, header + 4, (int) length);
    FrameFormat.INT.set(bytes, header + 8, rows);
    FrameFormat.INT.set(bytes, header + 12, columns.length);
    for (FrameColumn column : columns) {
      int next = column.copyTo(bytes, block);
      FrameFormat.INT.set(bytes, at, column.descriptor());
      FrameFormat.INT.set(bytes, at + 4, next - block);
      at += FrameFormat.DESCRIPTOR;
      block = next;
    }
    clearColumns();
  }

  private SQLException tooLarge() {
    return place.atRow(
        ErrorCode.MEMORY,
        "the frame of the row has more than " + FrameFormat.FRAME_BYTES + " bytes");
  }
}
