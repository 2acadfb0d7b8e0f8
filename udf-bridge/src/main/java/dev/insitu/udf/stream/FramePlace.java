package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.sql.SQLException;
import java.util.List;

/**
 * Which frame of the output is looked at, so that errors say it; frames, rows and elements count
 * from 1.
 */
final class FramePlace {
  private final List<Column> columns;
  private CallErrors errors;
  private long frame;

  /** The row whose array is looked at, from 0, so that what counts as rows are its elements. */
  private int arrayRow = -1;

  FramePlace(List<Column> columns, CallErrors errors) {
    this.columns = columns;
    this.errors = errors;
  }

  /** Goes back to before the first frame, for another run of the program. */
  void restart(CallErrors ofRun) {
    errors = ofRun;
    frame = 0;
    arrayRow = -1;
  }

  /** Goes into the array of a row, from 0; -1 for out of it. */
  void array(int row) {
    arrayRow = row;
  }

  /** Returns what the values of the block are that is looked at. */
  String counted() {
    return arrayRow < 0 ? "rows" : "elements";
  }

  void nextFrame() {
    frame++;
  }

  Column column(int index) {
    return columns.get(index);
  }

  /**
   * Holds a descriptor that a program wrote against the one of a type.
   *
   * @param found its first four bytes, the flags among them
   */
  void requireType(int column, SqlType type, int found, int expected) throws SQLException {
    if ((found & 0xFF_FFFF) != expected) {
      throw atColumn(
          column, "is " + described(found) + ", expected " + described(expected) + " for " + type);
    }
    int flags = found >>> 24;
    if (flags > FrameFormat.HAS_VALIDITY) {
      throw atColumn(column, "has unknown flags " + flags);
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

  /** Returns an error of the frame as a whole. */
  SQLException error(String message) {
    return errors.error(ErrorCode.BAD_FRAME, "output, frame " + frame + ": " + message);
  }

  /** Returns an error of a column's block, or of the array that is looked at. */
  SQLException atColumn(int column, String message) {
    return atArray(ErrorCode.BAD_FRAME, column, message);
  }

  /** Returns an error of the array that is looked at, or of a column's block. */
  SQLException atArray(ErrorCode code, int column, String message) {
    return errors.error(
        code,
        "output, frame "
            + frame
            + (arrayRow < 0 ? "" : ", row " + (arrayRow + 1))
            + ", "
            + name(column)
            + ": "
            + message);
  }

  /** Returns an error of a value; rows, or the elements of an array, count from 0 here. */
  SQLException atValue(ErrorCode code, int row, int column, String message) {
    boolean inside = arrayRow >= 0;
    return errors.error(
        code,
        "output, frame "
            + frame
            + ", row "
            + ((inside ? arrayRow : row) + 1)
            + ", "
            + name(column)
            + (inside ? ", element " + (row + 1) : "")
            + ": "
            + message);
  }

  private String name(int column) {
    return "column " + GuestText.escape(columns.get(column).name());
  }
}
