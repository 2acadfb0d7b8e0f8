package dev.insitu.sandbox;

import static dev.insitu.sandbox.ModuleWriter.F64;
import static dev.insitu.sandbox.ModuleWriter.I32;
import static dev.insitu.sandbox.ModuleWriter.I64;
import static dev.insitu.sandbox.ModuleWriter.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.ModuleWriter.Code;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ValueType;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bits of a NaN are the same however warm the code is, on both tiers. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class NanTest {
  private static final long CANONICAL = 0x7FF8_0000_0000_0000L;
  private static final int WARM = 20_000;

  @Test
  void aMillionCallsGiveTheSameBits() throws Throwable {
    try (SandboxInstance instance = instance(Tier.COMPILED)) {
      MethodHandle flip = instance.function("flip").handle();
      int different = 0;
      for (int i = 0; i < 1_000_000; i++) {
        different += (long) flip.invokeExact(0.0) == CANONICAL ? 0 : 1;
      }
      assertThat(different).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flip",
        "store",
        "return",
        "results",
        "argument",
        "indirect",
        "global",
        "sign",
        "negated",
        "local",
        "tee",
        "select",
        "block",
        "table",
        "parameter",
        "narrow",
        "wide"
      })
  void noObserverSeesAnythingElseThanTheCanonicalNan(String function) throws ModuleRejected {
    long expected =
        switch (function) {
          case "sign" -> Double.doubleToRawLongBits(1);
          case "negated", "signed" -> CANONICAL | Long.MIN_VALUE;
          case "narrow" -> 0x7FC0_0000L;
          default -> CANONICAL;
        };
    for (Tier tier : Tier.values()) {
      try (SandboxInstance instance = instance(tier)) {
        GuestFunction called = instance.function(function);
        long[] result = new long[1];
        int calls = tier == Tier.COMPILED ? WARM : WARM / 20;
        for (int i = 0; i < calls; i++) {
          double argument = i % 2 == 0 ? 0 : Double.longBitsToDouble(0xFFF0_0000_0000_0001L + i);
          called.call(new long[] {Double.doubleToRawLongBits(argument)}, result);
          assertThat(result[0]).as("call %s on %s", i, tier).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void copiesKeepTheirBits(Tier tier) throws ModuleRejected {
    try (SandboxInstance instance = instance(tier)) {
      long[] result = new long[1];
      instance.function("copied").call(new long[0], result);
      assertThat(result[0]).isEqualTo(0xFFF3_4567_89AB_CDEFL);
      instance.function("constant").call(new long[0], result);
      assertThat(result[0]).isEqualTo(0x7FF0_0000_0000_0123L);
    }
  }

  /** Ways to a place where a NaN that was copied and one that arithmetic made both arrive. */
  private enum Meeting {
    LOCAL,
    TEE,
    SELECT,
    IF,
    BRANCH,
    TABLE,
    RETURN,
    LOOP;

    private static final long PAYLOAD = 0x7FF0_0000_0000_0123L;

    /** A function of (i32, f64): a constant for 1, for 0 what x / x gives. */
    Code body() {
      Code copy = code().f64(PAYLOAD);
      Code made = code().get(1).get(1).op(0xA3);
      Code body = code();
      switch (this) {
        case LOCAL -> {
          body.raw(made).set(2).get(0).op(0x04, 0x40).raw(copy).set(2).op(0x0B);
          body.get(2);
        }
        case TEE -> body.raw(copy).set(2).get(0).op(0x45, 0x04, F64).raw(made).tee(2);
        case SELECT -> body.raw(copy).raw(made).get(0).op(0x1B);
        case IF -> body.get(0).op(0x04, F64).raw(copy).op(0x05).raw(made).op(0x0B);
        case BRANCH -> {
          body.op(0x02, F64).raw(made).get(0).op(0x45, 0x0D, 0, 0x1A);
          body.raw(copy).op(0x0B);
        }
        case TABLE -> {
          body.op(0x02, F64, 0x02, F64).raw(made).get(0).op(0x0E, 1, 1, 0, 0x0B);
          body.op(0x1A).raw(copy).op(0x0B);
        }
        case RETURN -> body.get(0).op(0x04, 0x40).raw(copy).op(0x0F, 0x0B).raw(made);
        case LOOP -> {
          body.raw(copy).op(0x03, 1).get(0).op(0x45, 0x04, 1);
          body.i32(1).set(0).op(0x1A).raw(made).op(0x0C, 1, 0x0B, 0x0B);
        }
      }
      return this == TEE ? body.op(0x05).get(2).op(0x0B) : body;
    }

    byte[] module() {
      ModuleWriter module = new ModuleWriter();
      int type = module.type(new int[] {I32, F64}, F64);
      module.type(new int[] {F64}, F64);
      int inner = module.function(type, new int[] {F64}, body());
      int bits = module.type(new int[] {I32, F64}, I64);
      module.export(
          "f", module.function(bits, new int[0], code().get(0).get(1).call(inner).op(0xBD)));
      return module.bytes();
    }
  }

  @ParameterizedTest
  @EnumSource(Meeting.class)
  void copiesKeepTheirBitsWhereMadeOnesArriveToo(Meeting meeting) throws ModuleRejected {
    GuestModule module = Sandbox.create().load(meeting.module());
    for (Tier tier : Tier.values()) {
      try (SandboxInstance instance =
          module.instantiate(TestModules.SMALL, Cancellation.create(), tier)) {
        assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
        GuestFunction function = instance.function("f");
        long[] result = new long[1];
        for (int i = 0; i < (tier == Tier.COMPILED ? WARM : WARM / 20); i++) {
          function.call(new long[] {i % 2, 0}, result);
          assertThat(result[0])
              .as("call %s on %s", i, tier)
              .isEqualTo(i % 2 == 1 ? Meeting.PAYLOAD : CANONICAL);
        }
      }
    }
  }

  @Test
  void argumentsComeInCanonical() throws Throwable {
    try (SandboxInstance instance = instance(Tier.COMPILED)) {
      GuestFunction function = instance.function("return");
      assertThat(function.type().results()).containsExactly(ValueType.F64);
      double nan = (double) function.handle().invokeExact(Double.longBitsToDouble(-1L));
      assertThat(Double.doubleToRawLongBits(nan)).isEqualTo(CANONICAL);
    }
  }

  private static SandboxInstance instance(Tier tier) throws ModuleRejected {
    SandboxInstance instance =
        Sandbox.create()
            .load(TestModules.bytes("nan"))
            .instantiate(TestModules.SMALL, Cancellation.create(), tier);
    assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    return instance;
  }
}
