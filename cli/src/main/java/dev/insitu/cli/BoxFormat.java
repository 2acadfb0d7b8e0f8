package dev.insitu.cli;

import dev.insitu.sandbox.module.SafeText;
import java.io.IOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/**
 * A table drawn with lines, for people: numbers to the right, NULL as {@code NULL}, control
 * characters shown as escapes so that data cannot drive the terminal. A long text is cut with an
 * ellipsis, one with line breaks takes several lines. Rows are drawn in chunks; one that needs
 * wider columns than those before starts a new box.
 */
final class BoxFormat implements ResultFormat {
  private static final int CHUNK_ROWS = 1_000;
  private static final int CELL_LINES_MAX = 100;
  private static final int WIDTH_MAX = 64;
  private static final int WIDTH_MAX_ALONE = 200;
  private static final int WIDTH_MIN = 8;

  private final IntSupplier terminalColumns;

  BoxFormat(IntSupplier terminalColumns) {
    this.terminalColumns = terminalColumns;
  }

  @Override
  public long write(ResultSet rows, Writer out) throws SQLException, IOException {
    List<ResultColumn> columns = ResultColumn.of(rows.getMetaData());
    List<String[]> header = new ArrayList<>();
    for (ResultColumn column : columns) {
      header.add(new String[] {SafeText.escape(column.label())});
    }
    int[] widths = new int[columns.size()];
    long count = 0;
    boolean open = false;
    boolean more = true;
    while (more) {
      List<List<String[]>> chunk = new ArrayList<>();
      while (chunk.size() < CHUNK_ROWS && (more = rows.next())) {
        chunk.add(cells(rows, columns));
      }
      count += chunk.size();
      int[] wider = fitted(header, chunk, widths);
      if (!open || !Arrays.equals(wider, widths)) {
        if (open) {
          rule("└┴┘", widths, out);
        }
        widths = wider;
        open = true;
        rule("┌┬┐", widths, out);
        line(header, columns, widths, out);
        rule("├┼┤", widths, out);
      }
      for (List<String[]> row : chunk) {
        line(row, columns, widths, out);
      }
      out.flush();
    }
    rule("└┴┘", widths, out);
    return count;
  }

  private static List<String[]> cells(ResultSet rows, List<ResultColumn> columns)
      throws SQLException {
    List<String[]> cells = new ArrayList<>();
    for (ResultColumn column : columns) {
      cells.add(lines(column.text(rows)));
    }
    return cells;
  }

  private static String[] lines(@Nullable String value) {
    if (value == null) {
      return new String[] {"NULL"};
    }
    String[] lines = value.lines().limit(CELL_LINES_MAX + 1).toArray(String[]::new);
    if (lines.length == 0) {
      return new String[] {""};
    }
    if (lines.length > CELL_LINES_MAX) {
      lines = Arrays.copyOf(lines, CELL_LINES_MAX);
      lines[CELL_LINES_MAX - 1] = "…";
    }
    for (int i = 0; i < lines.length; i++) {
      lines[i] = SafeText.escape(lines[i]);
    }
    return lines;
  }

  private int[] fitted(List<String[]> header, List<List<String[]>> rows, int[] least) {
    int[] widths = least.clone();
    int most = widths.length == 1 ? WIDTH_MAX_ALONE : WIDTH_MAX;
    widen(widths, header, most);
    rows.forEach(row -> widen(widths, row, most));
    int screen = terminalColumns.getAsInt();
    int room = screen == 0 ? Integer.MAX_VALUE : screen - 3 * widths.length - 1;
    while (Arrays.stream(widths).sum() > room) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= WIDTH_MIN) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private static void widen(int[] widths, List<String[]> cells, int most) {
    for (int i = 0; i < widths.length; i++) {
      for (String line : cells.get(i)) {
        if (widths[i] < most) {
          widths[i] = Math.clamp(width(line), widths[i], most);
        }
      }
    }
  }

  private static void rule(String corners, int[] widths, Writer out) throws IOException {
    for (int i = 0; i < widths.length; i++) {
      out.write(corners.charAt(i == 0 ? 0 : 1));
      out.write("─".repeat(widths[i] + 2));
    }
    out.write(corners.charAt(2));
    out.write('\n');
  }

  private static void line(
      List<String[]> cells, List<ResultColumn> columns, int[] widths, Writer out)
      throws IOException {
    int height = cells.stream().mapToInt(lines -> lines.length).max().orElse(1);
    for (int at = 0; at < height; at++) {
      for (int i = 0; i < widths.length; i++) {
        String[] lines = cells.get(i);
        String text = at < lines.length ? cut(lines[at], widths[i]) : "";
        String gap = " ".repeat(Math.max(0, widths[i] - width(text)));
        out.write("│ ");
        out.write(columns.get(i).isNumber() ? gap + text : text + gap);
        out.write(' ');
      }
      out.write("│\n");
    }
  }

  private static String cut(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int taken = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      taken += Math.max(0, WCWidth.wcwidth(codePoint));
      if (taken >= width) {
        break;
      }
      kept.appendCodePoint(codePoint);
      i += Character.charCount(codePoint);
    }
    return kept.append('…').toString();
  }

  private static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x7f) {
        width++;
      } else {
        int codePoint = text.codePointAt(i);
        i += Character.charCount(codePoint) - 1;
        width += Math.max(0, WCWidth.wcwidth(codePoint));
      }
    }
    return width;
  }
}
