package dev.insitu.cli;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON array of objects a result, a row on each line. Numbers keep every digit; those that JSON
 * has no number for (NaN, infinities) are strings; bytes are hexadecimal.
 */
final class JsonFormat implements ResultFormat {
  @Override
  public long write(ResultSet rows, Writer out) throws SQLException, IOException {
    List<ResultColumn> columns = ResultColumn.of(rows.getMetaData());
    List<String> keys = keys(columns);
    long count = 0;
    boolean more = rows.next();
    out.write('[');
    for (; more; more = rows.next()) {
      out.write(count == 0 ? "\n{" : ",\n{");
      for (ResultColumn column : columns) {
        out.write(keys.get(column.index() - 1));
        value(column, rows, out);
      }
      out.write('}');
      count++;
    }
    out.write(count == 0 ? "]\n" : "\n]\n");
    return count;
  }

  /**
   * Returns what stands before each value; labels that repeat are numbered: an object's are not.
   */
  private static List<String> keys(List<ResultColumn> columns) throws IOException {
    Set<String> taken = new HashSet<>();
    columns.forEach(column -> taken.add(column.label()));
    Set<String> used = new HashSet<>();
    List<String> keys = new ArrayList<>();
    for (ResultColumn column : columns) {
      String key = column.label();
      for (int n = 2; !used.add(key); n++) {
        String numbered = column.label() + "_" + n;
        key = taken.contains(numbered) ? key : numbered;
      }
      StringBuilder text = new StringBuilder(column.index() == 1 ? "" : ", ");
      string(key, text);
      keys.add(text.append(": ").toString());
    }
    return keys;
  }

  private static void value(ResultColumn column, ResultSet rows, Writer out)
      throws SQLException, IOException {
    switch (column.kind()) {
      case ARRAY -> {
        Array array = rows.getArray(column.index());
        object(array == null ? null : array.getArray(), out);
      }
      case BOOLEAN -> {
        boolean value = rows.getBoolean(column.index());
        out.write(rows.wasNull() ? "null" : String.valueOf(value));
      }
      case EXACT_NUMBER, BINARY_FLOAT -> number(column.text(rows), out);
      case JSON -> {
        String json = column.text(rows);
        out.write(json == null ? "null" : json);
      }
      case TEXT, BYTES -> {
        String text = column.text(rows);
        if (text == null) {
          out.write("null");
        } else {
          string(text, out);
        }
      }
    }
  }

  private static void object(@Nullable Object value, Writer out) throws IOException {
    switch (value) {
      case null -> out.write("null");
      case Object[] elements -> {
        out.write('[');
        for (int i = 0; i < elements.length; i++) {
          out.write(i == 0 ? "" : ", ");
          object(elements[i], out);
        }
        out.write(']');
      }
      case Boolean truth -> out.write(truth.toString());
      case Number number -> number(number.toString(), out);
      case byte[] bytes -> string(HexFormat.of().formatHex(bytes), out);
      default -> string(value.toString(), out);
    }
  }

  private static void number(@Nullable String digits, Writer out) throws IOException {
    if (digits == null) {
      out.write("null");
    } else if (isNumber(digits)) {
      out.write(digits);
    } else {
      string(digits, out);
    }
  }

  private static boolean isNumber(String digits) {
    try {
      // BigDecimal also reads digits of other scripts and a leading plus: JSON does not.
      return StandardCharsets.US_ASCII.newEncoder().canEncode(digits)
          && !digits.startsWith("+")
          && !digits.startsWith(".")
          && new BigDecimal(digits).signum() >= -1;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static void string(String text, Appendable out) throws IOException {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f || isLoneSurrogate(text, i)) {
            out.append("\\u").append(HexFormat.of().toHexDigits(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
