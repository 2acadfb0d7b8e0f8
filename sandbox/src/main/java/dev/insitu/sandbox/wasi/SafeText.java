package dev.insitu.sandbox.wasi;

import java.util.Locale;

/** Text of guests made safe for logs, messages and terminals. */
final class SafeText {
  private SafeText() {}

  /**
   * Escapes what could move a cursor, forge a line or turn the direction of writing: {@code \n},
   * {@code \r}, {@code \t}, and {@code \}{@code u001B} and the like for other controls (C0, DEL,
   * C1), bidirectional controls and the separators of lines and paragraphs.
   */
  static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> safe.append("\\n");
        case '\r' -> safe.append("\\r");
        case '\t' -> safe.append("\\t");
        default -> {
          if (isControl(c)) {
            safe.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
          } else {
            safe.append(c);
          }
        }
      }
    }
    return safe.toString();
  }

  private static boolean isControl(char c) {
    return Character.isISOControl(c)
        || c == 0x061C
        || c == 0x200E
        || c == 0x200F
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }
}
