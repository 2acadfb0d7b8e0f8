package dev.insitu.cli;

import java.io.IOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values as RFC 4180 has them, with a header; NULL is nothing, an empty string is
 * {@code ""}, a line ends with a line feed.
 */
final class CsvFormat implements ResultFormat {
  @Override
  public long write(ResultSet rows, Writer out) throws SQLException, IOException {
    List<ResultColumn> columns = ResultColumn.of(rows.getMetaData());
    boolean more = rows.next();
    // Not before the first row is there: what fails at once leaves no header.
    for (ResultColumn column : columns) {
      field(column.index(), column.label(), out);
    }
    out.write('\n');
    long count = 0;
    for (; more; more = rows.next()) {
      for (ResultColumn column : columns) {
        field(column.index(), column.text(rows), out);
      }
      out.write('\n');
      count++;
    }
    return count;
  }

  private static void field(int index, @Nullable String value, Writer out) throws IOException {
    if (index > 1) {
      out.write(',');
    }
    if (value == null) {
      return;
    }
    if (value.isEmpty() || needsQuotes(value)) {
      out.write('"');
      out.write(value.replace("\"", "\"\""));
      out.write('"');
    } else {
      out.write(value);
    }
  }

  private static boolean needsQuotes(String value) {
    for (int i = 0; i < value.length(); i++) {
      switch (value.charAt(i)) {
        case ',', '"', '\n', '\r' -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }
}
