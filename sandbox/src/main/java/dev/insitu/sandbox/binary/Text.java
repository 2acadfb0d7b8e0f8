package dev.insitu.sandbox.binary;

/** Guest text made fit for messages. */
public final class Text {
  private static final int SHOWN = 64;

  private Text() {}

  /** Quotes a name: control and format characters escaped, at most 64 characters. */
  public static String quote(String name) {
    StringBuilder text = new StringBuilder("'");
    name.codePoints()
        .limit(SHOWN)
        .forEach(c -> {
          if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            text.append("\\u{").append(Integer.toHexString(c)).append('}');
          } else {
            text.appendCodePoint(c);
          }
        });
    return text.append(name.codePointCount(0, name.length()) > SHOWN ? "…'" : "'").toString();
  }
}
