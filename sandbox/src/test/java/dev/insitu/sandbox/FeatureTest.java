package dev.insitu.sandbox;

import static dev.insitu.sandbox.ModuleWriter.I32;
import static dev.insitu.sandbox.ModuleWriter.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each feature that is refused is refused by name with the way out; each that is accepted runs. */
final class FeatureTest {
  private static final int[] NOTHING = {};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "simd | byte 23, function 0: SIMD is refused; build without -msimd128",
        "relaxed-simd | byte 23, function 0: SIMD is refused; build without -msimd128",
        "v128-local | byte 24, function 0: type v128: SIMD is refused; build without -msimd128",
        "v128-block | byte 24, function 0: type v128: SIMD is refused; build without -msimd128",
        "v128-parameter | byte 13, type section: type v128: SIMD is refused; build without"
            + " -msimd128",
        "atomics | byte 23, function 0: threads and atomics are refused; build without"
            + " -pthread",
        "atomic-wait | byte 23, function 0: threads and atomics are refused; build without"
            + " -pthread",
        "shared-memory | byte 11, memory section: shared memory: threads and atomics are"
            + " refused; build without -pthread",
        "tail-call | byte 23, function 0: tail calls are refused; build without -mtail-call",
        "tail-call-indirect | byte 25, function 0: tail calls are refused; build without"
            + " -mtail-call",
        "tail-call-ref | byte 23, function 0: tail calls are refused; build without"
            + " -mtail-call",
        "call-ref | byte 23, function 0: typed function references are refused; use"
            + " call_indirect",
        "ref-as-non-null | byte 23, function 0: typed function references are refused; use"
            + " call_indirect",
        "branch-on-null | byte 23, function 0: typed function references are refused; use"
            + " call_indirect",
        "typed-reference-local | byte 24, function 0: type of a reference: typed function"
            + " references are refused; use call_indirect",
        "try | byte 23, function 0: exception handling is refused; build with -fno-exceptions",
        "catch | byte 23, function 0: exception handling is refused; build with"
            + " -fno-exceptions",
        "rethrow | byte 23, function 0: exception handling is refused; build with"
            + " -fno-exceptions",
        "delegate | byte 23, function 0: exception handling is refused; build with"
            + " -fno-exceptions",
        "catch-all | byte 23, function 0: exception handling is refused; build with"
            + " -fno-exceptions",
        "try-table | byte 23, function 0: exception handling is refused; build with"
            + " -fno-exceptions",
        "throw | byte 23, function 0: exception handling is refused; build with"
            + " -fno-exceptions",
        "throw-ref | byte 23, function 0: exception handling is refused; build with"
            + " -fno-exceptions",
        "exnref-local | byte 24, function 0: type exnref: exception handling is refused;"
            + " build with -fno-exceptions",
        "tag-section | byte 8, tag section: exception handling is refused; build with"
            + " -fno-exceptions",
        "tag-import | byte 21, import section: import of a tag: exception handling is"
            + " refused; build with -fno-exceptions",
        "tag-export | byte 13, export section: export of a tag: exception handling is"
            + " refused; build with -fno-exceptions",
        "gc | byte 23, function 0: garbage-collected types are refused; build for linear"
            + " memory",
        "ref-eq | byte 23, function 0: garbage-collected types are refused; build for linear"
            + " memory",
        "struct-type | byte 11, type section: garbage-collected types are refused; build for"
            + " linear memory",
        "array-type | byte 11, type section: garbage-collected types are refused; build for"
            + " linear memory",
        "recursive-types | byte 11, type section: garbage-collected types are refused; build"
            + " for linear memory",
        "sub-type | byte 11, type section: garbage-collected types are refused; build for"
            + " linear memory",
        "anyref-local | byte 24, function 0: type 0x6E: garbage-collected types are refused;"
            + " build for linear memory",
        "externref | byte 24, function 0: type externref is refused; use integers as handles",
        "externref-block | byte 24, function 0: type externref is refused; use integers as"
            + " handles",
        "externref-table | byte 11, table section: type externref is refused; use integers"
            + " as handles",
        "memory64 | byte 11, memory section: 64-bit memories and page sizes are refused;"
            + " build for wasm32",
        "page-size | byte 11, memory section: 64-bit memories and page sizes are refused;"
            + " build for wasm32",
        "two-memories | byte 13, memory section: multiple memories are refused; build with"
            + " one memory",
        "second-memory | byte 31, function 0: multiple memories are refused; build with one"
            + " memory",
        "copy-between-memories | byte 34, function 0: multiple memories are refused; build"
            + " with one memory",
        "table64 | byte 12, table section: shared and 64-bit tables are refused; build for"
            + " wasm32",
        "stringref-section | byte 8, section 14: string references are refused; keep strings"
            + " in linear memory",
        "stringref-local | byte 24, function 0: type 0x67: string references are refused;"
            + " keep strings in linear memory",
        "continuation-type | byte 11, type section: stack switching is refused; build"
            + " without continuations",
        "continuation | byte 23, function 0: stack switching is refused; build without"
            + " continuations",
        "wide-arithmetic | byte 23, function 0: wide arithmetic is refused; build without"
            + " -mwide-arithmetic",
        "component | byte 4, module: component binaries are refused; unwrap it to a core"
            + " module",
        "unknown-section | byte 8, section 15: unknown section, must be 0 to 12",
        "unknown-type | byte 24, function 0: type 0x65 is unknown; allowed are i32, i64,"
            + " f32, f64 and funcref",
        "unknown-form | byte 11, type section: type of form 0x40, must be 0x60, a function's",
        "unknown-kind | byte 13, export section: export of kind 5, must be 0 to 3",
        "unknown-opcode | byte 23, function 0: opcode 0xFF is not accepted"
      })
  void refusedByName(String feature, String message) {
    ModuleRejected refusal =
        catchThrowableOfType(ModuleRejected.class, () -> Sandbox.create().load(refused(feature)));
    assertThat(refusal).hasMessage(message);
    assertThat(refusal.reason()).isEqualTo(Reason.FEATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sign-extension",
        "saturating",
        "multi-value",
        "bulk",
        "mutable-global",
        "extended-const",
        "reference",
        "typed-select"
      })
  void acceptedFeaturesRun(String feature) throws ModuleRejected {
    GuestModule module = Sandbox.create().load(accepted(feature));
    for (Tier tier : Tier.values()) {
      try (SandboxInstance instance =
          module.instantiate(TestModules.SMALL, Cancellation.create(), tier)) {
        assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
        long[] result = new long[1];
        assertThat(instance.function("f").call(new long[0], result))
            .isInstanceOf(Outcome.Completed.class);
        assertThat((int) result[0]).as("%s", tier).isEqualTo(42);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void tablesGrowToTheirLimit(Tier tier) throws ModuleRejected {
    ModuleWriter module = new ModuleWriter();
    int type = module.type(new int[] {I32}, I32);
    module.table(1);
    module.function(type, NOTHING, code().op(0xD0, 0x70).get(0).op(0xFC, 15, 0));
    try (SandboxInstance instance =
        Sandbox.create()
            .load(module.export("grow", 0).bytes())
            .instantiate(TestModules.SMALL, Cancellation.create(), tier)) {
      instance.initialize();
      assertThat(grow(instance, 99)).isEqualTo(1);
      assertThat(grow(instance, 1)).isEqualTo(-1);
      assertThat(grow(instance, 0)).isEqualTo(100);
    }
  }

  private static int grow(SandboxInstance instance, int entries) {
    long[] result = new long[1];
    assertThat(instance.function("grow").call(new long[] {entries}, result))
        .isInstanceOf(Outcome.Completed.class);
    return (int) result[0];
  }

  private static byte[] refused(String feature) {
    return switch (feature) {
      case "simd" -> body(code().op(0xFD, 12).times(16, 0).op(0x1A));
      case "relaxed-simd" -> body(code().op(0xFD, 0x80, 2));
      case "v128-local" -> local(0x7B);
      case "v128-block" -> body(code().op(0x02, 0x7B));
      case "v128-parameter" -> {
        ModuleWriter module = new ModuleWriter();
        module.type(new int[] {0x7B});
        yield module.bytes();
      }
      case "atomic-wait" -> body(code().op(0xFE, 1, 2, 0));
      case "tail-call-ref" -> body(code().op(0x15, 0));
      case "ref-as-non-null" -> body(code().op(0xD4));
      case "branch-on-null" -> body(code().op(0xD5, 0));
      case "typed-reference-local" -> local(0x64);
      case "catch" -> body(code().op(0x07, 0));
      case "rethrow" -> body(code().op(0x09, 0));
      case "delegate" -> body(code().op(0x18, 0));
      case "catch-all" -> body(code().op(0x19));
      case "throw-ref" -> body(code().op(0x0A));
      case "exnref-local" -> local(0x69);
      case "tag-import" ->
          code()
              .op(0, 'a', 's', 'm', 1, 0, 0, 0)
              .raw(ModuleWriter.section(1, code().op(1, 0x60, 0, 0)))
              .raw(ModuleWriter.section(2, code().op(1, 1, 'e', 1, 't', 4, 0, 0)))
              .bytes();
      case "tag-export" -> section(7, code().op(1, 1, 't', 4, 0));
      case "ref-eq" -> body(code().op(0xD3));
      case "array-type" -> section(1, code().op(1, 0x5E, 0x7F, 0));
      case "recursive-types" -> section(1, code().op(1, 0x4E, 1, 0x60, 0, 0));
      case "sub-type" -> section(1, code().op(1, 0x50, 0, 0x60, 0, 0));
      case "continuation-type" -> section(1, code().op(1, 0x5D, 0));
      case "anyref-local" -> local(0x6E);
      case "copy-between-memories" -> {
        ModuleWriter module = new ModuleWriter().memory(1);
        int type = module.type(NOTHING);
        module.function(type, NOTHING, code().i32(0).i32(0).i32(0).op(0xFC, 10, 0, 1));
        yield module.bytes();
      }
      case "stringref-section" -> section(14, code().op(0));
      case "stringref-local" -> local(0x67);
      case "continuation" -> body(code().op(0xE0, 0));
      case "wide-arithmetic" -> body(code().op(0xFC, 0x13));
      case "component" -> code().op(0, 'a', 's', 'm', 0x0D, 0, 1, 0).bytes();
      case "unknown-section" -> section(15, code().op(0));
      case "unknown-form" -> section(1, code().op(1, 0x40));
      case "unknown-kind" -> section(7, code().op(1, 1, 'f', 5, 0));
      case "unknown-type" -> local(0x65);
      default -> refusedAtOnce(feature);
    };
  }

  private static byte[] refusedAtOnce(String feature) {
    return switch (feature) {
      case "atomics" -> body(code().op(0xFE, 3, 0));
      case "shared-memory" -> new ModuleWriter().rawMemory(code().op(3, 1, 2)).bytes();
      case "tail-call" -> body(code().op(0x12, 0));
      case "tail-call-indirect" -> body(code().i32(0).op(0x13, 0, 0));
      case "call-ref" -> body(code().op(0x14, 0));
      case "try" -> body(code().op(0x06, 0x40));
      case "try-table" -> body(code().op(0x1F, 0x40, 0));
      case "throw" -> body(code().op(0x08, 0));
      case "tag-section" -> section(13, code().op(1, 0, 0));
      case "gc" -> body(code().op(0xFB, 0, 0));
      case "struct-type" -> section(1, code().op(1, 0x5F, 0));
      case "externref" -> local(0x6F);
      case "externref-block" -> body(code().op(0x02, 0x6F));
      case "externref-table" -> new ModuleWriter().rawTable(code().op(0x6F, 0, 1)).bytes();
      case "memory64" -> new ModuleWriter().rawMemory(code().op(4, 1)).bytes();
      case "page-size" -> new ModuleWriter().rawMemory(code().op(8, 1, 0)).bytes();
      case "two-memories" -> new ModuleWriter().memory(1).memory(1).bytes();
      case "second-memory" -> {
        ModuleWriter module = new ModuleWriter().memory(1);
        module.function(module.type(NOTHING), NOTHING, code().i32(0).op(0x28, 0x42, 1, 0).op(0x1A));
        yield module.bytes();
      }
      case "table64" -> new ModuleWriter().rawTable(code().op(0x70, 4, 1)).bytes();
      case "unknown-opcode" -> body(code().op(0xFF));
      default -> throw new IllegalArgumentException(feature);
    };
  }

  private static byte[] body(ModuleWriter.Code code) {
    ModuleWriter module = new ModuleWriter();
    module.function(module.type(NOTHING), NOTHING, code);
    return module.bytes();
  }

  private static byte[] section(int id, ModuleWriter.Code content) {
    return code().raw(new ModuleWriter().bytes()).raw(ModuleWriter.section(id, content)).bytes();
  }

  private static byte[] local(int type) {
    ModuleWriter module = new ModuleWriter();
    module.rawFunction(module.type(NOTHING), code().op(1, 1, type, 0x0B));
    return module.bytes();
  }

  private static byte[] accepted(String feature) {
    ModuleWriter module = new ModuleWriter();
    int type = module.type(NOTHING, I32);
    int pair = module.type(NOTHING, I32, I32);
    switch (feature) {
      case "sign-extension" -> module.function(type, NOTHING, code().i32(0x12A).op(0xC0));
      case "saturating" ->
          module.function(
              type,
              NOTHING,
              code().f32(Float.floatToIntBits(Float.NaN)).op(0xFC, 0).i32(42).op(0x6A));
      case "multi-value" -> {
        module.function(type, NOTHING, code().op(0x02).s(pair).i32(40).i32(2).op(0x0B).op(0x6A));
      }
      case "bulk" -> {
        module.memory(1);
        module.function(
            type,
            NOTHING,
            code()
                .i32(8)
                .i32(42)
                .i32(1)
                .op(0xFC, 11, 0)
                .i32(16)
                .i32(8)
                .i32(1)
                .op(0xFC, 10, 0, 0)
                .i32(16)
                .op(0x28, 0, 0));
      }
      case "mutable-global" -> {
        int global = module.global(I32, code().i32(0));
        module.function(type, NOTHING, code().i32(42).op(0x24, global).op(0x23, global));
      }
      case "extended-const" -> {
        int global = module.global(I32, code().i32(40).i32(2).op(0x6A));
        module.function(type, NOTHING, code().op(0x23, global));
      }
      case "reference" -> {
        module.table(2).elements(0);
        module.function(type, NOTHING, code().i32(42));
        int called =
            module.function(
                type, NOTHING, code().i32(1).op(0xD2, 0).op(0x26, 0).i32(1).op(0x11).u(type).op(0));
        return module.export("f", called).bytes();
      }
      case "typed-select" ->
          module.function(type, NOTHING, code().i32(42).i32(7).i32(1).op(0x1C, 1, I32));
      default -> throw new IllegalArgumentException(feature);
    }
    return module.export("f", 0).bytes();
  }
}
