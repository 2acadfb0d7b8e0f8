package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.ModuleWriter.Code;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An instance that starts from another's state cannot be told from one that ran everything. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class SnapshotTest {
  @ParameterizedTest
  @EnumSource(Tier.class)
  void startingFromAnImageIsAsInitialising(Tier tier) {
    GuestModule alone = Leftovers.load(PoolLimits.NONE);
    GuestModule shared = Leftovers.load(PoolLimits.DEFAULT);
    for (CommandSpec spec :
        List.of(CommandSpec.NOTHING, new CommandSpec(List.of("a"), List.of(), 5, 1_000))) {
      for (int round = 0; round < 3; round++) {
        try (SandboxInstance first = instance(alone, spec, tier);
            SandboxInstance second = instance(shared, spec, tier)) {
          boolean known = shared.pool().image(shared, EnginePool.Start.of(second)) != null;
          assertThat(known).isEqualTo(round > 0);
          assertThat(second.initialize()).isEqualTo(first.initialize());
          assertThat(second.fuelUsed()).isEqualTo(first.fuelUsed());
          assertThat(Leftovers.State.of(second)).isEqualTo(Leftovers.State.of(first));
          if (round == 2) {
            first.seal();
            second.seal();
          }
          assertThat(Leftovers.Look.of(second)).isEqualTo(Leftovers.Look.of(first));
          assertThat(Leftovers.Look.of(second)).isEqualTo(Leftovers.Look.of(first));
        }
      }
    }
  }

  private static SandboxInstance instance(GuestModule module, CommandSpec spec, Tier tier) {
    return module.instantiate(spec, Leftovers.LIMITS, Cancellation.create(), tier);
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void commandsShareTheirFirstStateAndNothingElse(Tier tier) {
    GuestModule world = Commands.module("world");
    GuestModule alone =
        new GuestModule(
            world.toBytes(), world.description(), world.engine(), new EnginePool(PoolLimits.NONE));
    GuestModule shared =
        new GuestModule(
            world.toBytes(),
            world.description(),
            world.engine(),
            new EnginePool(PoolLimits.DEFAULT));
    List<CommandSpec> specs =
        List.of(
            new CommandSpec(List.of("a"), List.of(), 1, 1_000),
            new CommandSpec(List.of("a", "b"), List.of(), 2, 2_000),
            new CommandSpec(List.of("a"), List.of(), 1, 1_000));
    for (CommandSpec spec : specs) {
      for (Limits limits : List.of(fuel(1_023), fuel(1_100), Commands.LIMITS)) {
        Commands.Result expected = Commands.run(alone, spec, limits, new byte[0], tier);
        Commands.Result result = Commands.run(shared, spec, limits, new byte[0], tier);
        assertThat(result).isEqualTo(expected);
        assertThat(result.outcome() instanceof Outcome.Completed)
            .isEqualTo(limits == Commands.LIMITS);
      }
    }
    assertThat(alone.pool().idle()).isZero();
    assertThat(shared.pool().idle()).isEqualTo(1);
  }

  /** Limits as those of other runs in what decides the state that a command starts in. */
  private static Limits fuel(long units) {
    return new Limits(units, 1_024, 10_000, 100, 0, 1L << 30, 0, 1_000);
  }

  @Test
  void preinitRunsAfterInitializeOnTheSameBudget() {
    GuestModule module = Leftovers.load(PoolLimits.DEFAULT);
    long making;
    try (SandboxInstance instance = Leftovers.instance(module, Tier.COMPILED)) {
      byte[] written = new byte[1];
      instance.memory().read(45_056, written, 0, 1);
      assertThat(written[0]).isEqualTo((byte) 99);
      making = instance.fuelUsed();
    }
    for (int i = 0; i < 2; i++) {
      assertThat(initialize(module, making)).isInstanceOf(Outcome.Completed.class);
      assertThat(initialize(module, making - 1))
          .isEqualTo(new Outcome.Exhausted(Limits.Kind.FUEL, making, making - 1, making));
    }
  }

  /** A command starts itself, as its language does it. */
  @Test
  void aCommandHasNoPreinit() throws Exception {
    ModuleWriter writer = new ModuleWriter();
    int type = writer.type(new int[0]);
    writer.export("_start", writer.function(type, new int[0], ModuleWriter.code()));
    writer.export("preinit", writer.function(type, new int[0], ModuleWriter.code().op(0x00)));
    GuestModule module = Sandbox.create().load(writer.bytes());
    for (int i = 0; i < 2; i++) {
      assertThat(Commands.run(module, Commands.SPEC, fuel(1_000), new byte[0]).outcome())
          .isInstanceOf(Outcome.Completed.class);
    }
  }

  private static Outcome initialize(GuestModule module, long fuel) {
    Limits limits = new Limits(fuel, 8, 20_000, 8, 0, 1_000, 0, 100);
    try (SandboxInstance instance = module.instantiate(limits, Cancellation.create())) {
      return instance.initialize();
    }
  }

  @Test
  void anInstanceCostsItsPagesAndSegments() throws Exception {
    ModuleWriter writer = new ModuleWriter().memory(3).data(0, new byte[100]).table(7);
    GuestModule module = Sandbox.create().load(writer.bytes());
    for (int i = 0; i < 2; i++) {
      assertThat(initialize(module, 3 * 1_024 + 6 + 7))
          .isEqualTo(new Outcome.Completed(3 * 1_024 + 6 + 7));
      assertThat(initialize(module, 3 * 1_024 + 6 + 6)).isInstanceOf(Outcome.Exhausted.class);
    }
  }

  @Test
  void anInitialiserThatSpeaksIsRunEachTime() throws Exception {
    ModuleWriter writer = new ModuleWriter();
    int nothing = writer.type(new int[0]);
    int writes =
        writer.type(
            new int[] {ModuleWriter.I32, ModuleWriter.I32, ModuleWriter.I32, ModuleWriter.I32},
            ModuleWriter.I32);
    int write = writer.importFunction("wasi_snapshot_preview1", "fd_write", writes);
    Code code = ModuleWriter.code().i32(2).i32(0).i32(1).i32(64).call(write).op(0x1A);
    int speak = writer.function(nothing, new int[0], code);
    writer.memory(1).data(0, new byte[] {16, 0, 0, 0, 2, 0, 0, 0}).data(16, new byte[] {'h', 'i'});
    writer.export("memory", 2, 0).export("_initialize", speak);
    GuestModule module = Sandbox.create().load(writer.bytes());
    for (int i = 0; i < 3; i++) {
      try (SandboxInstance instance = module.instantiate(Leftovers.LIMITS, Cancellation.create())) {
        assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
        assertThat(instance.stderrTail()).isEqualTo("hi");
        assertThat(module.pool().image(module, EnginePool.Start.of(instance))).isNull();
        // It can be parked and sealed all the same; the first call does not have its words.
        instance.park();
        assertThat(instance.stderrTail()).isEqualTo("hi");
        instance.seal();
        assertThat(instance.stderrTail()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"start-spin", "spin", "traps"})
  void whatDoesNotCompleteLeavesNoImage(String name) throws Exception {
    GuestModule module = Sandbox.create().load(TestModules.bytes(name));
    Limits limits = new Limits(100_000, 0, 2_000, 100, 0, 0, 0, 0);
    Outcome first = null;
    for (int i = 0; i < 3; i++) {
      try (SandboxInstance instance = module.instantiate(limits, Cancellation.create())) {
        Outcome outcome = instance.initialize();
        if (first == null) {
          first = outcome;
        }
        assertThat(outcome).isEqualTo(first);
        assertThat(module.pool().image(module, EnginePool.Start.of(instance)) != null)
            .isEqualTo(outcome instanceof Outcome.Completed);
      }
    }
  }

  @Test
  void snapshotsAreOfSealedInstances() {
    GuestModule module = Leftovers.load(PoolLimits.DEFAULT);
    try (SandboxInstance instance = Leftovers.instance(module, Tier.COMPILED)) {
      assertThatThrownBy(instance::snapshot)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("instance is not sealed");
      instance.seal();
      Leftovers.Look look = Leftovers.Look.of(instance);
      Cancellation stop = Cancellation.create();
      try (SandboxInstance copy = instance.snapshot().instantiate(stop)) {
        assertThat(copy.isParked()).isTrue();
        assertThatThrownBy(copy::initialize).isInstanceOf(IllegalStateException.class);
        assertThat(Leftovers.Look.of(copy)).isEqualTo(look);
        stop.cancel();
        assertThat(Leftovers.call(copy, "look")).isEqualTo(new Outcome.Cancelled(false, 0));
      }
    }
  }
}
