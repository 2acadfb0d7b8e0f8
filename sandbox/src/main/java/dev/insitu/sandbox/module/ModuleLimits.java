package dev.insitu.sandbox.module;

/**
 * Caps on a module itself, checked before anything of it runs. The host sets them, never the
 * module.
 *
 * <p>Under the default caps, any bytes are taken or refused within 10 seconds of one processor and
 * a heap of 512 MiB; modules just under each cap were measured (BombTest), and the slowest took two
 * thirds of the time, 6.5 seconds. SQLite takes a third of {@code instructions}, a fifth of {@code
 * javaBytes} and a sixth of {@code frameSlots}. Time and memory are linear in these three, in
 * {@code functions} and in {@code types} times {@code functions}: a host that raises a cap k times
 * grants k times the 10 seconds and 512 MiB, and has to raise {@code compileMillis} with it.
 *
 * @param moduleBytes bytes of the whole module
 * @param types function types
 * @param imports imported functions
 * @param functions functions of the module's own
 * @param parameters parameters of one function type
 * @param results results of one function type
 * @param bodyBytes bytes of one function body
 * @param codeBytes bytes of all function bodies
 * @param instructions instructions, locals and branch targets of all function bodies together
 * @param javaBytes bytes of Java code that all functions become, metered, counted as a lower bound
 * @param frameSlots locals and operands that are carried over all branches of all functions; they
 *     are what the Java virtual machine's verifier has to follow
 * @param operands slots that the operands of one function use at once, two for 64 bits
 * @param locals locals of one function, parameters included
 * @param nesting blocks, loops and ifs inside each other
 * @param branchTargets targets of one br_table
 * @param constantInstructions instructions of one constant expression
 * @param tables tables
 * @param tableEntries initial entries of one table
 * @param memoryPages initial pages of 64 KiB
 * @param globals globals
 * @param exports exports
 * @param segments element segments, and data segments
 * @param elements entries of all element segments
 * @param nameBytes bytes of an import's or export's name
 * @param compileMillis milliseconds of processor time that verifying and compiling may take, and a
 *     sixth of the wall clock that they may take; a backstop
 */
public record ModuleLimits(
    int moduleBytes,
    int types,
    int imports,
    int functions,
    int parameters,
    int results,
    int bodyBytes,
    int codeBytes,
    int instructions,
    int javaBytes,
    int frameSlots,
    int operands,
    int locals,
    int nesting,
    int branchTargets,
    int constantInstructions,
    int tables,
    int tableEntries,
    int memoryPages,
    int globals,
    int exports,
    int segments,
    int elements,
    int nameBytes,
    int compileMillis) {
  /** The caps that a server starts with. */
  public static final ModuleLimits DEFAULT =
      new ModuleLimits(
          /* moduleBytes= */ 16 << 20,
          /* types= */ 4_000,
          /* imports= */ 1_000,
          /* functions= */ 10_000,
          /* parameters= */ 100,
          /* results= */ 16,
          /* bodyBytes= */ 512 << 10,
          /* codeBytes= */ 4 << 20,
          /* instructions= */ 1_000_000,
          /* javaBytes= */ 6_000_000,
          /* frameSlots= */ 8_000_000,
          /* operands= */ 2_000,
          /* locals= */ 1_000,
          /* nesting= */ 1_000,
          /* branchTargets= */ 10_000,
          /* constantInstructions= */ 16,
          /* tables= */ 16,
          /* tableEntries= */ 100_000,
          /* memoryPages= */ 1_024,
          /* globals= */ 10_000,
          /* exports= */ 1_000,
          /* segments= */ 10_000,
          /* elements= */ 100_000,
          /* nameBytes= */ 1_024,
          /* compileMillis= */ 10_000);
}
