package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

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
