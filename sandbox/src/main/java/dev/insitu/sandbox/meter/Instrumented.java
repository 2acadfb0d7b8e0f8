package dev.insitu.sandbox.meter;

/**
 * A metered module. What was added stands behind everything that the module had, so that no index
 * of the original moves, and is not exported.
 *
 * @param wasm the metered bytes; custom sections and the start section are left out
 * @param startFunction index of the start function, -1 when there is none; the host calls it
 * @param fuelGlobal index of the i64 global that holds the fuel that is left
 * @param depthGlobal index of the i32 global that holds the call depth that is left
 * @param charge function {@code (i32 units)} that takes fuel
 * @param check function {@code (i32 units)} that takes fuel and traps when there is none left
 * @param enter function {@code (i32 weight)} that takes depth and traps when there is none left
 * @param leave function {@code (i32 weight)} that gives depth back
 */
public record Instrumented(
    byte[] wasm,
    int startFunction,
    int fuelGlobal,
    int depthGlobal,
    int charge,
    int check,
    int enter,
    int leave) {}
