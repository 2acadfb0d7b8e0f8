package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;

/**
 * Turns rows into the bytes that a program reads, in a buffer of its own; whoever sends the bytes
 * on says how many it took.
 */
sealed interface RowEncoder permits CsvEncoder, FrameEncoder {
  /** Forgets all bytes and begins the input of another run. */
  void restart(CallErrors ofRun) throws SQLException;

  /** Appends the present row, whose bytes may appear later. */
  void row(RowSource row) throws SQLException;

  /** Says that no row follows: bytes that waited for more rows appear. */
  void end() throws SQLException;

  /** Returns the buffer that holds what was not taken yet. */
  byte[] bytes();

  /** Returns where in the buffer that starts. */
  int offset();

  /** Returns how many bytes were not taken yet. */
  int length();

  /** Forgets this many bytes. */
  void taken(int count);
}
