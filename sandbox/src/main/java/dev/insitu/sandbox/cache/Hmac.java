package dev.insitu.sandbox.cache;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/*
 * Written out because javax.crypto takes 30 ms to start, which is more than all else that a hit
 * costs. A test holds it against javax.crypto.
 */
/** HMAC-SHA-256 as RFC 2104 defines it, for keys of at most one block. */
final class Hmac {
  /** Bytes of a key, and of a code. */
  static final int BYTES = 32;

  private static final int BLOCK = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5C;

  private Hmac() {}

  /** Returns the code of the parts, one after the other. */
  static byte[] of(byte[] key, byte[]... parts) {
    MessageDigest digest = sha256();
    digest.update(pad(key, INNER));
    for (byte[] part : parts) {
      digest.update(part);
    }
    byte[] inner = digest.digest();
    digest.update(pad(key, OUTER));
    return digest.digest(inner);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static byte[] pad(byte[] key, byte value) {
    if (key.length > BLOCK) {
      throw new IllegalArgumentException("key of " + key.length + " bytes");
    }
    byte[] block = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      block[i] = (byte) (value ^ (i < key.length ? key[i] : 0));
    }
    return block;
  }
}
