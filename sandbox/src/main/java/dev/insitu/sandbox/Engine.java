package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.Element;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExportSection;
import com.dylibso.chicory.wasm.types.ExternalType;
import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.meter.CostTable;
import dev.insitu.sandbox.meter.Instrumented;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import dev.insitu.sandbox.module.SafeText;
import dev.insitu.sandbox.verify.ModuleVerifier.Verified;
import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.MethodTooLargeException;

/** A metered module as the engine holds it: validated, compiled, ready for instances. */
final class Engine {
  /** Name and version of the engine, as the parent POM pins it. */
  static final String VERSION = "chicory 1.7.5";

  private static final System.Logger LOG = System.getLogger(Engine.class.getName());
  private static final int NAME_SHOWN = 100;

  private final WasmModule module;
  private final EngineCompiler.Code code;
  private final int instanceCost;
  private final Map<String, EngineFunction> functions = new HashMap<>();
  private final Map<Integer, String> names;
  private final boolean changesTables;

  private Engine(
      WasmModule module, EngineCompiler.Code code, Verified verified, Instrumented metered) {
    this.module = module;
    this.code = code;
    this.names = names(verified.binary());
    this.changesTables = verified.changesTables();
    this.instanceCost = instanceCost(module);
    ExportSection exports = module.exportSection();
    for (int i = 0; i < exports.exportCount(); i++) {
      Export export = exports.getExport(i);
      if (export.exportType() == ExternalType.FUNCTION) {
        names.putIfAbsent(export.index(), shown(export.name()));
        functions.put(
            export.name(),
            new EngineFunction(
                code,
                export.index(),
                verified.binary().functionType(export.index()),
                verified.writers().get(export.index()),
                metered.uncountedDepth(export.index())));
      }
    }
  }

  /**
   * Lets the engine's validator look at the metered module, which holds the original, and compiles.
   */
  static Engine load(Verified verified, Instrumented metered) throws ModuleRejected {
    WasmModule module = parse(metered.wasm());
    try {
      return new Engine(module, EngineCompiler.compile(module, metered), verified, metered);
    } catch (ChicoryException | ClassTooLargeException | MethodTooLargeException e) {
      throw new ModuleRejected(Reason.COMPILE_BUDGET, tooLarge(e, verified.binary()));
    } catch (IndexOutOfBoundsException
        | IllegalArgumentException
        | NullPointerException
        | LinkageError e) {
      LOG.log(System.Logger.Level.ERROR, "the engine cannot compile a valid module", e);
      throw new ModuleRejected(
          Reason.COMPILE_BUDGET, "module: the engine cannot compile it; build it with -Os");
    }
  }

  private static String tooLarge(Throwable end, ModuleBinary binary) {
    String place = "module";
    for (Throwable cause = end; cause != null; cause = cause.getCause()) {
      if (cause instanceof MethodTooLargeException method
          && method.getMethodName().startsWith("func_")) {
        place = binary.place(Integer.parseInt(method.getMethodName().substring("func_".length())));
      }
    }
    return place + ": code is too large for the Java virtual machine; split it or build with -Os";
  }

  private static WasmModule parse(byte[] bytes) throws ModuleRejected {
    try {
      return Parser.builder()
          .withCustomParsers(Map.of())
          .build()
          .parse(() -> new ByteArrayInputStream(bytes));
    } catch (ChicoryException e) {
      throw new ModuleRejected(Reason.MALFORMED, "module is not valid: " + e.getMessage());
    } catch (RuntimeException e) {
      throw new ModuleRejected(Reason.MALFORMED, "module is not valid");
    }
  }

  /** Returns an exported function, null when there is none of this name. */
  @Nullable EngineFunction function(String export) {
    return functions.get(export);
  }

  /** Returns the pages that the memory starts with. */
  int initialPages() {
    return module.memorySection().map(s -> s.getMemory(0).limits().initialPages()).orElse(0);
  }

  /** Returns the entries that the largest table starts with. */
  long initialTableEntries() {
    long entries = 0;
    for (int i = 0; i < module.tableSection().tableCount(); i++) {
      entries = Math.max(entries, module.tableSection().getTable(i).limits().min());
    }
    return entries;
  }

  private Function<Instance, Machine> machines(SandboxInstance owner, EngineChecks checks) {
    return switch (owner.tier()) {
      case COMPILED -> code.machines();
      case INTERPRETED ->
          instance -> new EngineInterpreter(instance, owner.module().metered().charge(), checks);
    };
  }

  private static int instanceCost(WasmModule module) {
    long bytes = 0;
    for (DataSegment segment : module.dataSection().dataSegments()) {
      bytes += segment.data().length;
    }
    long entries = 0;
    for (int i = 0; i < module.tableSection().tableCount(); i++) {
      entries += module.tableSection().getTable(i).limits().min();
    }
    for (Element element : module.elementSection().elements()) {
      entries += element.elementCount();
    }
    long pages = module.memorySection().map(s -> s.getMemory(0).limits().initialPages()).orElse(0);
    return (int) CostTable.instance(pages, bytes, entries);
  }

  /** Builds an instance; active segments are written, nothing is called. */
  Instance instantiate(SandboxInstance owner, FlatMemory[] memory, Limits limits) {
    EngineChecks checks = new EngineChecks();
    return Instance.builder(module)
        .withStart(false)
        .withMachineFactory(machines(owner, checks))
        .withUnsafeExecutionListener(owner.tier() == Tier.INTERPRETED ? checks : null)
        .withImportValues(owner.imports().bind(owner))
        .withMemoryFactory(declared -> {
          memory[0] = new FlatMemory(declared, limits.memoryPages());
          if (owner.tier() == Tier.INTERPRETED) {
            memory[0].interpreted();
          }
          memory[0].begin(limits, owner.cancellation());
          // A function's instance serves many calls, each with a budget of its own.
          memory[0].takeAndCheck(owner.isCommand() ? instanceCost : 0);
          return memory[0];
        })
        .withTableFactory((table, value) -> new EngineTable(table, value, limits.tableEntries()))
        .build();
  }

  /** Returns what a function is called in backtraces. */
  String nameOf(int function) {
    return names.getOrDefault(function, "function " + function);
  }

  /** Returns whether calls may change tables or drop segments. */
  boolean changesTables() {
    return changesTables;
  }

  private static Map<Integer, String> names(ModuleBinary binary) {
    Map<Integer, String> names = new HashMap<>();
    binary.functionNames().forEach((function, name) -> names.put(function, shown(name)));
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
