package dev.insitu.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes modules byte by byte, also such as no compiler would. */
final class ModuleWriter {
  static final int I32 = 0x7F;
  static final int I64 = 0x7E;
  static final int F32 = 0x7D;
  static final int F64 = 0x7C;

  private final List<byte[]> types = new ArrayList<>();
  private final List<byte[]> imports = new ArrayList<>();
  private final List<byte[]> functions = new ArrayList<>();
  private final List<byte[]> tables = new ArrayList<>();
  private final List<byte[]> memories = new ArrayList<>();
  private final List<byte[]> globals = new ArrayList<>();
  private final List<byte[]> exports = new ArrayList<>();
  private final List<byte[]> elements = new ArrayList<>();
  private final List<byte[]> bodies = new ArrayList<>();
  private final List<byte[]> data = new ArrayList<>();
  private byte[] start = {};
  private byte[] custom = {};

  /** Bytes of code and other content. */
  static final class Code {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Code op(int... bytes) {
      for (int value : bytes) {
        out.write(value);
      }
      return this;
    }

    Code u(long value) {
      long rest = value;
      while (rest >= 0x80) {
        out.write((int) (rest & 0x7F) | 0x80);
        rest >>>= 7;
      }
      out.write((int) rest);
      return this;
    }

    Code s(long value) {
      long rest = value;
      while (rest < -64 || rest > 63) {
        out.write((int) (rest & 0x7F) | 0x80);
        rest >>= 7;
      }
      out.write((int) (rest & 0x7F));
      return this;
    }

    Code i32(int value) {
      return op(0x41).s(value);
    }

    Code i64(long value) {
      return op(0x42).s(value);
    }

    Code f32(int bits) {
      op(0x43);
      for (int i = 0; i < 4; i++) {
        op(bits >>> (8 * i) & 0xFF);
      }
      return this;
    }

    Code f64(long bits) {
      op(0x44);
      for (int i = 0; i < 8; i++) {
        op((int) (bits >>> (8 * i)) & 0xFF);
      }
      return this;
    }

    Code get(int local) {
      return op(0x20).u(local);
    }

    Code set(int local) {
      return op(0x21).u(local);
    }

    Code tee(int local) {
      return op(0x22).u(local);
    }

    Code call(int function) {
      return op(0x10).u(function);
    }

    Code text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return u(bytes.length).raw(bytes);
    }

    Code raw(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    Code raw(Code code) {
      return raw(code.bytes());
    }

    Code times(int count, int... bytes) {
      for (int i = 0; i < count; i++) {
        op(bytes);
      }
      return this;
    }

    int size() {
      return out.size();
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }

  static Code code() {
    return new Code();
  }

  static int[] many(int count, int value) {
    int[] list = new int[count];
    Arrays.fill(list, value);
    return list;
  }

  /** Adds a type; returns its index. */
  int type(int[] parameters, int... results) {
    Code type = code().op(0x60).u(parameters.length).op(parameters).u(results.length).op(results);
    types.add(type.bytes());
    return types.size() - 1;
  }

  /** Adds a function import; before any function of the module's own. */
  int importFunction(String module, String name, int type) {
    imports.add(code().text(module).text(name).op(0).u(type).bytes());
    return imports.size() - 1;
  }

  /** Adds a function without its last end; returns its index. */
  int function(int type, int[] locals, Code code) {
    functions.add(code().u(type).bytes());
    Code body = code().u(locals.length);
    for (int local : locals) {
      body.u(1).op(local);
    }
    bodies.add(sized(body.raw(code).op(0x0B)));
    return imports.size() + functions.size() - 1;
  }

  /** Adds a function whose locals and code are what they are. */
  int rawFunction(int type, Code body) {
    functions.add(code().u(type).bytes());
    bodies.add(sized(body));
    return imports.size() + functions.size() - 1;
  }

  ModuleWriter table(int entries) {
    tables.add(code().op(0x70, 0).u(entries).bytes());
    return this;
  }

  ModuleWriter rawTable(Code table) {
    tables.add(table.bytes());
    return this;
  }

  ModuleWriter memory(long pages) {
    memories.add(code().op(0).u(pages).bytes());
    return this;
  }

  ModuleWriter rawMemory(Code memory) {
    memories.add(memory.bytes());
    return this;
  }

  /** Adds a mutable global; returns its index. */
  int global(int type, Code value) {
    globals.add(code().op(type, 1).raw(value).op(0x0B).bytes());
    return globals.size() - 1;
  }

  ModuleWriter export(String name, int function) {
    return export(name, 0, function);
  }

  ModuleWriter export(String name, int kind, int index) {
    exports.add(code().text(name).op(kind).u(index).bytes());
    return this;
  }

  ModuleWriter elements(int... references) {
    Code segment = code().u(0).i32(0).op(0x0B).u(references.length);
    for (int reference : references) {
      segment.u(reference);
    }
    elements.add(segment.bytes());
    return this;
  }

  ModuleWriter rawElements(Code segment) {
    elements.add(segment.bytes());
    return this;
  }

  ModuleWriter data(int address, byte[] bytes) {
    data.add(code().u(0).i32(address).op(0x0B).u(bytes.length).raw(bytes).bytes());
    return this;
  }

  ModuleWriter start(int function) {
    start = code().u(function).bytes();
    return this;
  }

  ModuleWriter custom(String name, byte[] content) {
    custom = section(0, code().text(name).raw(content));
    return this;
  }

  byte[] bytes() {
    Code out = code().op(0, 'a', 's', 'm', 1, 0, 0, 0);
    vector(out, 1, types);
    vector(out, 2, imports);
    vector(out, 3, functions);
    vector(out, 4, tables);
    vector(out, 5, memories);
    vector(out, 6, globals);
    vector(out, 7, exports);
    if (start.length > 0) {
      out.raw(section(8, code().raw(start)));
    }
    vector(out, 9, elements);
    vector(out, 10, bodies);
    vector(out, 11, data);
    return out.raw(custom).bytes();
  }

  private static void vector(Code out, int id, List<byte[]> entries) {
    if (!entries.isEmpty()) {
      Code content = code().u(entries.size());
      entries.forEach(content::raw);
      out.raw(section(id, content));
    }
  }

  static byte[] section(int id, Code content) {
    return code().op(id).raw(sized(content)).bytes();
  }

  private static byte[] sized(Code content) {
    return code().u(content.size()).raw(content).bytes();
  }
}
