package dev.insitu.udf.call;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** Strict UTF-8 in both directions: nothing is replaced. */
final class Utf8 {
  private Utf8() {}

  static byte[] encode(String text, CallErrors errors) throws SQLException {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] result = new byte[bytes.remaining()];
      bytes.get(result);
      return result;
    } catch (CharacterCodingException e) {
      throw errors.error(ErrorCode.BAD_TEXT, "a text argument has an unpaired surrogate");
    }
  }

  static String decode(byte[] bytes, CallErrors errors) throws SQLException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, /* endOfInput= */ true);
    if (result.isError()) {
      throw errors.error(
          ErrorCode.BAD_TEXT, "returned text that is not UTF-8 at byte " + in.position());
    }
    return out.flip().toString();
  }
}
