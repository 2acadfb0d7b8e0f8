package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.SafeText;
import dev.insitu.sandbox.module.ValueType;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * A module taken apart into its sections; instructions stay bytes.
 *
 * @param bytes the module, not to be changed
 * @param imports the imported functions
 * @param importOffsets the first byte of each of them
 * @param foreignImports refusals of what else is imported: tables, memories, globals
 * @param functionTypes the type index of each function, imports first
 * @param globals the type of each global, imports first
 * @param mutableGlobals which globals may be set
 * @param importedGlobals how many of them are imported
 * @param tableCount how many tables there are
 * @param memoryPages initial pages, -1 when there is no memory
 * @param referencedFunctions functions that an element segment or a global names
 * @param exportedFunctions functions that are exported
 * @param countsData whether there is a data count section
 * @param functionNames what the module calls its functions
 */
public record ModuleBinary(
    byte[] bytes,
    List<Section> sections,
    List<FunctionType> types,
    List<ModuleImport> imports,
    List<Integer> importOffsets,
    List<String> foreignImports,
    List<Integer> functionTypes,
    List<ValueType> globals,
    BitSet mutableGlobals,
    int importedGlobals,
    int tableCount,
    int memoryPages,
    List<ModuleExport> exports,
    BitSet referencedFunctions,
    BitSet exportedFunctions,
    int dataSegments,
    boolean countsData,
    int elementSegments,
    List<FunctionBody> bodies,
    Map<Integer, String> functionNames) {
  /** Returns the type of a function, imports counted. */
  public FunctionType functionType(int function) {
    return types.get(functionTypes.get(function));
  }

  /** Returns how messages speak of a function: its number, and its name where it has one. */
  public String place(int function) {
    return place(function, functionNames);
  }

  static String place(int function, Map<Integer, String> names) {
    String name = names.get(function);
    return "function " + function + (name == null ? "" : " " + SafeText.quote(name));
  }
}
