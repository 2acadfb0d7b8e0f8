package dev.insitu.sandbox.verify;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ValueType;
import dev.insitu.sandbox.wasi.WasiFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The host functions that a module may import, each with its one signature. */
final class AllowedImports {
  static final String ABI = "insitu";
  static final String WASI = WasiFunction.MODULE;

  /** Signatures as letters: i for i32, I for i64; the result after the colon. */
  private static final Map<String, FunctionType> SIGNATURES = new TreeMap<>();

  static {
    add(ABI, "return_null", ":");
    add(ABI, "raise", "iii:");
    for (WasiFunction function : WasiFunction.values()) {
      String result = function.returns() ? ":i" : ":";
      add(WASI, function.importName(), function.parameters() + result);
    }
  }

  private AllowedImports() {}

  /** Returns the signature of a host function, null when there is none of this name. */
  static @Nullable FunctionType signature(String module, String name) {
    return SIGNATURES.get(module + "." + name);
  }

  /** Returns the names of all host functions, with their modules. */
  static Set<String> names() {
    return Collections.unmodifiableSet(SIGNATURES.keySet());
  }

  private static void add(String module, String name, String signature) {
    int colon = signature.indexOf(':');
    SIGNATURES.put(
        module + "." + name,
        new FunctionType(
            types(signature.substring(0, colon)), types(signature.substring(colon + 1))));
  }

  private static List<ValueType> types(String letters) {
    List<ValueType> types = new ArrayList<>();
    letters.chars().forEach(c -> types.add(c == 'i' ? ValueType.I32 : ValueType.I64));
    return types;
  }
}
