package dev.insitu.sandbox;

import static dev.insitu.sandbox.ModuleWriter.I32;
import static dev.insitu.sandbox.ModuleWriter.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.module.ModuleRejected;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Valid modules that the engine by itself gets wrong; random modules found them. */
final class EngineBugsTest {
  private static final int[] NOTHING = {};

  @ParameterizedTest
  @CsvSource({
    // The interpreter branches on the upper half of a product.
    "product, 2",
    // The compiler takes the end of a function for the end of the block before it.
    "branch-to-the-end, 7",
    "branch-to-the-end-from-inside, 5",
    // The validator wants a function's reference to itself declared in one way only.
    "self-reference, 0",
    // The number of a block's type is taken for a value type: 64 for none, 112 for a reference.
    "type-64, 3",
    "type-112, 3",
    "type-127, 3",
    // So is that of the block that the meter puts around a function of two results.
    "metered-type-64, 3",
    // A copy between tables of different sizes looks at the wrong entry.
    "table-copy, 1",
    // It rounds unsigned numbers from 2^63 on up instead of to nearest: node found these.
    "unsigned-to-float, 0x5f3fe000",
    "unsigned-to-double, 0xd524",
    // It takes one number for the NaN whose bits, as an integer, are that number.
    "copied-sign, 1"
  })
  void bothTiersAreRight(String what, String expected) throws ModuleRejected {
    GuestModule module = Sandbox.create().load(module(what));
    for (Tier tier : Tier.values()) {
      try (SandboxInstance instance =
          module.instantiate(TestModules.SMALL, Cancellation.create(), tier)) {
        instance.initialize();
        long[] result = new long[1];
        assertThat(instance.function("f").call(new long[0], result))
            .as("%s", tier)
            .isInstanceOf(Outcome.Completed.class);
        assertThat(result[0]).as("%s", tier).isEqualTo(Long.decode(expected));
      }
    }
  }

  private static byte[] module(String what) {
    ModuleWriter module = new ModuleWriter();
    int type = module.type(NOTHING, I32);
    ModuleWriter.Code body = code();
    switch (what) {
      case "product" ->
          body.i32(Integer.MIN_VALUE).i32(2).op(0x6C, 0x04, I32).i32(1).op(0x05).i32(2).op(0x0B);
      case "branch-to-the-end" ->
          body.i32(1).op(0x04, 0x40).i32(6).i32(7).op(0x0C, 1, 0x0B).op(0x02, I32).i32(8).op(0x0B);
      case "branch-to-the-end-from-inside" ->
          body.op(0x02, I32).i32(3).i32(4).i32(5).i32(1).op(0x0D, 1).op(0x1A, 0x1A).op(0x0B);
      case "self-reference" -> body.op(0xD2, 0, 0xD1);
      case "type-64", "type-112", "type-127" -> {
        int number = Integer.parseInt(what.substring(5));
        for (int i = 1; i <= number; i++) {
          module.type(NOTHING, I32, I32);
        }
        body.op(0x02).s(number).i32(1).i32(2).op(0x0B).op(0x6A);
      }
      case "metered-type-64" -> {
        for (int i = 1; i < 59; i++) {
          module.type(new int[] {I32}, I32);
        }
        int pair = module.type(NOTHING, I32, I32);
        body.call(1).op(0x6A);
        module.function(type, NOTHING, body);
        module.function(
            pair, NOTHING, code().i32(0).op(0x04).s(pair).call(1).op(0x05).i32(1).i32(2).op(0x0B));
        return module.export("f", 0).bytes();
      }
      case "table-copy" -> {
        module.table(2).table(9).elements(0);
        body.i32(8).i32(0).i32(1).op(0xFC, 14, 1, 0).i32(8).op(0x25, 1, 0xD1).op(0x45);
      }
      case "unsigned-to-float" -> body.i64(0xBFE0_0000_0000_0001L).op(0xB5, 0xBC);
      case "unsigned-to-double" ->
          body.i64(0xA8E6_1E83_DEA9_1C00L).op(0xBA, 0xBD).i64(0xFFFF).op(0x83, 0xA7);
      case "copied-sign" ->
          body.f32(Float.floatToIntBits(1))
              .f32(Float.floatToIntBits(4_290_772_992f))
              .op(0x98)
              .f32(Float.floatToIntBits(0))
              .op(0x5E);
      default -> throw new IllegalArgumentException(what);
    }
    module.function(type, NOTHING, body);
    return module.export("f", 0).bytes();
  }
}
