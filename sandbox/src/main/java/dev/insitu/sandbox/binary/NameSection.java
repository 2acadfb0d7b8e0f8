package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.ModuleRejected;
import java.util.HashMap;
import java.util.Map;

/**
 * The names that a module's author gave its functions. They are for people only, so a section that
 * is damaged is no reason to refuse a module: what was read before the damage counts.
 */
final class NameSection {
  private static final int FUNCTIONS = 1;
  private static final int NAME_BYTES = 1_024;

  private NameSection() {}

  /** Reads the names of functions by index. */
  static Map<Integer, String> read(byte[] bytes, int start, int end) {
    Map<Integer, String> names = new HashMap<>();
    ByteReader in = new ByteReader(bytes, start, end, "name section");
    try {
      while (in.hasMore()) {
        int id = in.u8();
        long size = in.u32();
        if (id == FUNCTIONS) {
          long count = in.u32();
          for (long i = 0; i < count; i++) {
            int function = (int) in.u32();
            names.put(function, in.name(NAME_BYTES));
          }
          return names;
        }
        in.skip(size, "names");
      }
    } catch (ModuleRejected e) {
      return names;
    }
    return names;
  }
}
