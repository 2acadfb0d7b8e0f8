package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows from bytes that a hostile program wrote, as they come. Where the output is cut into
 * pieces changes nothing, errors included.
 */
abstract sealed class RowDecoder permits CsvDecoder, JsonlDecoder, FrameDecoder {
  /** How much room there is for bytes at the least. */
  static final int ROOM = 16 * 1024;

  byte[] bytes;

  /** Up to where the buffer is filled. */
  int limit;

  RowDecoder(int capacity) {
    bytes = new byte[capacity];
  }

  /** Forgets everything and expects the output of another run. */
  abstract void restart(CallErrors ofRun);

  /**
   * Makes room for more bytes behind {@link #limit()} of {@link #bytes()}, once {@link #next()} has
   * answered false.
   *
   * @return how many bytes fit, at least 1
   */
  final int room() {
    if (bytes.length - limit < ROOM) {
      compact();
      if (bytes.length - limit < ROOM) {
        bytes = Arrays.copyOf(bytes, 2 * bytes.length);
      }
    }
    return bytes.length - limit;
  }

  /** Moves what is still needed to the front of the buffer, by {@link #keep}. */
  abstract void compact();

  /** Keeps so many bytes from there on, at the front, and forgets the others. */
  final void keep(int from, int length) {
    System.arraycopy(bytes, from, bytes, 0, length);
    limit = length;
  }

  /** Returns the buffer that bytes are put into. */
  final byte[] bytes() {
    return bytes;
  }

  /** Returns where in the buffer they are put. */
  final int limit() {
    return limit;
  }

  /** Says that so many bytes were put there. */
  final void filled(int count) {
    limit += count;
  }

  /** Reads the next row; false when more bytes are needed. */
  abstract boolean next() throws SQLException;

  /** Says that no byte follows; true when what was left is a row. */
  abstract boolean end() throws SQLException;

  /** Returns a value of the row. */
  abstract @Nullable Object value(int index);
}
