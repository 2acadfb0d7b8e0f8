package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as CSV (RFC 4180, lines end with LF) into a buffer of its own, which grows to the
 * largest row; whoever sends the bytes on says how many it took.
 */
final class CsvEncoder extends TextEncoder {
  private final CsvFormat format;
  private final List<Column> columns;
  private final byte[] nullText;
  private final Place place;

  CsvEncoder(CsvFormat format, List<Column> columns, CallErrors errors) throws SQLException {
    CsvFormat.requireFields("input", columns, errors);
    this.format = format;
    this.columns = columns;
    this.nullText = format.nullBytes();
    this.place = new Place("input", columns, errors);
  }

  @Override
  void restart(CallErrors ofRun) throws SQLException {
    clear();
    place.restart(ofRun);
    if (!format.header() || columns.isEmpty()) {
      return;
    }
    for (int i = 0; i < columns.size(); i++) {
      separate(i);
      text(columns.get(i).name());
    }
    newLine();
  }

  @Override
  void row(RowSource row) throws SQLException {
    place.nextRow();
    int width = columns.size();
    if (width == 0) {
      return;
    }
    int from = end;
    for (int i = 0; i < width; i++) {
      separate(i);
      value(row.value(i));
      if (end - from > ROW_BYTES) {
        throw tooLarge();
      }
    }
    newLine();
  }

  @Override
  void end() {
    // Each row was complete at once.
  }

  private void separate(int column) {
    place.column(column);
    if (column > 0) {
      reserve(1);
      bytes[end++] = ',';
    }
  }

  private void newLine() {
    reserve(1);
    bytes[end++] = '\n';
  }

  private void value(@Nullable Object value) throws SQLException {
    if (value == null) {
      reserve(nullText.length);
      System.arraycopy(nullText, 0, bytes, end, nullText.length);
      end += nullText.length;
    } else if (value instanceof String text) {
      text(text);
    } else {
      if (value instanceof byte[] hex && hex.length > ROW_BYTES / 2) {
        throw tooLarge();
      }
      int from = end;
      if (!number(value) && !temporal(value)) {
        ascii(CsvFormat.text(value));
      }
      if (isNullText(from)) {
        quote(from, /* quotes= */ 0);
      }
    }
  }

  /** Writes a date or time; false when the value is none. */
  private boolean temporal(Object value) {
    reserve(TemporalText.BYTES);
    int written = TemporalText.write(value, bytes, end);
    end = written < 0 ? end : written;
    return written >= 0;
  }

  private void text(String text) throws SQLException {
    int length = text.length();
    if (length > ROW_BYTES) {
      throw tooLarge();
    }
    reserve(3 * length);
    int from = end;
    int at = end;
    int quotes = 0;
    boolean special = length == 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[at++] = (byte) c;
        if (c == '"') {
          quotes++;
        } else if (c == ',' || c == '\n' || c == '\r') {
          special = true;
        }
      } else {
        int point = text.codePointAt(i);
        at = Utf8.put(point, bytes, at);
        if (at < 0) {
          throw place.atColumn(ErrorCode.BAD_TEXT, "the text has an unpaired surrogate");
        }
        i += Character.charCount(point) - 1;
      }
    }
    end = at;
    if (special || quotes > 0 || isNullText(from)) {
      quote(from, quotes);
    }
  }

  private boolean isNullText(int from) {
    return end - from == nullText.length
        && Arrays.equals(bytes, from, end, nullText, 0, nullText.length);
  }

  /** Puts the field that starts there into quotes and doubles those that it has. */
  private void quote(int from, int quotes) {
    reserve(2 + quotes);
    int read = end - 1;
    end += 2 + quotes;
    int write = end - 1;
    bytes[write--] = '"';
    for (; read >= from; read--) {
      byte b = bytes[read];
      bytes[write--] = b;
      if (b == '"') {
        bytes[write--] = '"';
      }
    }
    bytes[write] = '"';
  }

  private SQLException tooLarge() {
    return place.atColumn(ErrorCode.MEMORY, "the row has more than " + ROW_BYTES + " bytes of CSV");
  }
}
