package dev.insitu.sandbox;

import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.Element;
import dev.insitu.sandbox.wasi.Wasi;
import java.util.ArrayDeque;
import java.util.Deque;

/** The whole state of an instance at one moment: immutable, the start of any number of others. */
final class EngineImage {
  private final GuestModule module;
  private final Tier tier;
  private final CommandSpec spec;
  private final Limits limits;
  private final MemoryImage memory;
  private final State state;
  private final Wasi.State wasi;
  private final long fuelUsed;

  /** Slots in this state that nobody uses; the pool's. */
  private final Deque<EngineSlot> idle = new ArrayDeque<>();

  /**
   * What an instance has besides its memory.
   *
   * @param variables the mutable globals
   * @param tables the references in each table
   * @param segments the data segments, dropped ones empty
   * @param elements the element segments; none when the module cannot drop any
   */
  record State(long[] variables, int[][] tables, DataSegment[] segments, Element[] elements) {}

  EngineImage(SandboxInstance of, MemoryImage memory, State state, long fuelUsed, long ownBytes) {
    this.module = of.module();
    this.tier = of.tier();
    this.spec = of.spec();
    this.limits = of.limits();
    this.memory = memory;
    this.state = state;
    this.wasi = of.wasi().state();
    this.fuelUsed = fuelUsed;
    // Nobody closes an image; its bytes come back with its garbage.
    module.pool().budget().share(this).set(ownBytes);
  }

  GuestModule module() {
    return module;
  }

  Tier tier() {
    return tier;
  }

  /** Returns what the instance saw of the world. */
  CommandSpec spec() {
    return spec;
  }

  /** Returns the limits of the instance; those of its memory and tables hold for every other. */
  Limits limits() {
    return limits;
  }

  MemoryImage memory() {
    return memory;
  }

  State state() {
    return state;
  }

  Wasi.State wasi() {
    return wasi;
  }

  /** Returns the fuel that had been spent since the meter last started. */
  long fuelUsed() {
    return fuelUsed;
  }

  Deque<EngineSlot> idle() {
    return idle;
  }
}
