package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.List;

/** Which frame of the output is looked at, so that errors say it; frames and rows count from 1. */
final class FramePlace {
  private final List<Column> columns;
  private CallErrors errors;
  private long frame;

  FramePlace(List<Column> columns, CallErrors errors) {
    this.columns = columns;
    this.errors = errors;
  }

  /** Goes back to before the first frame, for another run of the program. */
  void restart(CallErrors ofRun) {
    errors = ofRun;
    frame = 0;
  }

  void nextFrame() {
    frame++;
  }

  Column column(int index) {
    return columns.get(index);
  }

  /** Returns an error of the frame as a whole. */
  SQLException error(String message) {
    return errors.error(ErrorCode.BAD_FRAME, "output, frame " + frame + ": " + message);
  }

  /** Returns an error of a column's block. */
  SQLException atColumn(int column, String message) {
    return errors.error(
        ErrorCode.BAD_FRAME, "output, frame " + frame + ", " + name(column) + ": " + message);
  }

  /** Returns an error of a value; rows count from 0 here. */
  SQLException atValue(ErrorCode code, int row, int column, String message) {
    return errors.error(
        code,
        "output, frame " + frame + ", row " + (row + 1) + ", " + name(column) + ": " + message);
  }

  private String name(int column) {
    return "column " + GuestText.escape(columns.get(column).name());
  }
}
