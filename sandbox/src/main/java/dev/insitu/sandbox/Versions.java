package dev.insitu.sandbox;

import dev.insitu.sandbox.meter.CostTable;
import dev.insitu.sandbox.meter.Instrumenter;

/**
 * What a result may depend on besides the module, its input and its limits.
 *
 * @param engine name and version of the WebAssembly engine
 * @param instrumenter version of the rewriting, which decides where a guest ends
 * @param costTable version of what instructions cost
 */
public record Versions(String engine, int instrumenter, int costTable) {
  /** The versions of this sandbox. */
  public static final Versions CURRENT =
      new Versions(Engine.VERSION, Instrumenter.VERSION, CostTable.VERSION);
}
