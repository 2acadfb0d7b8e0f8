package dev.insitu.sandbox.binary;

import java.util.Locale;

/** The proposals that the sandbox refuses, each with the way out. */
final class Features {
  private Features() {}

  /** Says why an opcode is refused. */
  static String refusal(int opcode) {
    return switch (opcode) {
      case 0xFD -> "SIMD is refused; build without -msimd128";
      case 0xFE -> "threads and atomics are refused; build without -pthread";
      case 0x12, 0x13, 0x15 -> "tail calls are refused; build without -mtail-call";
      case 0x14 -> "typed function references are refused; use call_indirect";
      case 0x06, 0x07, 0x08, 0x09, 0x0A, 0x18, 0x19, 0x1F ->
          "exception handling is refused; build with -fno-exceptions";
      case 0xFB -> "garbage-collected types are refused; build for linear memory";
      default ->
          "opcode 0x" + Integer.toHexString(opcode).toUpperCase(Locale.ROOT) + " is not accepted";
    };
  }
}
