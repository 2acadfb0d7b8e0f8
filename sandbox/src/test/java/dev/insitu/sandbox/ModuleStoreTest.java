package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ModuleStoreTest {
  private static Sandbox sandbox(int keptModules, long keptBytes, long liveBytes) {
    return Sandbox.bounded(
        ModuleLimits.DEFAULT, new ModuleStore.Bounds(keptModules, keptBytes, liveBytes));
  }

  /** Returns small modules that differ in one byte. */
  private static byte[] module(int number) {
    ModuleWriter module = new ModuleWriter();
    int type = module.type(new int[0], ModuleWriter.I32);
    return module
        .export("f", module.function(type, new int[0], ModuleWriter.code().i32(number)))
        .bytes();
  }

  private static List<Integer> kept(Sandbox sandbox, List<GuestModule> modules) {
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < modules.size(); i++) {
      if (sandbox.loaded(modules.get(i).description().digest()) != null) {
        kept.add(i);
      }
    }
    return kept;
  }

  private static List<GuestModule> load(Sandbox sandbox, int count) throws ModuleRejected {
    List<GuestModule> modules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      modules.add(sandbox.load(module(i)));
    }
    return modules;
  }

  @Test
  void aFootprintIsThatOfTheClasses() throws ModuleRejected {
    GuestModule module = Sandbox.create().load(module(1));
    assertThat(module.footprint()).isBetween(60_000L, 200_000L);
  }

  @Test
  void modulesAreKeptUpToANumber() throws ModuleRejected {
    Sandbox sandbox = sandbox(3, Long.MAX_VALUE, Long.MAX_VALUE);
    List<GuestModule> modules = load(sandbox, 3);
    sandbox.loaded(modules.get(0).description().digest());
    modules.add(sandbox.load(module(3)));
    assertThat(kept(sandbox, modules)).containsExactly(0, 2, 3);
  }

  @Test
  void modulesAreKeptUpToTheirBytes() throws ModuleRejected {
    long one = Sandbox.create().load(module(1)).footprint();
    Sandbox sandbox = sandbox(100, 3 * one, Long.MAX_VALUE);
    assertThat(kept(sandbox, load(sandbox, 5))).containsExactly(2, 3, 4);
    Sandbox least = sandbox(100, 3 * one - 1, Long.MAX_VALUE);
    assertThat(kept(least, load(least, 5))).containsExactly(3, 4);
    Sandbox none = sandbox(100, 0, Long.MAX_VALUE);
    assertThat(kept(none, load(none, 3))).as("the last one always").containsExactly(2);
  }

  @Test
  void modulesInUseAreBounded() throws ModuleRejected {
    long one = Sandbox.create().load(module(1)).footprint();
    Sandbox sandbox = sandbox(100, Long.MAX_VALUE, 4 * one);
    List<GuestModule> held = load(sandbox, 4);
    assertThatThrownBy(() -> sandbox.load(module(4)))
        .isInstanceOf(ModuleRejected.class)
        .hasMessage(
            "module: 4 modules with "
                + (4 * one + 1_023) / 1_024
                + " KiB of compiled code are in use in this process, and this one has "
                + (one + 1_023) / 1_024
                + " KiB, allowed "
                + (4 * one + 1_023) / 1_024
                + " KiB; drop modules, or close sessions that have used many");
    assertThat(held).hasSize(4);
    held.clear();
    System.gc();
    assertThat(sandbox.load(module(4)).description().sizeBytes()).isPositive();
  }

  @Test
  void modulesThatNobodyHoldsAreCollectedForNewOnes() throws ModuleRejected {
    long one = Sandbox.create().load(module(1)).footprint();
    Sandbox sandbox = sandbox(2, Long.MAX_VALUE, 25 * one);
    for (int i = 0; i < 60; i++) {
      if (i % 20 == 19) {
        System.gc();
      }
      assertThat(sandbox.load(module(i)).footprint()).isPositive();
    }
  }
}
