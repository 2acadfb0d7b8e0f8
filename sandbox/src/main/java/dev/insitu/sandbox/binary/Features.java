package dev.insitu.sandbox.binary;

import java.util.Locale;

/** The proposals that the sandbox refuses, each with the way out. */
final class Features {
  private Features() {}

  private static final String EXCEPTIONS =
      "exception handling is refused; build with -fno-exceptions";
  private static final String COLLECTED =
      "garbage-collected types are refused; build for linear memory";
  private static final String TYPED = "typed function references are refused; use call_indirect";
  private static final String STRINGS =
      "string references are refused; keep strings in linear memory";
  private static final String STACKS = "stack switching is refused; build without continuations";

  /** Says why a section is refused. */
  static String section(int id) {
    return switch (id) {
      case 13 -> EXCEPTIONS;
      case 14 -> STRINGS;
      default -> "unknown section, must be 0 to " + Section.DATA_COUNT;
    };
  }

  /** Says why a type is refused that is no function's. */
  static String typeForm(int form) {
    return switch (form) {
      case 0x4E, 0x4F, 0x50, 0x5E, 0x5F -> COLLECTED;
      case 0x5D -> STACKS;
      default -> "type of form " + hex(form) + ", must be 0x60, a function's";
    };
  }

  /** Says why a type of values is refused. */
  static String type(int code) {
    return switch (code) {
      case 0x7B -> "type v128: " + refusal(0xFD);
      case 0x6F, 0x72 -> "type externref is refused; use integers as handles";
      case 0x69, 0x74 -> "type exnref: " + EXCEPTIONS;
      case 0x63, 0x64, 0x73 -> "type of a reference: " + TYPED;
      case 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x71, 0x77, 0x78 -> "type " + hex(code) + ": " + COLLECTED;
      case 0x60, 0x61, 0x62, 0x66, 0x67 -> "type " + hex(code) + ": " + STRINGS;
      case 0x68, 0x75 -> "type contref: " + STACKS;
      default -> "type " + hex(code) + " is unknown; allowed are i32, i64, f32, f64 and funcref";
    };
  }

  /** Says why an import or export is refused. */
  static String externalKind(String what, int kind) {
    return kind == 4
        ? what + " of a tag: " + EXCEPTIONS
        : what + " of kind " + kind + ", must be 0 to 3";
  }

  private static String hex(int code) {
    return "0x" + Integer.toHexString(code).toUpperCase(Locale.ROOT);
  }

  /** Says why an opcode is refused. */
  static String refusal(int opcode) {
    return switch (opcode) {
      case 0xFD -> "SIMD is refused; build without -msimd128";
      case 0xFE -> "threads and atomics are refused; build without -pthread";
      case 0x12, 0x13, 0x15 -> "tail calls are refused; build without -mtail-call";
      case 0x14, 0xD4, 0xD5, 0xD6 -> TYPED;
      case 0x06, 0x07, 0x08, 0x09, 0x0A, 0x18, 0x19, 0x1F -> EXCEPTIONS;
      case 0xFB, 0xD3 -> COLLECTED;
      case 0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5 -> STACKS;
      case 0xFC13, 0xFC14, 0xFC15, 0xFC16 ->
          "wide arithmetic is refused; build without -mwide-arithmetic";
      default -> "opcode " + hex(opcode) + " is not accepted";
    };
  }
}
