package dev.insitu.udf.error;

import dev.insitu.sandbox.module.SafeText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Text of users and guests made fit for messages, as {@link SafeText} says. */
public final class GuestText {
  /** Bytes of UTF-8 that hold more characters than a quotation shows. */
  private static final int QUOTED_BYTES = 4 * 65;

  private GuestText() {}

  /** Returns the text on one line, controls escaped. */
  public static String escape(String text) {
    return SafeText.escape(text);
  }

  /** Returns the text in quotes, escaped, at most 64 characters of it. */
  public static String quote(String text) {
    return SafeText.quote(text);
  }

  /** Returns bytes as quoted text; what is no UTF-8 shows as U+FFFD. */
  public static String quote(byte[] bytes, int offset, int length) {
    int most = Math.min(length, QUOTED_BYTES);
    return quote(StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, offset, most)).toString());
  }
}
