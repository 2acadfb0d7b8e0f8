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
        "simd | SIMD is refused; build without -msimd128",
        "relaxed-simd | SIMD is refused; build without -msimd128",
        "v128-local | type v128: SIMD is refused; build without -msimd128",
        "v128-block | type v128: SIMD is refused; build without -msimd128",
        "atomics | threads and atomics are refused; build without -pthread",
        "shared-memory | shared memory: threads and atomics are refused; build without -pthread",
        "tail-call | tail calls are refused; build without -mtail-call",
        "tail-call-indirect | tail calls are refused; build without -mtail-call",
        "call-ref | typed function references are refused; use call_indirect",
        "try | exception handling is refused; build with -fno-exceptions",
        "try-table | exception handling is refused; build with -fno-exceptions",
        "throw | exception handling is refused; build with -fno-exceptions",
        "tag-section | section 13 belongs to a feature that is not accepted",
        "gc | garbage-collected types are refused; build for linear memory",
        "struct-type | only function types are accepted",
        "externref | type externref is refused; use integers as handles",
        "externref-block | type externref is refused; use integers as handles",
        "externref-table | type externref is refused; use integers as handles",
        "memory64 | 64-bit memories and page sizes are refused; build for wasm32",
        "page-size | 64-bit memories and page sizes are refused; build for wasm32",
        "two-memories | multiple memories are refused; build with one",
        "second-memory | multiple memories are refused; build with one memory",
        "table64 | shared and 64-bit tables are refused",
        "unknown-opcode | opcode 0xFF is not accepted"
      })
  void refusedByName(String feature, String message) {
    ModuleRejected refusal =
        catchThrowableOfType(ModuleRejected.class, () -> Sandbox.create().load(refused(feature)));
    assertThat(refusal.getMessage()).matches("byte \\d+, [a-z]+ ?[a-z0-9]*: .*").endsWith(message);
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
      case "atomics" -> body(code().op(0xFE, 3, 0));
      case "shared-memory" -> new ModuleWriter().rawMemory(code().op(3, 1, 2)).bytes();
      case "tail-call" -> body(code().op(0x12, 0));
      case "tail-call-indirect" -> body(code().i32(0).op(0x13, 0, 0));
      case "call-ref" -> body(code().op(0x14, 0));
      case "try" -> body(code().op(0x06, 0x40));
      case "try-table" -> body(code().op(0x1F, 0x40, 0));
      case "throw" -> body(code().op(0x08, 0));
      case "tag-section" ->
          code()
              .raw(new ModuleWriter().bytes())
              .raw(ModuleWriter.section(13, code().op(1, 0, 0)))
              .bytes();
      case "gc" -> body(code().op(0xFB, 0, 0));
      case "struct-type" ->
          code()
              .raw(new ModuleWriter().bytes())
              .raw(ModuleWriter.section(1, code().op(1, 0x5F, 0)))
              .bytes();
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
