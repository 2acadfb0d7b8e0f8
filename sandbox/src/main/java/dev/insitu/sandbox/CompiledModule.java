package dev.insitu.sandbox;

import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.meter.Instrumented;
import dev.insitu.sandbox.module.ExternalKind;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleDescription;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.SafeText;
import dev.insitu.sandbox.verify.ModuleVerifier.Verified;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is left of a module when it is verified, metered and compiled: all that its instances need,
 * and nothing of its code but the JVM's classes.
 *
 * @param outline the metered module, its functions without code
 * @param facts what was found out about it
 * @param functions the exported functions
 * @param classes the code
 */
record CompiledModule(
    ModuleDescription description,
    byte[] outline,
    Facts facts,
    List<Function> functions,
    EngineCompiler.Classes classes) {
  private static final int NAME_SHOWN = 100;

  /** What a name takes, with its entry in the map. */
  private static final int NAME_BYTES = 100;

  /**
   * What was found out about a module as a whole.
   *
   * @param startFunction index of the start function, -1 when there is none; the host calls it
   * @param startDepth the call depth that the start function may take without counting
   * @param ownGlobals how many globals the module has itself; those of the meter follow
   * @param ownFunctions how many functions the module has itself, imports first
   * @param changesTables whether calls may change tables or drop segments
   * @param names what functions are called in backtraces, by index
   */
  record Facts(
      int startFunction,
      int startDepth,
      int ownGlobals,
      int ownFunctions,
      boolean changesTables,
      Map<Integer, String> names) {}

  /**
   * An exported function.
   *
   * @param export the name that it is exported by
   * @param writes whether a call may change memory, globals or tables
   * @param depth the call depth that it may take without counting
   * @param className the class that its method is in
   */
  record Function(
      String export, int index, FunctionType type, boolean writes, int depth, String className) {}

  /**
   * Puts together what the stages have found.
   *
   * @param exported the index of each exported function, by its name
   */
  static CompiledModule of(
      Verified verified,
      Instrumented metered,
      Map<String, Integer> exported,
      EngineCompiler.Compiled compiled) {
    ModuleBinary binary = verified.binary();
    Map<Integer, String> names = names(binary);
    List<Function> functions = new ArrayList<>();
    for (ModuleExport export : verified.description().exports()) {
      if (export.kind() == ExternalKind.FUNCTION) {
        int index = exported.getOrDefault(export.name(), -1);
        names.putIfAbsent(index, shown(export.name()));
        functions.add(
            new Function(
                export.name(),
                index,
                binary.functionType(index),
                verified.writers().get(index),
                metered.uncountedDepth(index),
                compiled.functionClasses().getOrDefault("func_" + index, "")));
      }
    }
    int start = metered.startFunction();
    Facts facts =
        new Facts(
            start,
            start < 0 ? 0 : metered.uncountedDepth(start),
            metered.fuelGlobal(),
            metered.charge(),
            verified.changesTables(),
            names);
    return new CompiledModule(
        verified.description(), metered.outline(), facts, functions, compiled.classes());
  }

  /**
   * Returns the bytes that the module takes while it is loaded, about: the JVM makes two bytes of
   * metaspace of each of a class file.
   */
  long footprint() {
    long bytes = outline.length + NAME_BYTES * (long) facts.names().size();
    for (byte[] file : classes.bytes().values()) {
      bytes += 2L * file.length;
    }
    return bytes;
  }

  private static Map<Integer, String> names(ModuleBinary binary) {
    Map<Integer, String> names = new HashMap<>();
    binary
        .functionNames()
        .forEach((function, name) -> {
          if (function < binary.functionTypes().size()) {
            names.put(function, shown(name));
          }
        });
    for (int i = 0; i < binary.imports().size(); i++) {
      ModuleImport entry = binary.imports().get(i);
      names.put(i, shown(entry.module() + "." + entry.name()));
    }
    return names;
  }

  private static String shown(String name) {
    String safe = SafeText.escape(name);
    return safe.length() <= NAME_SHOWN ? safe : safe.substring(0, NAME_SHOWN) + "…";
  }
}
