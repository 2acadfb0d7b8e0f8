package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.types.ExportSection;
import com.dylibso.chicory.wasm.types.MutabilityType;
import org.jspecify.annotations.Nullable;

/** One instance of the engine, with its memory and the globals that a restore brings back. */
final class EngineInstance {
  private final Instance instance;
  private final Machine machine;
  private final FlatMemory memory;
  private final int globals;
  private long[] sealedGlobals = {};

  private EngineInstance(Instance instance, FlatMemory memory, int globals) {
    this.instance = instance;
    this.machine = instance.getMachine();
    this.memory = memory;
    this.globals = globals;
  }

  /** What building gave: an instance, or only the way it failed. */
  record Built(@Nullable EngineInstance instance, Outcome outcome) {}

  static Built build(SandboxInstance owner, Limits limits) {
    long entries = owner.module().engine().initialTableEntries();
    if (entries > limits.tableEntries()) {
      return new Built(
          null,
          new Outcome.Exhausted(Limits.Kind.TABLE_ENTRIES, entries, limits.tableEntries(), 0));
    }
    if (owner.module().engine().initialPages() > limits.memoryPages()) {
      return new Built(null, tooLarge(owner, limits));
    }
    FlatMemory[] memory = new FlatMemory[1];
    try {
      Instance instance = owner.module().engine().instantiate(owner, memory, limits);
      return new Built(
          new EngineInstance(instance, memory[0], owner.module().metered().fuelGlobal()),
          new Outcome.Completed(memory[0].fuelUsed()));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      if (memory[0] == null) {
        return new Built(null, tooLarge(owner, limits));
      }
      return new Built(null, EngineTraps.outcome(e, memory[0]));
    }
  }

  private static Outcome tooLarge(SandboxInstance owner, Limits limits) {
    return new Outcome.Exhausted(
        Limits.Kind.MEMORY, owner.module().engine().initialPages(), limits.memoryPages(), 0);
  }

  FlatMemory memory() {
    return memory;
  }

  /** Returns the index of an exported function. */
  int index(String export) {
    ExportSection exports = instance.module().exportSection();
    for (int i = 0; i < exports.exportCount(); i++) {
      if (exports.getExport(i).name().equals(export)) {
        return exports.getExport(i).index();
      }
    }
    throw new IllegalArgumentException("no export " + export);
  }

  Outcome call(int function, long[] arguments, long[] results) {
    try {
      long[] values = machine.call(function, arguments);
      if (values != null) {
        System.arraycopy(values, 0, results, 0, Math.min(values.length, results.length));
      }
      long used = memory.fuelUsed();
      return used > memory.fuelLimit()
          ? new Outcome.Exhausted(Limits.Kind.FUEL, used, memory.fuelLimit(), used)
          : new Outcome.Completed(used);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
      Outcome outcome = EngineTraps.outcome(e, memory);
      // A guest that exits has not returned, so the results hold whatever was there before.
      return outcome instanceof Outcome.Completed && results.length > 0
          ? new Outcome.Exited(0, outcome.fuelUsed())
          : outcome;
    }
  }

  void seal() {
    memory.seal();
    sealedGlobals = new long[globals];
    for (int i = 0; i < globals; i++) {
      sealedGlobals[i] = instance.global(i).getValue();
    }
  }

  void restore() {
    memory.restore();
    for (int i = 0; i < globals; i++) {
      if (instance.global(i).getMutabilityType() == MutabilityType.Var) {
        instance.global(i).setValue(sealedGlobals[i]);
      }
    }
  }
}
