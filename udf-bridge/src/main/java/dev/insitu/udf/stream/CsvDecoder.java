package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows from CSV that a hostile program wrote, as it comes. Every byte is looked at once; what
 * is kept is the field that is being read and the values of its row. Lines end with LF or CRLF; the
 * last one may lack its end. Where the output is cut into pieces changes nothing, errors included.
 */
final class CsvDecoder extends RowDecoder {
  /** What was read last. */
  private enum State {
    /** The byte before a field. */
    FIELD,
    /** A byte of a field without quotes. */
    PLAIN,
    /** A byte inside quotes. */
    QUOTED,
    /** A quote inside quotes: the end of the field, or the first of two. */
    QUOTE,
    /** A CR that ends a line; LF must follow. */
    CR
  }

  private final CsvFormat format;
  private final List<Column> columns;
  private final int width;
  private final byte[] nullText;
  private final Place place;
  private final FieldReader fields;
  private final @Nullable Object[] values;
  private final List<String> header = new ArrayList<>();

  /** The byte to read next. */
  private int at;

  /** Where the row has as many bytes as it may have. */
  private int cap;

  private State state = State.FIELD;

  /** The field's bytes, quotes taken off, and whether it had any. */
  private int fieldStart;

  private int fieldEnd;
  private boolean quoted;
  private int column;
  private boolean inHeader;

  CsvDecoder(CsvFormat format, List<Column> columns, CallErrors errors) throws SQLException {
    super(4 * ROOM);
    CsvFormat.requireFields("output", columns, errors);
    this.format = format;
    this.columns = columns;
    this.width = columns.size();
    this.nullText = format.nullBytes();
    this.place = new Place("output", columns, errors);
    this.fields = new FieldReader(columns, place);
    this.values = new Object[width];
    restart(errors);
  }

  @Override
  void restart(CallErrors ofRun) {
    place.restart(ofRun);
    header.clear();
    limit = 0;
    at = 0;
    inHeader = format.header();
    beginLine();
  }

  @Override
  void compact() {
    int length = state == State.FIELD || state == State.CR ? 0 : fieldEnd - fieldStart;
    keep(fieldStart, length);
    cap -= at - length;
    fieldStart = 0;
    fieldEnd = length;
    at = length;
  }

  @Override
  @Nullable Object value(int index) {
    return values[index];
  }

  @Override
  boolean next() throws SQLException {
    while (true) {
      int stop = Math.min(limit, cap);
      if (at == stop) {
        if (at == cap) {
          throw tooLarge();
        }
        return false;
      }
      switch (state) {
        case FIELD -> {
          quoted = bytes[at] == '"';
          at += quoted ? 1 : 0;
          fieldStart = at;
          fieldEnd = at;
          state = quoted ? State.QUOTED : State.PLAIN;
        }
        case PLAIN -> {
          if (plain(stop)) {
            return true;
          }
        }
        case QUOTED -> quoted(stop);
        case QUOTE -> {
          if (bytes[at] == '"') {
            bytes[fieldEnd++] = '"';
            at++;
            state = State.QUOTED;
          } else if (endField(bytes[at++])) {
            return true;
          }
        }
        case CR -> {
          if (bytes[at++] != '\n') {
            throw bareReturn();
          }
          if (endLine()) {
            return true;
          }
        }
      }
    }
  }

  @Override
  boolean end() throws SQLException {
    return switch (state) {
      case FIELD -> {
        if (column == 0) {
          if (inHeader) {
            throw badHeader("nothing");
          }
          yield false;
        }
        quoted = false;
        fieldStart = at;
        fieldEnd = at;
        yield endField((byte) '\n');
      }
      case PLAIN, QUOTE -> endField((byte) '\n');
      case QUOTED -> throw at(ErrorCode.BAD_FRAME, "the quote before the text is never closed");
      case CR -> throw bareReturn();
    };
  }

  /** Reads a field without quotes; true when it ended a row. */
  private boolean plain(int stop) throws SQLException {
    byte[] b = bytes;
    int i = at;
    while (i < stop) {
      byte c = b[i];
      // Everything that ends a field is at most a comma; bytes beyond ASCII are negative.
      if (c <= ',' && (c == ',' || c == '\n' || c == '\r' || c == '"')) {
        fieldEnd = i;
        at = i + 1;
        return endField(c);
      }
      i++;
    }
    fieldEnd = i;
    at = i;
    return false;
  }

  private void quoted(int stop) {
    int from = at;
    while (at < stop && bytes[at] != '"') {
      at++;
    }
    // Behind two quotes in a row the rest of the field moves up by one.
    if (fieldEnd != from) {
      System.arraycopy(bytes, from, bytes, fieldEnd, at - from);
    }
    fieldEnd += at - from;
    if (at < stop) {
      at++;
      state = State.QUOTE;
    }
  }

  /** Takes the field that this byte ended; true when that ended a row. */
  private boolean endField(byte separator) throws SQLException {
    if (separator != ',' && separator != '\n' && separator != '\r') {
      throw at(
          ErrorCode.BAD_FRAME,
          quoted ? "text behind the closing quote" : "a quote inside a field without quotes");
    }
    if (inHeader) {
      takeName();
    } else if (column == width) {
      throw place.atRow(ErrorCode.BAD_FRAME, "has more than " + fields(width));
    } else {
      place.column(column);
      values[column] =
          isNull() ? null : fields.read(column, bytes, fieldStart, fieldEnd - fieldStart);
    }
    column++;
    state = separator == '\r' ? State.CR : State.FIELD;
    return separator == '\n' && endLine();
  }

  private boolean isNull() {
    return !quoted
        && fieldEnd - fieldStart == nullText.length
        && Arrays.equals(bytes, fieldStart, fieldEnd, nullText, 0, nullText.length);
  }

  /** Ends the line; true when it was a row. */
  private boolean endLine() throws SQLException {
    if (inHeader) {
      checkHeader();
      inHeader = false;
      beginLine();
      return false;
    }
    if (column < width) {
      throw place.atRow(
          ErrorCode.BAD_FRAME, "has " + fields(column) + ", expected " + fields(width));
    }
    beginLine();
    return true;
  }

  private void beginLine() {
    state = State.FIELD;
    column = 0;
    cap = at + TextEncoder.ROW_BYTES;
    if (!inHeader) {
      place.nextRow();
    }
  }

  private void takeName() throws SQLException {
    if (column == width) {
      throw badHeader("more than " + fields(width));
    }
    place.column(column);
    header.add(fields.text(bytes, fieldStart, fieldEnd - fieldStart));
  }

  private void checkHeader() throws SQLException {
    boolean same = header.size() == width;
    for (int i = 0; same && i < width; i++) {
      same = header.get(i).equalsIgnoreCase(columns.get(i).name());
    }
    if (!same) {
      throw badHeader(names(header));
    }
  }

  private SQLException badHeader(String found) {
    return place.atRow(
        ErrorCode.BAD_FRAME,
        "found "
            + found
            + ", expected "
            + names(columns.stream().map(Column::name).toList())
            + "; a program that writes no header needs WITH (header = false)");
  }

  private SQLException bareReturn() {
    return place.atRow(ErrorCode.BAD_FRAME, "a CR outside quotes without an LF");
  }

  private SQLException tooLarge() {
    return at(
        ErrorCode.OUTPUT,
        "the row has more than "
            + TextEncoder.ROW_BYTES
            + " bytes of CSV"
            + (state == State.QUOTED ? "; the quote before the text is not closed" : ""));
  }

  private SQLException at(ErrorCode code, String message) {
    place.column(column);
    return place.atColumn(code, message);
  }

  private static String names(List<String> names) {
    return names.stream().map(GuestText::quote).collect(Collectors.joining(", "));
  }

  private static String fields(int count) {
    return count == 1 ? "1 field" : count + " fields";
  }
}
