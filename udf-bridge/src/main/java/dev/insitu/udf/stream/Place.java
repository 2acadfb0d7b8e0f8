package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.List;

/** Where in a channel a codec stands, so that its errors say it: row and column count from 1. */
final class Place {
  private final String channel;
  private final List<Column> columns;
  private CallErrors errors;
  private long row;
  private int column;

  /** The element of an array, from 1; 0 outside of arrays. */
  private int element;

  Place(String channel, List<Column> columns, CallErrors errors) {
    this.channel = channel;
    this.columns = columns;
    this.errors = errors;
  }

  /** Goes back to before the first line, for another run of the program. */
  void restart(CallErrors ofRun) {
    errors = ofRun;
    row = 0;
    column(0);
  }

  /** Goes to the next row; before the first call the place is the header. */
  void nextRow() {
    row++;
    column(0);
  }

  long row() {
    return row;
  }

  void column(int index) {
    column = index;
    element = 0;
  }

  /** Goes to an element of the array in the present column, from 1; 0 for the array itself. */
  void element(int number) {
    element = number;
  }

  /** Returns an error at the present column. */
  SQLException atColumn(ErrorCode code, String message) {
    String name =
        row == 0 || column >= columns.size()
            ? String.valueOf(column + 1)
            : GuestText.escape(columns.get(column).name());
    String inside = element == 0 ? "" : ", element " + element;
    return errors.error(code, line() + ", column " + name + inside + ": " + message);
  }

  /** Returns an error of the present row or header as a whole. */
  SQLException atRow(ErrorCode code, String message) {
    return errors.error(code, line() + ": " + message);
  }

  private String line() {
    return channel + (row == 0 ? ", header" : ", row " + row);
  }
}
