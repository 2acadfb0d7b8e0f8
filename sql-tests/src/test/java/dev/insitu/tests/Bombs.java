package dev.insitu.tests;

import static dev.insitu.tests.WasmBytes.CODE;
import static dev.insitu.tests.WasmBytes.DATA;
import static dev.insitu.tests.WasmBytes.ELEMENT;
import static dev.insitu.tests.WasmBytes.EXPORT;
import static dev.insitu.tests.WasmBytes.FUNCTION;
import static dev.insitu.tests.WasmBytes.GLOBAL;
import static dev.insitu.tests.WasmBytes.MEMORY;
import static dev.insitu.tests.WasmBytes.TABLE;
import static dev.insitu.tests.WasmBytes.TYPE;
import static dev.insitu.tests.WasmBytes.bytes;
import static dev.insitu.tests.WasmBytes.module;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/** Modules that are small to describe and large to look at, by name. */
final class Bombs {
  private static final int I32 = 0x7F;
  private static final Map<String, Supplier<WasmBytes>> ALL = new TreeMap<>();

  static {
    code("code", bytes().u(0).times(6 << 20, 0x01).op(0x0B));
    code("br-table", brTables(1, 100_000));
    code("br-tables", brTables(2_500, 1_000));
    code("local-groups", bytes().u(70_000).times(70_000, 1, I32).op(0x0B));
    code("local-count", bytes().u(1).u(0xFFFF_FFFFL).op(I32, 0x0B));
    code("operands", bytes().u(0).times(60_000, 0x41, 0).times(60_000, 0x1A).op(0x0B));
    code("nesting", bytes().u(0).times(100_000, 0x02, 0x40).times(100_000, 0x0B).op(0x0B));
    code("tail-call", bytes().u(0).op(0x12, 0, 0x0B));
    code("throw", bytes().u(0).op(0x1F, 0x40, 0, 0x0B, 0x0B));
    code("atomic", bytes().u(0).op(0xFE, 0x03, 0, 0x0B));
    code("array", bytes().u(0).op(0x41, 0x7F, 0xFB, 0x07, 0, 0x1A, 0x0B));
    code("bad-opcode", bytes().u(0).op(0x27, 0x0B));
    code("far-call", bytes().u(0).op(0x10, 7, 0x0B));
    code("underflow", bytes().u(0).op(0x6A, 0x1A, 0x0B));
    code("no-memory-load", bytes().u(0).op(0x41, 0, 0x28, 2, 0, 0x1A, 0x0B));
    ALL.put("functions", () -> module().functions(200_000).code(200_000, bytes().op(0, 0x0B)));
    ALL.put("large-functions", () -> module().functions(200).code(200, largeBody(20_000)));
    ALL.put("two-bodies", () -> module().functions(1).code(2, bytes().op(0, 0x0B)));
    section("types", TYPE, bytes().u(1_000_000).times(1_000_000, 0x60, 0, 0));
    section("results", TYPE, bytes().u(1).op(0x60, 0).u(1_000).times(1_000, I32));
    section("parameters", TYPE, bytes().u(1).op(0x60).u(10_000).times(10_000, I32).op(0));
    section("constant", GLOBAL, constant(1_000_000));
    section("big-table", TABLE, bytes().u(1).op(0x70, 0).u(10_000_000));
    section("big-tables", TABLE, bytes().u(100).times(100, 0x70, 0, 0xFF, 0x7F));
    section("memories", MEMORY, bytes().u(100).times(100, 0, 1));
    section("shared-memory", MEMORY, bytes().u(1).op(3, 1, 1));
    section("wide-memory", MEMORY, bytes().u(1).op(4, 1));
    section("small-pages", MEMORY, bytes().u(1).op(8, 1, 0));
    section("extern-table", TABLE, bytes().u(1).op(0x6F, 0, 1));
    section("struct", TYPE, bytes().u(1).op(0x5F, 0));
    section("tag", 13, bytes().u(1).op(0, 0));
    section("export-of-nothing", EXPORT, bytes().u(1).text("f").op(0, 3));
    ALL.put("segments", () -> memory().section(DATA, many(1_000_000, 0, 0x41, 0, 0x0B, 0)));
    ALL.put("elements", Bombs::elements);
    ALL.put("custom", () -> module().section(0, bytes().text("c").raw(new byte[17 << 20])));
    ALL.put("customs", () -> module().times(100_000, 0, 1, 0).raw(one().toByteArray()));
    ALL.put("exports", () -> exports(100_000, "e"));
    ALL.put("same-exports", () -> exports(2, ""));
    ALL.put("long-name", () -> exports(1, "n".repeat(10 << 20)));
    ALL.put("broken-names", Bombs::brokenNames);
    ALL.put("names-of-another", Bombs::namesOfAnother);
    ALL.put("gzip", Bombs::gzip);
    ALL.put("large-function", () -> module().functions(1).code(1, largeBody(40_000)));
    ALL.put("java-names", Bombs::javaNames);
  }

  private Bombs() {}

  static byte[] of(String name) {
    Supplier<WasmBytes> bomb = ALL.get(name);
    if (bomb == null) {
      throw new IllegalArgumentException(name);
    }
    return bomb.get().toByteArray();
  }

  private static void code(String name, WasmBytes body) {
    ALL.put(name, () -> module().functions(1).code(1, body));
  }

  private static void section(String name, int id, WasmBytes content) {
    ALL.put(name, () -> module().section(id, content));
  }

  private static WasmBytes many(int count, int... entry) {
    return bytes().u(count).times(count, entry);
  }

  private static WasmBytes memory() {
    return module().section(MEMORY, bytes().u(1).op(0, 1));
  }

  private static WasmBytes brTables(int tables, int targets) {
    WasmBytes body = bytes().u(0);
    for (int i = 0; i < tables; i++) {
      body.op(0x02, 0x40, 0x41, 0, 0x0E).u(targets).times(targets + 1, 0).op(0x0B);
    }
    return body.op(0x0B);
  }

  /** Additions, each of which takes bytecode, of which a Java method holds 64 KiB. */
  private static WasmBytes largeBody(int additions) {
    return bytes().u(0).op(0x41, 1).times(additions, 0x41, 1, 0x6A).op(0x1A, 0x0B);
  }

  private static WasmBytes constant(int additions) {
    return bytes().u(1).op(I32, 0, 0x41, 1).times(additions, 0x41, 1, 0x6A).op(0x0B);
  }

  private static WasmBytes elements() {
    return module()
        .functions(1)
        .section(TABLE, bytes().u(1).op(0x70, 0, 1))
        .section(ELEMENT, bytes().u(1).op(0, 0x41, 0, 0x0B).raw(many(1_000_000, 0).toByteArray()))
        .code(1, bytes().op(0, 0x0B));
  }

  private static WasmBytes exports(int count, String prefix) {
    WasmBytes exports = bytes().u(count);
    for (int i = 0; i < count; i++) {
      exports.text(count == 2 ? "same" : prefix + i).op(0, 0);
    }
    return module().functions(1).section(EXPORT, exports).code(1, bytes().op(0, 0x0B));
  }

  /** Returns the sections of a module with one function {@code f(i32) -> i32}, without its head. */
  private static WasmBytes one() {
    return bytes()
        .section(TYPE, bytes().u(1).op(0x60, 1, I32, 1, I32))
        .section(FUNCTION, bytes().u(1).op(0))
        .section(EXPORT, bytes().u(1).text("f").op(0, 0))
        .section(CODE, bytes().u(1).sized(bytes().u(0).op(0x20, 0, 0x0B)));
  }

  private static WasmBytes brokenNames() {
    WasmBytes names = bytes().text("name").op(1).u(0xFFFF_FFFFL).op(3);
    return module().raw(one().toByteArray()).section(0, names);
  }

  /** Names a function that is not there, and one with terminal escapes. */
  private static WasmBytes namesOfAnother() {
    WasmBytes entries = bytes().u(2).u(0).text("\u001b[2Jf\n").u(0x7FFF_FFFF).text("g");
    WasmBytes names = bytes().text("name").op(1).sized(entries);
    return bytes().raw(trap().toByteArray()).section(0, names);
  }

  private static WasmBytes trap() {
    return module()
        .section(TYPE, bytes().u(1).op(0x60, 1, I32, 1, I32))
        .section(FUNCTION, bytes().u(1).op(0))
        .section(EXPORT, bytes().u(1).text("f").op(0, 0))
        .section(CODE, bytes().u(1).sized(bytes().u(0).op(0x00, 0x0B)));
  }

  /** Exports its function under names that mean something in Java's classes. */
  private static WasmBytes javaNames() {
    String[] names = {"f", "<init>", "<clinit>", "func_0", "call", "java/lang/Object", "a;b[c", ""};
    WasmBytes exports = bytes().u(names.length);
    for (String name : names) {
      exports.text(name).op(0, 0);
    }
    return module()
        .section(TYPE, bytes().u(1).op(0x60, 1, I32, 1, I32))
        .section(FUNCTION, bytes().u(1).op(0))
        .section(EXPORT, exports)
        .section(CODE, bytes().u(1).sized(bytes().u(0).op(0x20, 0, 0x0B)));
  }

  /** Returns a module that differs from all others of this method in its digest alone. */
  static byte[] numbered(int number) {
    return module()
        .raw(one().toByteArray())
        .section(0, bytes().text("number").u(number))
        .toByteArray();
  }

  private static WasmBytes gzip() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(module().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes().raw(packed.toByteArray());
  }
}
