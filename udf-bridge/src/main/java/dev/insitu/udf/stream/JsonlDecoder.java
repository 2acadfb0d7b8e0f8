package dev.insitu.udf.stream;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.stream.JsonScanner.Token;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows from JSON Lines that a hostile program wrote, a line when all of it is there. Each is
 * an object that has every column once, as the key of its name in any order, and nothing else. The
 * last line may lack its end; lines of spaces are passed over.
 */
final class JsonlDecoder extends RowDecoder {

  private final List<Column> columns;
  private final ColumnKind[] kinds;
  private final Place place;
  private final FieldReader fields;

  /** Reads the elements of arrays: as columns of the elements' types. */
  private final FieldReader elements;

  private final List<Column> elementColumns;
  private final ColumnKind[] elementKinds;
  private final JsonScanner scanner;
  private final @Nullable Object[] values;
  private final boolean[] given;

  /** The keys of the last row in their order, and the columns that they named. */
  private final byte[][] keys;

  private final int[] keyColumns;

  /** Where the line starts, and up to where its end has been searched for. */
  private int start;

  private int at;

  JsonlDecoder(List<Column> columns, CallErrors errors) {
    super(4 * ROOM);
    this.columns = columns;
    this.kinds = ColumnKind.of(columns);
    this.place = new Place("output", columns, errors);
    this.fields = new FieldReader(columns, place);
    this.elementColumns = columns.stream().map(JsonlDecoder::element).toList();
    this.elementKinds = ColumnKind.of(elementColumns);
    this.elements = new FieldReader(elementColumns, place);
    this.scanner = new JsonScanner(place);
    this.values = new Object[columns.size()];
    this.given = new boolean[columns.size()];
    this.keys = new byte[columns.size()][];
    this.keyColumns = new int[columns.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = columns.get(i).name().getBytes(StandardCharsets.UTF_8);
      keyColumns[i] = i;
    }
  }

  private static Column element(Column column) {
    return column.type() instanceof SqlType.Array array
        ? new Column(column.name(), array.element())
        : column;
  }

  @Override
  void restart(CallErrors ofRun) {
    place.restart(ofRun);
    limit = 0;
    start = 0;
    at = 0;
  }

  @Override
  void compact() {
    keep(start, limit - start);
    at -= start;
    start = 0;
  }

  @Override
  @Nullable Object value(int index) {
    return values[index];
  }

  @Override
  boolean next() throws SQLException {
    while (true) {
      byte[] b = bytes;
      int i = at;
      while (i < limit && b[i] != '\n') {
        i++;
      }
      at = i;
      // A line has its end among its bytes.
      if (i - start >= TextEncoder.ROW_BYTES) {
        place.nextRow();
        throw place.atRow(
            ErrorCode.OUTPUT, "has more than " + TextEncoder.ROW_BYTES + " bytes of JSON");
      }
      if (i == limit) {
        return false;
      }
      int from = start;
      start = i + 1;
      at = start;
      if (line(from, i)) {
        return true;
      }
    }
  }

  @Override
  boolean end() throws SQLException {
    int from = start;
    start = limit;
    at = limit;
    return line(from, limit);
  }

  /** Reads a line; false when it has nothing but spaces. */
  private boolean line(int from, int to) throws SQLException {
    int first = from;
    while (first < to && JsonScanner.isSpace(bytes[first])) {
      first++;
    }
    if (first == to) {
      return false;
    }
    place.nextRow();
    scanner.open(bytes, from, to);
    Token token = scanner.next();
    if (token != Token.BEGIN_OBJECT) {
      throw scanner.expected("an object with the keys " + names(), token);
    }
    Arrays.fill(given, false);
    token = scanner.next();
    int count = 0;
    boolean more = token != Token.END_OBJECT;
    while (more) {
      if (token != Token.STRING) {
        throw scanner.expected("a key", token);
      }
      int column = column(count++);
      expect(Token.COLON);
      place.column(column);
      values[column] = value(column, scanner.next());
      token = scanner.next();
      more = token == Token.COMMA;
      if (more) {
        token = scanner.next();
      } else if (token != Token.END_OBJECT) {
        throw scanner.expected("',' or '}'", token);
      }
    }
    expect(Token.END);
    checkComplete(count);
    return true;
  }

  private void expect(Token wanted) throws SQLException {
    Token found = scanner.next();
    if (found != wanted) {
      throw scanner.expected(wanted.toString(), found);
    }
  }

  /** Returns the column that a key names: most often the one of the row before. */
  private int column(int position) throws SQLException {
    int from = scanner.contentFrom();
    int to = from + scanner.contentLength();
    int column = -1;
    if (position < keys.length
        && Arrays.equals(scanner.content(), from, to, keys[position], 0, keys[position].length)) {
      column = keyColumns[position];
    } else {
      column = search();
      if (position < keys.length) {
        keys[position] = scanner.copy();
        keyColumns[position] = column;
      }
    }
    if (given[column]) {
      throw place.atRow(
          ErrorCode.BAD_FRAME,
          "has column " + GuestText.escape(columns.get(column).name()) + " twice");
    }
    given[column] = true;
    return column;
  }

  /** Returns the column of this name, otherwise the one of this name in other cases of letters. */
  private int search() throws SQLException {
    byte[] content = scanner.content();
    int from = scanner.contentFrom();
    int length = scanner.contentLength();
    if (Utf8.malformedAt(content, from, from + length) >= 0) {
      throw place.atRow(
          ErrorCode.BAD_TEXT, "a key is not UTF-8: " + GuestText.quote(content, from, length));
    }
    String name = new String(content, from, length, StandardCharsets.UTF_8);
    int found = -1;
    boolean one = true;
    for (int i = 0; i < columns.size(); i++) {
      String wanted = columns.get(i).name();
      if (wanted.equals(name)) {
        return i;
      }
      if (wanted.equalsIgnoreCase(name)) {
        one = found < 0;
        found = i;
      }
    }
    if (found < 0 || !one) {
      throw place.atRow(
          ErrorCode.BAD_FRAME, "has the key " + GuestText.quote(name) + ", expected " + names());
    }
    return found;
  }

  private void checkComplete(int count) throws SQLException {
    if (count == given.length) {
      return;
    }
    for (int i = 0; i < given.length; i++) {
      if (!given[i]) {
        throw place.atRow(
            ErrorCode.BAD_FRAME,
            "has no key " + GuestText.quote(columns.get(i).name()) + "; NULL is written as null");
      }
    }
  }

  private @Nullable Object value(int column, Token token) throws SQLException {
    return token == Token.BEGIN_ARRAY && kinds[column] == ColumnKind.ARRAY
        ? array(column, (SqlType.Array) columns.get(column).type())
        : value(column, token, fields, columns.get(column).type(), kinds[column]);
  }

  /** Reads an array behind its bracket; what an element may be is never an array. */
  private @Nullable Object[] array(int column, SqlType.Array type) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    Token token = scanner.next();
    boolean more = token != Token.END_ARRAY;
    while (more) {
      if (values.size() == type.most()) {
        place.element(0);
        throw place.atColumn(
            ErrorCode.TEXT_LENGTH,
            "more elements than the " + type.most() + " that " + type + " allows");
      }
      place.element(values.size() + 1);
      values.add(value(column, token, elements, type.element(), elementKinds[column]));
      token = scanner.next();
      more = token == Token.COMMA;
      if (more) {
        token = scanner.next();
      } else if (token != Token.END_ARRAY) {
        throw scanner.expected("',' or ']'", token);
      }
    }
    return values.toArray();
  }

  private @Nullable Object value(
      int column, Token token, FieldReader reader, SqlType type, ColumnKind kind)
      throws SQLException {
    return switch (token) {
      case NULL -> null;
      case STRING -> {
        if (kind == ColumnKind.ARRAY) {
          throw noValue(type, kind, token);
        }
        yield reader.read(
            column, scanner.content(), scanner.contentFrom(), scanner.contentLength());
      }
      case NUMBER -> number(column, reader, type, kind);
      case TRUE, FALSE -> {
        if (kind != ColumnKind.BOOLEAN) {
          throw noValue(type, kind, token);
        }
        yield token == Token.TRUE;
      }
      case BEGIN_OBJECT, BEGIN_ARRAY -> throw noValue(type, kind, token);
      case END_OBJECT, END_ARRAY, COLON, COMMA, END -> throw scanner.expected("a value", token);
    };
  }

  private Object number(int column, FieldReader reader, SqlType type, ColumnKind kind)
      throws SQLException {
    byte[] content = scanner.content();
    int from = scanner.contentFrom();
    int length = scanner.contentLength();
    return switch (kind) {
      case TINYINT, SMALLINT, INTEGER, BIGINT -> reader.whole(column, content, from, length);
      case BOOLEAN, REAL, DOUBLE, DECIMAL -> reader.read(column, content, from, length);
      case CHAR, VARCHAR, BINARY, VARBINARY, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ, UUID, ARRAY ->
          throw noValue(type, kind, Token.NUMBER);
    };
  }

  private SQLException noValue(SqlType type, ColumnKind kind, Token found) {
    String hint =
        switch (kind) {
          case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL -> "";
          case ARRAY -> "; it must be an array";
          default -> "; it must be a string";
        };
    return place.atColumn(ErrorCode.BAD_VALUE, found + " is no " + type + hint);
  }

  private String names() {
    return columns.stream().map(c -> GuestText.quote(c.name())).collect(Collectors.joining(", "));
  }
}
