package dev.insitu.sandbox;

import static dev.insitu.sandbox.ModuleWriter.F32;
import static dev.insitu.sandbox.ModuleWriter.I32;
import static dev.insitu.sandbox.ModuleWriter.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.sandbox.ModuleWriter.Code;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Each rule of the binary format and of validation, broken once: one sentence says where, which
 * rule, what was found and what is allowed.
 */
final class MalformedTest {
  private static final int[] NOTHING = {};

  @ParameterizedTest
  @CsvFileSource(resources = "/malformed.txt", delimiter = '|')
  void isSaidInOneSentence(String what, String message) {
    ModuleRejected refusal =
        catchThrowableOfType(ModuleRejected.class, () -> Sandbox.create().load(module(what)));
    assertThat(refusal).hasMessage(message);
    assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
  }

  private static byte[] module(String what) {
    return switch (what) {
      case "empty" -> new byte[0];
      case "magic" -> code().op(0, 'a', 's', 'n', 1, 0, 0, 0).bytes();
      case "version" -> code().op(0, 'a', 's', 'm', 2, 0, 0, 0).bytes();
      case "section-end" -> section(1, code());
      case "section-size" -> code().raw(new ModuleWriter().bytes()).op(1).u(0x7FFF_FFFF).bytes();
      case "section-order" -> sections(types(), types());
      case "section-rest" -> section(1, code().op(0, 0));
      case "number-33-bits" -> section(1, code().op(0xFF, 0xFF, 0xFF, 0xFF, 0x7F));
      case "number-6-bytes" -> section(1, code().op(0x81, 0x80, 0x80, 0x80, 0x80, 0));
      case "import-type" -> sections(types(), section2(code().op(1, 1, 'm', 1, 'f', 0, 1)));
      case "import-name" -> sections(types(), section2(code().op(1, 1, 0xFF, 1, 'f', 0, 0)));
      case "function-type" -> sections(types(), ModuleWriter.section(3, code().op(1, 5)));
      case "table-maximum" -> section(4, code().op(1, 0x70, 1, 7, 3));
      case "table-type" -> section(4, code().op(1, I32, 0, 1));
      case "memory-maximum" -> section(5, code().op(1, 1, 7, 3));
      case "memory-pages" -> section(5, code().op(1, 1, 1).u(70_000));
      case "mutability" -> section(6, code().op(1, I32, 2, 0x41, 0, 0x0B));
      case "global-value" -> section(6, code().op(1, I32, 0, 0x42, 0, 0x0B));
      case "global-values" -> section(6, code().op(1, I32, 0, 0x41, 0, 0x41, 0, 0x0B));
      case "global-of-own" -> section(6, code().op(1, I32, 0, 0x23, 0, 0x0B));
      case "global-operand" -> section(6, code().op(1, I32, 0, 0x41, 0, 0x6A, 0x0B));
      case "export-index" -> section(7, code().op(1, 1, 'f', 0, 0));
      case "export-twice" -> function(code()).export("f", 0).export("f", 0).bytes();
      case "start-type" -> startType();
      case "elements-flags" -> section(9, code().op(1, 9));
      case "elements-without-table" -> section(9, code().op(1, 0, 0x41, 0, 0x0B, 0));
      case "elements-kind" -> section(9, code().op(1, 1, 7, 0));
      case "elements-function" ->
          function(code()).table(1).rawElements(code().op(0, 0x41, 0, 0x0B, 1, 9)).bytes();
      case "data-flags" -> section(11, code().op(1, 3));
      case "data-without-memory" -> section(11, code().op(1, 0, 0x41, 0, 0x0B, 0));
      case "data-size" -> section(11, code().op(1, 1, 9, 0));
      case "data-count" -> sections(ModuleWriter.section(12, code().op(2)), section11());
      case "bodies" -> sections(types(), ModuleWriter.section(3, code().op(2, 0, 0)));
      case "body-size" ->
          sections(
              types(),
              code()
                  .raw(ModuleWriter.section(3, code().op(1, 0)))
                  .op(10, 4, 1, 9, 0, 0x0B)
                  .bytes());
      default -> body(what);
    };
  }

  private static byte[] body(String what) {
    return switch (what) {
      case "open" -> function(code().op(0x02, 0x40)).bytes();
      case "behind-the-end" -> function(code().op(0x0B, 0x01)).bytes();
      case "label" -> function(code().op(0x0C, 3)).bytes();
      case "call" -> function(code().call(7)).bytes();
      case "call-indirect-type" -> function(code().i32(0).op(0x11, 7, 0)).table(1).bytes();
      case "call-indirect-table" -> function(code().i32(0).op(0x11, 0, 0)).bytes();
      case "local" -> function(code().get(0)).bytes();
      case "global" -> function(code().op(0x23, 0)).bytes();
      case "immutable" -> immutable();
      case "select-types" -> function(code().op(0x1C, 0)).bytes();
      case "block-type" -> function(code().op(0x02, 9)).bytes();
      case "constant-33-bits" -> function(code().op(0x41, 0xFF, 0xFF, 0xFF, 0xFF, 0x3F)).bytes();
      case "constant-6-bytes" -> function(code().op(0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0)).bytes();
      case "constant-65-bits" -> function(code().op(0x42).times(9, 0xFF).op(0x40)).bytes();
      case "cut-constant" -> cut();
      case "memory" -> function(code().i32(0).op(0x28, 2, 0)).bytes();
      case "alignment" -> function(code().i32(0).op(0x28, 3, 0)).memory(1).bytes();
      case "data-count-missing" ->
          function(code().op(0xFC, 9, 0)).memory(1).data(0, NO_BYTES).bytes();
      case "element-segment" -> function(code().op(0xFC, 13, 0)).bytes();
      case "undeclared" -> undeclared();
      case "operand" -> function(code().op(0x6A)).bytes();
      case "drop" -> function(code().op(0x1A)).bytes();
      case "operand-type" -> function(code().i64(0).op(0x45)).bytes();
      case "branch-operand" -> function(code().op(0x02, I32).op(0x0C, 0).op(0x0B)).bytes();
      case "branch-operand-type" ->
          function(code().op(0x02, I32).i64(0).op(0x0C, 0).op(0x0B)).bytes();
      case "unreachable-branch" ->
          function(code().op(0x02, I32, 0x00, 0x0D, 0, 0xA7, 0x0B, 0x1A)).bytes();
      case "table-operands" ->
          function(code().op(0x00, 0x02, I32).i32(0).op(0x0E, 1, 0, 1, 0x0B, 0x1A)).bytes();
      case "left-operands" -> function(code().i32(0).i32(0)).bytes();
      case "result" -> result();
      case "select-operands" -> function(code().i32(0).i64(0).i32(0).op(0x1B, 0x1A)).bytes();
      case "select-references" ->
          function(code().op(0xD0, 0x70, 0xD0, 0x70).i32(0).op(0x1B, 0x1A)).bytes();
      case "else" -> function(code().op(0x05)).bytes();
      case "if-without-else" -> function(code().i32(0).op(0x04, I32).i32(0).op(0x0B, 0x1A)).bytes();
      case "named" -> named();
      default -> throw new IllegalArgumentException(what);
    };
  }

  private static final byte[] NO_BYTES = {};

  private static ModuleWriter function(Code code) {
    ModuleWriter module = new ModuleWriter();
    module.function(module.type(NOTHING), NOTHING, code);
    return module;
  }

  private static byte[] types() {
    return ModuleWriter.section(1, code().op(1, 0x60, 0, 0));
  }

  private static byte[] section2(Code content) {
    return ModuleWriter.section(2, content);
  }

  private static byte[] section11() {
    return ModuleWriter.section(11, code().op(1, 1, 0));
  }

  private static byte[] section(int id, Code content) {
    return sections(ModuleWriter.section(id, content));
  }

  private static byte[] sections(byte[]... sections) {
    Code module = code().raw(new ModuleWriter().bytes());
    for (byte[] section : sections) {
      module.raw(section);
    }
    return module.bytes();
  }

  private static byte[] startType() {
    ModuleWriter module = new ModuleWriter();
    module.function(module.type(new int[] {I32}, F32), NOTHING, code().f32(0));
    return module.start(0).bytes();
  }

  private static byte[] immutable() {
    return sections(
        types(),
        ModuleWriter.section(3, code().op(1, 0)),
        ModuleWriter.section(6, code().op(1, I32, 0, 0x41, 0, 0x0B)),
        ModuleWriter.section(10, code().op(1, 6, 0, 0x41, 0, 0x24, 0, 0x0B)));
  }

  private static byte[] cut() {
    ModuleWriter module = new ModuleWriter();
    module.rawFunction(module.type(NOTHING), code().op(0, 0x44, 0, 0));
    return module.bytes();
  }

  private static byte[] undeclared() {
    ModuleWriter module = function(code().op(0xD2, 1, 0x1A));
    module.function(0, NOTHING, code());
    return module.bytes();
  }

  private static byte[] result() {
    ModuleWriter module = new ModuleWriter();
    module.function(module.type(NOTHING, I32), NOTHING, code().i64(0));
    return module.bytes();
  }

  private static byte[] named() {
    ModuleWriter module = function(code().call(7));
    module.custom("name", code().op(1, 6, 1, 0, 3, 'f', 0x1B, '!').bytes());
    return module.bytes();
  }
}
