package dev.insitu.benchmarks;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The engine as everybody gets it: its compiler, its memory, no metering. Each instance has code of
 * its own, because the JIT would otherwise see two kinds of memory in it.
 */
final class StockEngine {
  private final Instance instance;

  private StockEngine(byte[] wasm, @Nullable Function<MemoryLimits, Memory> memory) {
    WasmModule module = Parser.parse(wasm);
    Instance.Builder builder =
        Instance.builder(module).withMachineFactory(MachineFactoryCompiler.compile(module));
    if (memory != null) {
      builder = builder.withMemoryFactory(memory);
    }
    instance = builder.build();
    instance.export("_initialize").apply();
  }

  /** Returns an instance with the memory that the engine takes by itself, ByteBufferMemory. */
  static StockEngine withDefaultMemory(byte[] wasm) {
    return new StockEngine(wasm, null);
  }

  /** Returns an instance with the engine's other memory, ByteArrayMemory. */
  static StockEngine withByteArrayMemory(byte[] wasm) {
    return new StockEngine(wasm, ByteArrayMemory::new);
  }

  Kernel.Code code(String export) {
    ExportFunction function = instance.export(export);
    return amount -> function.apply(amount)[0];
  }
}
