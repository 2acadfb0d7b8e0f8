package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.module.ModuleRejected;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Growth copies the memory, so it pays for what is there as well as for what is added. */
final class GrowthTest {
  private static final int PAGE_UNITS = 1_024;
  private static final int CAP = 64;

  /** Starting with one page, grows one by one up to the cap, and once more. */
  private static final long PAGES_COPIED = CAP * (CAP + 1L) / 2 - 1 + CAP + 1;

  private static GuestModule module() throws ModuleRejected {
    ModuleWriter module = new ModuleWriter().memory(1);
    int grow = module.type(new int[] {ModuleWriter.I32}, ModuleWriter.I32);
    int all = module.type(new int[0]);
    module.export(
        "grow", module.function(grow, new int[0], ModuleWriter.code().get(0).op(0x40, 0)));
    module.export(
        "onebyone",
        module.function(
            all,
            new int[0],
            ModuleWriter.code().op(0x03, 0x40).i32(1).op(0x40, 0).i32(-1).op(0x47, 0x0D, 0, 0x0B)));
    return Sandbox.create().load(module.bytes());
  }

  private static SandboxInstance instance(Tier tier, long fuel) throws ModuleRejected {
    Limits limits = new Limits(fuel, CAP, 10_000, 100, 0, 0, 0, 0);
    SandboxInstance instance = TestModules.started(module(), limits, tier);
    return instance;
  }

  private static long grow(SandboxInstance instance, int pages, int expected) {
    long[] result = new long[1];
    Outcome end = instance.function("grow").call(new long[] {pages}, result);
    assertThat((int) result[0]).isEqualTo(expected);
    return end.fuelUsed();
  }

  @ParameterizedTest
  @EnumSource
  void pagesThatAreThereArePaidToo(Tier tier) throws ModuleRejected {
    List<Long> fuel = new ArrayList<>();
    try (SandboxInstance instance =
        module()
            .instantiate(
                new Limits(1L << 40, CAP, 10_000, 100, 0, 0, 0, 0), Cancellation.create(), tier)) {
      instance.initialize();
      fuel.add(grow(instance, 0, 1));
      fuel.add(grow(instance, 1, 1));
      fuel.add(grow(instance, 8, 2));
      fuel.add(grow(instance, 1, 10));
      fuel.add(grow(instance, 0, 11));
      fuel.add(grow(instance, CAP, -1));
      fuel.add(grow(instance, -1, -1));
    }
    long nothing = fuel.get(0);
    assertThat(fuel)
        .extracting(units -> (units - nothing) / (double) PAGE_UNITS)
        .containsExactly(0.0, 2.0, 10.0, 11.0, 0.0, 11.0 + CAP, 11.0 + 65_536);
  }

  @ParameterizedTest
  @EnumSource
  void growingPageByPagePaysForAllCopies(Tier tier) throws ModuleRejected {
    Outcome end;
    try (SandboxInstance instance = instance(tier, 1L << 40)) {
      end = instance.function("onebyone").call(new long[0], new long[0]);
    }
    assertThat(end).isInstanceOf(Outcome.Completed.class);
    assertThat(end.fuelUsed() / PAGE_UNITS).isEqualTo(PAGES_COPIED);
    try (SandboxInstance instance = instance(tier, end.fuelUsed())) {
      assertThat(instance.function("onebyone").call(new long[0], new long[0])).isEqualTo(end);
    }
    try (SandboxInstance instance = instance(tier, end.fuelUsed() - 1)) {
      assertThat(instance.function("onebyone").call(new long[0], new long[0]))
          .isInstanceOfSatisfying(
              Outcome.Exhausted.class,
              less -> assertThat(less.limit()).isEqualTo(Limits.Kind.FUEL));
    }
  }
}
