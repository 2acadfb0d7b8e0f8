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

  /** Names between two looks whether somebody still wants to know. */
  private static final int CHECK = 10_000;

  private NameSection() {}

  /**
   * Looks for the section behind a place between two sections and reads the names of functions by
   * index, of those only that exist. Of several sections the first counts.
   */
  static Map<Integer, String> find(byte[] bytes, int start, int functions) {
    ByteReader in = new ByteReader(bytes, start, bytes.length, "module");
    try {
      while (in.hasMore()) {
        int id = in.u8();
        long size = in.u32();
        int content = in.position();
        in.skip(size, "section");
        ByteReader name = new ByteReader(bytes, content, in.position(), "custom section");
        if (id == 0 && name.name(bytes.length).equals("name")) {
          return read(bytes, name.position(), in.position(), functions);
        }
      }
    } catch (ModuleRejected e) {
      // Whatever is wrong there is found again when its turn comes.
    }
    return Map.of();
  }

  private static Map<Integer, String> read(byte[] bytes, int start, int end, int functions) {
    Map<Integer, String> names = new HashMap<>();
    ByteReader in = new ByteReader(bytes, start, end, "name section");
    try {
      while (in.hasMore()) {
        int id = in.u8();
        long size = in.u32();
        if (id == FUNCTIONS) {
          long count = in.u32();
          for (long i = 0; i < count; i++) {
            if (i % CHECK == 0) {
              Unwanted.check();
            }
            long function = in.u32();
            String name = in.name(NAME_BYTES);
            if (function < functions) {
              names.put((int) function, name);
            }
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
