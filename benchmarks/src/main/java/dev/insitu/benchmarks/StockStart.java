package dev.insitu.benchmarks;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import java.util.function.Function;

/**
 * How long a new instance takes on the engine as everybody gets it, which allocates the memory and
 * runs the initialisers each time.
 */
final class StockStart {
  private static final int WARM_UP = 3_000;
  private static final int ROUNDS = 5_000;

  private StockStart() {}

  /** Prints the figures; the argument divides the rounds. */
  public static void main(String[] arguments) throws Throwable {
    int divisor = Integer.parseInt(arguments[0]);
    WasmModule module = Parser.parse(Modules.read("sessions"));
    Function<Instance, Machine> machines = MachineFactoryCompiler.compile(module);
    StartBench.measure(
        System.out,
        "stock-instance",
        WARM_UP / divisor,
        ROUNDS / divisor,
        () -> {
          long start = System.nanoTime();
          Instance instance = Instance.builder(module).withMachineFactory(machines).build();
          instance.export("_initialize").apply();
          instance.export("preinit").apply();
          long nanos = System.nanoTime() - start;
          if (instance.export("touch").apply(StartBench.DIRTY_PAGES)[0] != 1) {
            throw new IllegalStateException("a call has seen another one");
          }
          return nanos;
        });
  }
}
