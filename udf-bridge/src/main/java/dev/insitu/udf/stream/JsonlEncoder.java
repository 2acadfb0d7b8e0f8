package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as JSON Lines: an object on each line, whose keys are the columns' names in order,
 * without spaces.
 */
final class JsonlEncoder extends TextEncoder {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final Place place;

  /** What stands before the value of each column. */
  private final byte[][] keys;

  JsonlEncoder(List<Column> columns, CallErrors errors) throws SQLException {
    this.place = new Place("input", columns, errors);
    this.keys = new byte[columns.size()][];
    Set<String> names = new HashSet<>();
    for (int i = 0; i < keys.length; i++) {
      String name = columns.get(i).name();
      if (!names.add(name)) {
        throw errors.error(
            ErrorCode.NOT_SUPPORTED,
            "input: two columns are named "
                + GuestText.escape(name)
                + ", which no JSON object can hold; rename one");
      }
      place.column(i);
      reserve(1);
      bytes[end++] = (byte) (i == 0 ? '{' : ',');
      text(name);
      reserve(1);
      bytes[end++] = ':';
      keys[i] = Arrays.copyOf(bytes, end);
      clear();
    }
  }

  @Override
  void restart(CallErrors ofRun) {
    clear();
    place.restart(ofRun);
  }

  @Override
  void row(RowSource row) throws SQLException {
    place.nextRow();
    if (keys.length == 0) {
      return;
    }
    int from = end;
    for (int i = 0; i < keys.length; i++) {
      place.column(i);
      byte[] key = keys[i];
      reserve(key.length);
      System.arraycopy(key, 0, bytes, end, key.length);
      end += key.length;
      value(row.value(i));
      if (end - from > ROW_BYTES) {
        throw tooLarge();
      }
    }
    reserve(2);
    bytes[end++] = '}';
    bytes[end++] = '\n';
  }

  @Override
  void end() {
    // Each row was complete at once.
  }

  private void value(@Nullable Object value) throws SQLException {
    switch (value) {
      case null -> ascii("null");
      case String text -> text(text);
      case Float number when !Float.isFinite(number) -> quoted(CsvFormat.text(number));
      case Double number when !Double.isFinite(number) -> quoted(CsvFormat.text(number));
      case byte[] hex when hex.length > ROW_BYTES / 2 -> throw tooLarge();
      case Object[] elements -> array(elements);
      default -> plain(value);
    }
  }

  private void array(@Nullable Object[] elements) throws SQLException {
    int from = end;
    reserve(1);
    bytes[end++] = '[';
    for (int i = 0; i < elements.length; i++) {
      place.element(i + 1);
      reserve(1);
      bytes[end] = ',';
      end += i == 0 ? 0 : 1;
      value(elements[i]);
      if (end - from > ROW_BYTES) {
        throw tooLarge();
      }
    }
    place.element(0);
    reserve(1);
    bytes[end++] = ']';
  }

  private void plain(Object value) {
    if (number(value) || temporal(value)) {
      return;
    }
    boolean bare = value instanceof Number || value instanceof Boolean;
    String text = CsvFormat.text(value);
    if (bare) {
      ascii(text);
    } else {
      quoted(text);
    }
  }

  private boolean temporal(Object value) {
    reserve(TemporalText.BYTES + 2);
    int written = TemporalText.writeIso(value, bytes, end + 1);
    if (written < 0) {
      return false;
    }
    bytes[end] = '"';
    bytes[written] = '"';
    end = written + 1;
    return true;
  }

  private void quoted(String ascii) {
    reserve(1);
    bytes[end++] = '"';
    ascii(ascii);
    reserve(1);
    bytes[end++] = '"';
  }

  private void text(String text) throws SQLException {
    int length = text.length();
    if (length > ROW_BYTES) {
      throw tooLarge();
    }
    int escaped = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      escaped += c < ' ' || c == '"' || c == '\\' ? 1 : 0;
    }
    // An escape has six bytes at most.
    reserve(2 + 3 * (length - escaped) + 6 * escaped);
    bytes[end++] = '"';
    if (escaped == 0) {
      int encoded = Utf8.encode(text, bytes, end);
      if (encoded < 0) {
        throw unpaired();
      }
      end = encoded;
    } else {
      escape(text);
    }
    bytes[end++] = '"';
  }

  private void escape(String text) throws SQLException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        int point = text.codePointAt(i);
        end = Utf8.put(point, bytes, end);
        if (end < 0) {
          throw unpaired();
        }
        i += Character.charCount(point) - 1;
      } else if (c >= ' ' && c != '"' && c != '\\') {
        bytes[end++] = (byte) c;
      } else {
        bytes[end++] = '\\';
        escape(c);
      }
    }
  }

  private void escape(char c) {
    switch (c) {
      case '\n' -> bytes[end++] = 'n';
      case '\r' -> bytes[end++] = 'r';
      case '\t' -> bytes[end++] = 't';
      case '\b' -> bytes[end++] = 'b';
      case '\f' -> bytes[end++] = 'f';
      case '"', '\\' -> bytes[end++] = (byte) c;
      default -> {
        ascii("u00");
        bytes[end++] = HEX[c >> 4];
        bytes[end++] = HEX[c & 0xF];
      }
    }
  }

  private SQLException unpaired() {
    return place.atColumn(ErrorCode.BAD_TEXT, "the text has an unpaired surrogate");
  }

  private SQLException tooLarge() {
    return place.atColumn(
        ErrorCode.MEMORY, "the row has more than " + ROW_BYTES + " bytes of JSON");
  }
}
