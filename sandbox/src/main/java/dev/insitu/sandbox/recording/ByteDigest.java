package dev.insitu.sandbox.recording;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Digest of a sequence of bytes.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
record ByteDigest(long bytes, int crc32c, String sha256) {
  static final int SHA_BYTES = 32;

  /** Sums bytes up. */
  static final class Sum {
    private final CRC32C crc = new CRC32C();
    private final MessageDigest sha = newSha256();
    private long bytes;

    void add(byte[] source, int offset, int length) {
      crc.update(source, offset, length);
      sha.update(source, offset, length);
      bytes += length;
    }

    long bytes() {
      return bytes;
    }

    /** Returns the digest of what was added; nothing can be added afterwards. */
    ByteDigest end() {
      return new ByteDigest(bytes, (int) crc.getValue(), HexFormat.of().formatHex(sha.digest()));
    }
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static int crc32c(byte[] source, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(source, offset, length);
    return (int) crc.getValue();
  }

  static String shown(int crc32c) {
    return "CRC32C " + HexFormat.of().toHexDigits(crc32c);
  }
}
