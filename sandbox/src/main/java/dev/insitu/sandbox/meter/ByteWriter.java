package dev.insitu.sandbox.meter;

import java.io.ByteArrayOutputStream;

/** Bytes of a module under construction. */
final class ByteWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ByteWriter bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  ByteWriter copy(byte[] source, int start, int end) {
    out.write(source, start, end - start);
    return this;
  }

  ByteWriter unsigned(long value) {
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  ByteWriter signed(long value) {
    long rest = value;
    while (rest < -64 || rest > 63) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>= 7;
    }
    out.write((int) (rest & 0x7F));
    return this;
  }

  /** Appends a value with its length before it. */
  ByteWriter sized(byte[] content) {
    return unsigned(content.length).copy(content, 0, content.length);
  }

  ByteWriter i32(int value) {
    return bytes(0x41).signed(value);
  }

  ByteWriter call(int function) {
    return bytes(0x10).unsigned(function);
  }

  ByteWriter localGet(int local) {
    return bytes(0x20).unsigned(local);
  }

  ByteWriter localSet(int local) {
    return bytes(0x21).unsigned(local);
  }

  ByteWriter localTee(int local) {
    return bytes(0x22).unsigned(local);
  }

  ByteWriter section(int id, byte[] content) {
    return bytes(id).sized(content);
  }

  int size() {
    return out.size();
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
