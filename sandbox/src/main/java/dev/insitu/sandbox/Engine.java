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
import com.dylibso.chicory.wasm.types.MemoryLimits;
import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.meter.CostTable;
import dev.insitu.sandbox.meter.Instrumented;
import dev.insitu.sandbox.meter.Instrumenter;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import dev.insitu.sandbox.verify.ModuleVerifier.Verified;
import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.MethodTooLargeException;

/** A metered module as the engine holds it: validated, compiled, ready for instances. */
final class Engine {
  /** Name and version of the engine, as the parent POM pins it. */
  static final String VERSION = "chicory 1.7.5";

  private static final System.Logger LOG = System.getLogger(Engine.class.getName());

  /** A refusal that no module should be able to cause. */
  static final String REFUSED_BY_ENGINE =
      "module: the engine takes it for invalid, although it keeps every rule; please report it with"
          + " the module";

  private final CompiledModule.Facts facts;
  private final long footprint;
  private final WasmModule outline;
  private final EngineCompiler.Code code;
  private final int instanceCost;
  private final Map<String, EngineFunction> functions = new HashMap<>();
  private final Supplier<byte[]> source;
  private @Nullable WasmModule interpreted;

  private Engine(
      CompiledModule compiled,
      WasmModule outline,
      EngineCompiler.Code code,
      Supplier<byte[]> source) {
    this.facts = compiled.facts();
    this.footprint = compiled.footprint();
    this.outline = outline;
    this.code = code;
    this.source = source;
    this.instanceCost = instanceCost(outline);
    for (CompiledModule.Function function : compiled.functions()) {
      functions.put(function.export(), new EngineFunction(code, function));
    }
  }

  /**
   * Lets the engine's validator look at the metered module, which holds the original, and compiles.
   */
  static CompiledModule compile(Verified verified, Instrumented metered) throws ModuleRejected {
    WasmModule module = parse(metered.wasm(), /* validated= */ true);
    try {
      return CompiledModule.of(
          verified, metered, exportedFunctions(module), EngineCompiler.compile(module, metered));
    } catch (ChicoryException | ClassTooLargeException | MethodTooLargeException e) {
      throw new ModuleRejected(Reason.COMPILE_BUDGET, tooLarge(e, verified.binary()));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NullPointerException e) {
      throw uncompilable(e);
    }
  }

  /**
   * Loads the code of a compiled module.
   *
   * @param source gives the metered bytes, should the interpreter want them
   * @throws ModuleRejected when the JVM does not take the code
   */
  static Engine load(CompiledModule compiled, Supplier<byte[]> source) throws ModuleRejected {
    WasmModule outline = parse(compiled.outline(), /* validated= */ false);
    try {
      return new Engine(compiled, outline, EngineCompiler.load(compiled.classes()), source);
    } catch (LinkageError e) {
      throw uncompilable(e);
    }
  }

  private static ModuleRejected uncompilable(Throwable end) {
    LOG.log(System.Logger.Level.ERROR, "the engine cannot compile a valid module", end);
    return new ModuleRejected(
        Reason.COMPILE_BUDGET, "module: the engine cannot compile it; build it with -Os");
  }

  private static String tooLarge(Throwable end, ModuleBinary binary) {
    for (Throwable cause = end; cause != null; cause = cause.getCause()) {
      if (cause instanceof MethodTooLargeException method
          && method.getMethodName().startsWith("func_")) {
        int function = Integer.parseInt(method.getMethodName().substring("func_".length()));
        return Instrumenter.tooLarge(
            binary.place(function), method.getCodeSize() + " bytes of Java code");
      }
    }
    return "module: code is too large for the Java virtual machine; split it or build with -Os";
  }

  private static Map<String, Integer> exportedFunctions(WasmModule module) {
    Map<String, Integer> functions = new HashMap<>();
    ExportSection exports = module.exportSection();
    for (int i = 0; i < exports.exportCount(); i++) {
      Export export = exports.getExport(i);
      if (export.exportType() == ExternalType.FUNCTION) {
        functions.put(export.name(), export.index());
      }
    }
    return functions;
  }

  private static WasmModule parse(byte[] bytes, boolean validated) throws ModuleRejected {
    try {
      return Parser.builder()
          .withCustomParsers(Map.of())
          .withValidation(validated)
          .build()
          .parse(() -> new ByteArrayInputStream(bytes));
    } catch (RuntimeException e) {
      // Every rule of the specification was checked before.
      LOG.log(System.Logger.Level.ERROR, "the engine refuses a valid module", e);
      throw new ModuleRejected(Reason.MALFORMED, REFUSED_BY_ENGINE);
    }
  }

  /** Returns an exported function, null when there is none of this name. */
  @Nullable EngineFunction function(String export) {
    return functions.get(export);
  }

  /** Returns the functions that HotSpot will not compile, with the bytes of their methods. */
  Map<Integer, Integer> hugeFunctions() {
    return code.huge();
  }

  /** Returns the pages that the memory starts with. */
  int initialPages() {
    return outline.memorySection().map(s -> s.getMemory(0).limits().initialPages()).orElse(0);
  }

  /** Returns the entries that the largest table starts with. */
  long initialTableEntries() {
    long entries = 0;
    for (int i = 0; i < outline.tableSection().tableCount(); i++) {
      entries = Math.max(entries, outline.tableSection().getTable(i).limits().min());
    }
    return entries;
  }

  /** Returns the module with its code, which only the interpreter reads. */
  private synchronized WasmModule interpreted() {
    WasmModule known = interpreted;
    if (known == null) {
      known = GuestThreads.call(this::parseSource, /* stackDepth= */ 0);
      interpreted = known;
    }
    return known;
  }

  private WasmModule parseSource() {
    try {
      return parse(source.get(), /* validated= */ true);
    } catch (ModuleRejected e) {
      throw new IllegalStateException("the engine refuses what it compiled", e);
    }
  }

  private Function<Instance, Machine> machines(Tier tier, EngineChecks checks) {
    return switch (tier) {
      case COMPILED -> code.machines();
      case INTERPRETED -> instance -> new EngineInterpreter(instance, facts.ownFunctions(), checks);
    };
  }

  /** Returns what an instance costs before anything of it runs. */
  int instanceCost() {
    return instanceCost;
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

  /**
   * Builds an instance; nothing is called.
   *
   * @param memories makes its memory, which writes the active data segments or has an image's
   *     content already
   */
  Instance instantiate(
      Tier tier,
      EngineImports imports,
      Limits limits,
      Function<MemoryLimits, FlatMemory> memories) {
    EngineChecks checks = new EngineChecks();
    return Instance.builder(tier == Tier.INTERPRETED ? interpreted() : outline)
        .withStart(false)
        .withMachineFactory(machines(tier, checks))
        .withUnsafeExecutionListener(tier == Tier.INTERPRETED ? checks : null)
        .withImportValues(imports.values())
        .withMemoryFactory(declared -> {
          FlatMemory memory = memories.apply(declared);
          if (tier == Tier.INTERPRETED) {
            memory.interpreted();
          }
          return memory;
        })
        .withTableFactory((table, value) -> new EngineTable(table, value, limits.tableEntries()))
        .build();
  }

  /** Returns what a function is called in backtraces. */
  String nameOf(int function) {
    return facts.names().getOrDefault(function, "function " + function);
  }

  /** Returns the bytes that the module takes while it is loaded, about. */
  long footprint() {
    return footprint;
  }

  /** Returns what was found out about the module. */
  CompiledModule.Facts facts() {
    return facts;
  }
}
