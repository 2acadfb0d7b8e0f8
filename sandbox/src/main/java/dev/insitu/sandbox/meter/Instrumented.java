package dev.insitu.sandbox.meter;

import java.util.BitSet;

/**
 * A metered module. What was added stands behind everything that the module had, so that no index
 * of the original moves, and is not exported.
 *
 * @param wasm the metered bytes; custom sections and the start section are left out
 * @param outline the same with functions that have no code, for whoever has it compiled
 * @param startFunction index of the start function, -1 when there is none; the host calls it
 * @param fuelGlobal index of the i64 global that holds the fuel that is left
 * @param depthGlobal index of the i32 global that holds the call depth that is left
 * @param charge function {@code (i32 units)} that takes fuel
 * @param check function {@code (i32 units)} that takes fuel and traps when there is none left
 * @param enter function {@code (i32 weight, i32 headroom)} that takes depth and traps when less
 *     than the headroom is left
 * @param leave function {@code (i32 weight)} that gives depth back
 * @param depth which functions count depth
 * @param growers functions that may grow the memory, see {@link MemoryGrowth}
 * @param functionsPerClass functions whose constants fit into one Java class
 */
public record Instrumented(
    byte[] wasm,
    byte[] outline,
    int startFunction,
    int fuelGlobal,
    int depthGlobal,
    int charge,
    int check,
    int enter,
    int leave,
    CallDepth depth,
    BitSet growers,
    int functionsPerClass) {
  /** Returns the function {@code (f32) -> f32} that makes a NaN canonical. */
  public int canonicalFloat() {
    return leave + 1;
  }

  /** Returns the function {@code (f64) -> f64} that makes a NaN canonical. */
  public int canonicalDouble() {
    return leave + 2;
  }

  /** Returns whether the memory may have been grown when a call of a function returns. */
  public boolean growsMemory(int function) {
    return growers.get(function);
  }

  /** Returns whether calls of a function begin with {@code enter}. */
  public boolean countsDepth(int function) {
    return depth.isCounted(function);
  }

  /** Returns the units that one frame of a function takes. */
  public int weight(int function) {
    return depth.weight(function);
  }

  /** Returns the units that what a counted function calls may take without counting. */
  public int headroom(int function) {
    return depth.headroom(function);
  }

  /** Returns the units that a call of a function from the host may take without counting. */
  public int uncountedDepth(int function) {
    return depth.uncounted(function);
  }
}
