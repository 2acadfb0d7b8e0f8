package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows from bytes that a hostile program wrote, as they come. Where the output is cut into
 * pieces changes nothing, errors included.
 */
sealed interface RowDecoder permits CsvDecoder, FrameDecoder {
  /** Forgets everything and expects the output of another run. */
  void restart(CallErrors ofRun);

  /**
   * Makes room for more bytes behind {@link #limit()} of {@link #bytes()}, once {@link #next()} has
   * answered false.
   *
   * @return how many bytes fit, at least 1
   */
  int room();

  /** Returns the buffer that bytes are put into. */
  byte[] bytes();

  /** Returns where in the buffer they are put. */
  int limit();

  /** Says that so many bytes were put there. */
  void filled(int count);

  /** Reads the next row; false when more bytes are needed. */
  boolean next() throws SQLException;

  /** Says that no byte follows; true when what was left is a row. */
  boolean end() throws SQLException;

  /** Returns a value of the row. */
  @Nullable Object value(int index);
}
