package dev.insitu.sandbox.module;

import java.util.Locale;

/** Text that strangers wrote, made fit for messages, logs and terminals. */
public final class SafeText {
  private static final int SHOWN = 64;

  private SafeText() {}

  /** Quotes a name: escaped, at most 64 characters. */
  public static String quote(String name) {
    boolean whole = name.codePointCount(0, name.length()) <= SHOWN;
    String shown = whole ? name : name.substring(0, name.offsetByCodePoints(0, SHOWN));
    return "'" + escape(shown) + (whole ? "'" : "…'");
  }

  /**
   * Escapes what could move a cursor, forge a line or turn the direction of reading: controls (C0,
   * DEL, C1), format characters, separators of lines and paragraphs, unpaired surrogates. They come
   * out as {@code \n}, {@code \r}, {@code \t} or a backslash, u and four digits a UTF-16 unit.
   */
  public static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(safe, c));
    return safe.toString();
  }

  private static void append(StringBuilder safe, int c) {
    switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE -> {
        switch (c) {
          case '\n' -> safe.append("\\n");
          case '\r' -> safe.append("\\r");
          case '\t' -> safe.append("\\t");
          default ->
              Character.toString(c)
                  .chars()
                  .forEach(unit -> safe.append(String.format(Locale.ROOT, "\\u%04X", unit)));
        }
      }
      default -> safe.appendCodePoint(c);
    }
  }
}
