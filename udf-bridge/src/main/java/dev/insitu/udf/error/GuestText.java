package dev.insitu.udf.error;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Text of a guest made fit for messages, logs and terminals: one line, in which nothing controls a
 * terminal or changes the order of reading.
 */
public final class GuestText {
  private static final int QUOTED = 64;

  private GuestText() {}

  /** Returns the text with control, format and unpaired characters written as escapes. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    append(escaped, text, text.length());
    return escaped.toString();
  }

  /** Returns the text in quotes, escaped, at most 64 characters of it. */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder("'");
    boolean whole = text.codePointCount(0, text.length()) <= QUOTED;
    append(quoted, text, whole ? text.length() : text.offsetByCodePoints(0, QUOTED));
    return quoted.append(whole ? "'" : "…'").toString();
  }

  /** Returns bytes as quoted text; what is no UTF-8 shows as U+FFFD. */
  public static String quote(byte[] bytes, int offset, int length) {
    // Four bytes a character at most: what lies behind them is cut off anyway.
    int most = Math.min(length, 4 * (QUOTED + 1));
    return quote(StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, offset, most)).toString());
  }

  private static void append(StringBuilder to, String text, int end) {
    for (int i = 0; i < end; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '\n' -> to.append("\\n");
        case '\r' -> to.append("\\r");
        case '\t' -> to.append("\\t");
        default -> {
          if (isHarmless(c)) {
            to.appendCodePoint(c);
          } else {
            Character.toString(c)
                .chars()
                .forEach(unit -> to.append(String.format(Locale.ROOT, "\\u%04X", unit)));
          }
        }
      }
    }
  }

  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
