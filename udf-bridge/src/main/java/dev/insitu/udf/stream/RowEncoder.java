package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Turns rows into the bytes that a program reads, in a buffer of its own; whoever sends the bytes
 * on says how many it took.
 */
abstract sealed class RowEncoder permits TextEncoder, FrameEncoder {
  /** Holds what was not taken yet, from {@link #start} to {@link #end}. */
  byte[] bytes;

  int start;
  int end;

  RowEncoder(int capacity) {
    bytes = new byte[capacity];
  }

  /** Forgets all bytes and begins the input of another run. */
  abstract void restart(CallErrors ofRun) throws SQLException;

  /** Appends the present row, whose bytes may appear later. */
  abstract void row(RowSource row) throws SQLException;

  /** Says that no row follows: bytes that waited for more rows appear. */
  abstract void end() throws SQLException;

  /** Returns the buffer that holds what was not taken yet. */
  final byte[] bytes() {
    return bytes;
  }

  /** Returns where in the buffer that starts. */
  final int offset() {
    return start;
  }

  /** Returns how many bytes were not taken yet. */
  final int length() {
    return end - start;
  }

  /** Forgets this many bytes. */
  final void taken(int count) {
    start += count;
    if (start == end) {
      clear();
    }
  }

  /** Forgets all bytes. */
  final void clear() {
    start = 0;
    end = 0;
  }

  /** Makes room behind the end; what is encoded at once is small enough for no sum to overflow. */
  final void reserve(int count) {
    if (bytes.length - end < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + count));
    }
  }
}
