package dev.insitu.tests;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/** Writes modules that no compiler would write, section by section. */
final class WasmBytes {
  static final int TYPE = 1;
  static final int FUNCTION = 3;
  static final int TABLE = 4;
  static final int MEMORY = 5;
  static final int GLOBAL = 6;
  static final int EXPORT = 7;
  static final int ELEMENT = 9;
  static final int CODE = 10;
  static final int DATA = 11;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Starts a module. */
  static WasmBytes module() {
    return new WasmBytes().op(0, 'a', 's', 'm', 1, 0, 0, 0);
  }

  static WasmBytes bytes() {
    return new WasmBytes();
  }

  WasmBytes op(int... bytes) {
    for (int value : bytes) {
      out.write(value);
    }
    return this;
  }

  WasmBytes u(long value) {
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  WasmBytes text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return u(bytes.length).raw(bytes);
  }

  WasmBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  WasmBytes times(int count, int... bytes) {
    for (int i = 0; i < count; i++) {
      op(bytes);
    }
    return this;
  }

  WasmBytes each(int count, IntConsumer entry) {
    for (int i = 0; i < count; i++) {
      entry.accept(i);
    }
    return this;
  }

  WasmBytes section(int id, WasmBytes content) {
    return op(id).sized(content);
  }

  /** Adds one type without parameters and results, and this many functions of it. */
  WasmBytes functions(int count) {
    return section(TYPE, bytes().u(1).op(0x60, 0, 0))
        .section(FUNCTION, bytes().u(count).times(count, 0));
  }

  /** Adds the code of so many functions, each with this body. */
  WasmBytes code(int count, WasmBytes body) {
    WasmBytes content = bytes().u(count);
    for (int i = 0; i < count; i++) {
      content.sized(body);
    }
    return section(CODE, content);
  }

  WasmBytes sized(WasmBytes content) {
    return u(content.out.size()).raw(content.out.toByteArray());
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
