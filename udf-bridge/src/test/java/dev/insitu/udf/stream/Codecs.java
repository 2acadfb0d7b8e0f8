package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.type.Column;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows through encoders and decoders, and what tests of them write down. */
final class Codecs {
  static final CallErrors ERRORS = CallErrors.ofFunction("F");

  private Codecs() {}

  static byte[] encode(RowEncoder encoder, List<Column> columns, List<Object[]> rows)
      throws SQLException {
    encoder.restart(ERRORS);
    try (ListRows source = new ListRows(columns, rows.iterator())) {
      while (source.next()) {
        encoder.row(source);
      }
    }
    encoder.end();
    return Arrays.copyOfRange(
        encoder.bytes(), encoder.offset(), encoder.offset() + encoder.length());
  }

  /** Gives a decoder the bytes in pieces of this size and returns the rows. */
  static List<List<Object>> decode(
      RowDecoder decoder, List<Column> columns, byte[] output, int piece) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    for (int at = 0; at < output.length; ) {
      int count = Math.min(Math.min(piece, decoder.room()), output.length - at);
      System.arraycopy(output, at, decoder.bytes(), decoder.limit(), count);
      decoder.filled(count);
      at += count;
      while (decoder.next()) {
        rows.add(row(decoder, columns.size()));
      }
    }
    if (decoder.end()) {
      rows.add(row(decoder, columns.size()));
    }
    return rows;
  }

  private static List<Object> row(RowDecoder decoder, int width) {
    Object[] values = new Object[width];
    for (int i = 0; i < width; i++) {
      values[i] = decoder.value(i);
    }
    return SqlValues.list(values);
  }

  static Object[] row(Object... values) {
    return values == null ? new Object[] {null} : values;
  }

  /** Returns columns A, B and so on of these types. */
  static List<Column> columns(String... types) {
    List<Column> columns = new ArrayList<>();
    for (String type : types) {
      columns.add(new Column(String.valueOf((char) ('A' + columns.size())), SqlValues.type(type)));
    }
    return columns;
  }

  /** Commas part types, semicolons stand inside them. */
  static String[] types(String types) {
    return Arrays.stream(types.split(",")).map(t -> t.replace(';', ',')).toArray(String[]::new);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Bytes as matrices write them: backslash n, r, s (space), xHH, uHHHH, or itself twice. */
  static byte[] unescape(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        bytes.writeBytes(bytes(String.valueOf(c)));
        continue;
      }
      switch (text.charAt(++i)) {
        case '\\' -> bytes.write('\\');
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        case 's' -> bytes.write(' ');
        case 'x' -> {
          bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
          i += 2;
        }
        case 'u' -> {
          bytes.writeBytes(bytes(Character.toString(Integer.parseInt(text, i + 1, i + 5, 16))));
          i += 4;
        }
        default -> throw new IllegalArgumentException(text);
      }
    }
    return bytes.toByteArray();
  }
}
