package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.ValueType;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * A module taken apart into its sections; instructions stay bytes.
 *
 * @param bytes the module, not to be changed
 * @param imports the imported functions
 * @param foreignImports names of what else is imported: tables, memories, globals
 * @param functionTypes the type index of each function, imports first
 * @param globals the type of each global, imports first
 * @param importedGlobals how many of them are imported
 * @param tableCount how many tables there are
 * @param memoryPages initial pages, -1 when there is no memory
 * @param referencedFunctions functions that an element segment or a global names
 * @param functionNames what the module calls its functions; may name functions that do not exist
 */
public record ModuleBinary(
    byte[] bytes,
    List<Section> sections,
    List<FunctionType> types,
    List<ModuleImport> imports,
    List<String> foreignImports,
    List<Integer> functionTypes,
    List<ValueType> globals,
    int importedGlobals,
    int tableCount,
    int memoryPages,
    List<ModuleExport> exports,
    BitSet referencedFunctions,
    int dataSegments,
    int elementSegments,
    List<FunctionBody> bodies,
    Map<Integer, String> functionNames) {
  /** Returns the type of a function, imports counted. */
  public FunctionType functionType(int function) {
    return types.get(functionTypes.get(function));
  }
}
