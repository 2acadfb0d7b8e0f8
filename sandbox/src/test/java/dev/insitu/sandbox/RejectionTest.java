package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.verify.ModuleVerifier;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that must not load, each with the sentence that says why. */
final class RejectionTest {
  private static final String[] GOOD = {"arithmetic", "spin", "recursion", "memory", "abi"};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | byte 0, module: not a WebAssembly module: it does not begin with 00 61 73 6D",
        "1F8B08 | byte 0, module: not a WebAssembly module: it does not begin with 00 61 73 6D",
        "0061736D0D000100 | byte 4, module: component binaries are refused; unwrap it to a core"
            + " module",
        "0061736D02000000 | byte 0, module: unknown version, must be 1",
        "0061736D01000000 01FFFFFFFF07 | byte 14, type section: section of 2147483647 bytes does"
            + " not fit, 0 are left",
        "0061736D01000000 0105FFFFFFFF0F | byte 10, type section: 4294967295 types, allowed 10000",
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
        "simd | byte 31, function 0: SIMD is refused; build without -msimd128",
        "threads | byte 22, memory section: shared memory: threads and atomics are refused; build"
            + " without -pthread",
        "network | import section: 'env.connect' is not allowed; a module may import"
            + " insitu.return_null, insitu.raise and functions of wasi_snapshot_preview1 other than"
            + " sockets"
      })
  void refusedFeatures(String module, String message) {
    assertThatThrownBy(() -> Sandbox.create().load(TestModules.bytes(module)))
        .isInstanceOf(ModuleRejected.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"arithmetic", "spin", "recursion", "memory", "abi"})
  void prefixesAreRefusedUnlessTheyEndBehindASectionThatNeedsNoOther(String module) {
    byte[] bytes = TestModules.bytes(module);
    int accepted = 0;
    for (int length = 0; length < bytes.length; length++) {
      try {
        ModuleVerifier.verify(Arrays.copyOf(bytes, length), ModuleLimits.DEFAULT);
        accepted++;
      } catch (ModuleRejected e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
    // The empty module, its types, its imports; and all but the data.
    assertThat(accepted).isBetween(1, 4);
  }

  @Test
  void damagedModulesAreRefusedOrLoadButNeverFail() {
    long seed = 20_261_124;
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = TestModules.bytes(GOOD[random.nextInt(GOOD.length)]);
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        ModuleVerifier.verify(bytes, ModuleLimits.DEFAULT);
      } catch (ModuleRejected e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
    assertThat(refused).isGreaterThan(10_000);
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
