package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.module.ModuleRejected;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes that must not load, each with the sentence that says why. */
final class RejectionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | byte 0, module: not a WebAssembly module: it does not begin with 00 61 73 6D",
        "1F8B08 | byte 0, module: not a WebAssembly module: it does not begin with 00 61 73 6D",
        "0061736D0D000100 | byte 4, module: component binaries are refused; unwrap it to a core"
            + " module",
        "0061736D02000000 | byte 4, module: version 2, must be 1",
        "0061736D01000000 01FFFFFFFF07 | byte 14, type section: section of 2147483647 bytes does"
            + " not fit, 0 are left",
        "0061736D01000000 0105FFFFFFFF0F | byte 10, type section: 4294967295 types, allowed 4000",
        "0061736D01000000 0A0100 0A0100 | byte 14, code section: section is out of order or stands"
            + " twice",
        "0061736D01000000 0001 | byte 10, custom section: section of 1 bytes does not fit, 0 are"
            + " left"
      })
  void malformedBytes(String hex, String message) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> Sandbox.create().load(bytes))
        .isInstanceOf(ModuleRejected.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "01 | type section: 4294967295 types, allowed 4000",
        "02 | import section: 4294967295 imports, allowed 1000",
        "03 | function section: 4294967295 functions, allowed 10000",
        "04 | table section: 4294967295 tables, allowed 16",
        "06 | global section: 4294967295 globals, allowed 10000",
        "07 | export section: 4294967295 exports, allowed 1000",
        "09 | element section: 4294967295 element segments, allowed 10000",
        "0A | code section: 4294967295 function bodies, allowed 10000",
        "0B | data section: 4294967295 data segments, allowed 10000",
        "0C | data count section: 4294967295 segments, allowed 10000"
      })
  void countsOfFourBillionAreRefused(String section, String message) {
    byte[] bytes = HexFormat.of().parseHex("0061736D01000000" + section + "05FFFFFFFF0F");
    assertThatThrownBy(() -> Sandbox.create().load(bytes))
        .isInstanceOf(ModuleRejected.class)
        .hasMessage("byte 10, " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "simd | byte 31, function 0: SIMD is refused; build without -msimd128",
        "threads | byte 22, memory section: shared memory: threads and atomics are refused; build"
            + " without -pthread",
        "network | byte 23, import section: 'env.connect' is not allowed; a module may import"
            + " insitu.return_null, insitu.raise and functions of wasi_snapshot_preview1 other than"
            + " sockets"
      })
  void refusedFeatures(String module, String message) {
    assertThatThrownBy(() -> Sandbox.create().load(TestModules.bytes(module)))
        .isInstanceOf(ModuleRejected.class)
        .hasMessage(message);
  }

  @Test
  void wrongTypesAreRefused() {
    byte[] bytes = TestModules.bytes("arithmetic");
    // i32.add becomes i64.add.
    int add = 0;
    while ((bytes[add] & 0xFF) != 0x6A) {
      add++;
    }
    bytes[add] = 0x7C;
    assertThatThrownBy(() -> Sandbox.create().load(bytes))
        .isInstanceOf(ModuleRejected.class)
        .hasMessage("byte " + add + ", function 0: operand is i32, must be i64");
  }
}
