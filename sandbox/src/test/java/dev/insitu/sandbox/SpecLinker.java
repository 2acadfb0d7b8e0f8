package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportGlobal;
import com.dylibso.chicory.runtime.ImportMemory;
import com.dylibso.chicory.runtime.ImportTable;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExportSection;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.MutabilityType;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.Value;
import java.util.ArrayList;
import java.util.List;

/** What the modules of one script see of each other, and the suite's own module spectest. */
final class SpecLinker {
  private final List<ImportFunction> functions = new ArrayList<>();
  private final List<ImportGlobal> globals = new ArrayList<>();
  private final List<ImportMemory> memories = new ArrayList<>();
  private final List<ImportTable> tables = new ArrayList<>();

  SpecLinker() {
    print("print");
    print("print_i32", ValType.I32);
    print("print_i64", ValType.I64);
    print("print_f32", ValType.F32);
    print("print_f64", ValType.F64);
    print("print_i32_f32", ValType.I32, ValType.F32);
    print("print_f64_f64", ValType.F64, ValType.F64);
    global("global_i32", Value.i32(666));
    global("global_i64", Value.i64(666));
    global("global_f32", Value.fromFloat(666.6f));
    global("global_f64", Value.fromDouble(666.6));
    FlatMemory memory = new FlatMemory(new MemoryLimits(1, 2), 2, new EnginePool(PoolLimits.NONE));
    memory.begin(SpecRunner.LIMITS, Cancellation.create());
    memories.add(new ImportMemory("spectest", "memory", memory));
    tables.add(
        new ImportTable(
            "spectest",
            "table",
            new EngineTable(
                new Table(ValType.FuncRef, new TableLimits(10, 20)), Value.REF_NULL_VALUE, 20)));
  }

  private void print(String name, ValType... parameters) {
    functions.add(
        new ImportFunction(
            "spectest",
            name,
            FunctionType.of(List.of(parameters), List.of()),
            (instance, arguments) -> new long[0]));
  }

  private void global(String name, Value value) {
    globals.add(
        new ImportGlobal("spectest", name, new GlobalInstance(value, MutabilityType.Const)));
  }

  /** Makes an instance's exports importable under a module name. */
  void register(String module, Instance instance) {
    functions.removeIf(f -> f.module().equals(module));
    globals.removeIf(g -> g.module().equals(module));
    memories.removeIf(m -> m.module().equals(module));
    tables.removeIf(t -> t.module().equals(module));
    ExportSection exports = instance.module().exportSection();
    for (int i = 0; i < exports.exportCount(); i++) {
      Export export = exports.getExport(i);
      String name = export.name();
      int index = export.index();
      switch (export.exportType()) {
        case FUNCTION ->
            functions.add(
                new ImportFunction(
                    module,
                    name,
                    instance.type(instance.functionType(index)),
                    (caller, arguments) -> instance.getMachine().call(index, arguments)));
        case GLOBAL -> globals.add(new ImportGlobal(module, name, instance.global(index)));
        case MEMORY -> memories.add(new ImportMemory(module, name, instance.memory(index)));
        case TABLE -> tables.add(new ImportTable(module, name, instance.table(index)));
        default -> throw new IllegalArgumentException(export.toString());
      }
    }
  }

  EngineImports imports() {
    return new EngineImports(
        ImportValues.builder()
            .withFunctions(functions)
            .withGlobals(globals)
            .withMemories(memories)
            .withTables(tables)
            .build());
  }
}
