package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Compares modules, metered and on both tiers of the sandbox, with their originals on node, call by
 * call in fresh instances: ends, results, what was logged, memory, globals, tables. An original may
 * differ in the bits of NaNs alone, and that is decided exactly: the same module whose NaNs are
 * made canonical where they are made must agree in every bit.
 */
final class Differential {
  private static final Limits LIMITS = new Limits(200_000, 64, 5_000, 1_000, 0, 0, 0, 0);

  final Map<String, Integer> counts = new TreeMap<>();
  final List<String> differences = new ArrayList<>();

  private final Sandbox sandbox = SpecRunner.sandbox();
  private final NodeRunner node;

  Differential(NodeRunner node) {
    this.node = node;
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /** Compares one module; a difference is noted and the module kept. */
  void check(String name, byte[] wasm, long seed) {
    check(name, wasm, module -> GuestCall.random(module, new Random(seed), 3));
  }

  /** Compares the calls that are chosen for a module. */
  void check(String name, byte[] wasm, Function<GuestModule, List<GuestCall>> calls) {
    int before = differences.size();
    try {
      compare(name, wasm, calls);
      count("programs");
    } catch (ModuleRejected | RuntimeException | AssertionError e) {
      differences.add(name + ": " + e);
    }
    if (differences.size() > before) {
      keep(name + ".wasm", wasm);
    }
  }

  /** Keeps what failed for another look, in the build folder. */
  static void keep(String file, byte[] content) {
    try {
      Path folder = Files.createDirectories(Path.of("target/differential"));
      Files.write(folder.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compare(String name, byte[] wasm, Function<GuestModule, List<GuestCall>> chosen)
      throws ModuleRejected {
    GuestModule module = sandbox.load(wasm);
    List<GuestCall> calls = chosen.apply(module);
    List<Run> runs = calls.stream().map(call -> run(module, call, Tier.COMPILED)).toList();
    List<String> original = onNode(wasm, false, calls, runs);
    List<String> canonical = onNode(wasm, true, calls, runs);
    for (int i = 0; i < calls.size(); i++) {
      Run compiled = runs.get(i);
      String call = name + " " + calls.get(i);
      count("calls");
      count(Trace.kind(compiled.outcome()));
      Run interpreted = run(module, calls.get(i), Tier.INTERPRETED);
      if (!interpreted.equals(compiled)) {
        differences.add(call + ":\n compiled    " + compiled + "\n interpreted " + interpreted);
      }
      if (canonical.get(i) == null) {
        count("calls that node was not asked for");
      } else if (!canonical.get(i).equals(compiled.trace())) {
        differences.add(call + ":\n ours " + compiled.trace() + "\n node " + canonical.get(i));
      } else if (!canonical.get(i).equals(original.get(i))) {
        count("calls that differ from node in the bits of NaNs alone");
      }
    }
  }

  /** Asks node for the calls that end by themselves; a call without an answer is null. */
  private List<String> onNode(
      byte[] wasm, boolean canonicalNans, List<GuestCall> calls, List<Run> runs)
      throws ModuleRejected {
    node.module(Opened.module(wasm, canonicalNans));
    List<String> traces = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Outcome outcome = runs.get(i).outcome();
      boolean ends = outcome instanceof Outcome.Completed || outcome instanceof Outcome.Trapped;
      traces.add(ends ? node.call(calls.get(i)) : null);
    }
    return traces;
  }

  /** What a call gave on one tier, and what of that JavaScript could see. */
  private record Run(Outcome outcome, String exact, String trace) {}

  private static Run run(GuestModule module, GuestCall call, Tier tier) {
    StringBuilder exact = new StringBuilder();
    StringBuilder log = new StringBuilder();
    try (SandboxInstance instance =
        module
            .instantiate(LIMITS, Cancellation.create(), tier)
            .linkedTo(logging(module, exact, log))) {
      Outcome ready = instance.initialize();
      if (!(ready instanceof Outcome.Completed)) {
        throw new AssertionError("not instantiated: " + ready);
      }
      long[] results = new long[call.type().results().size()];
      Outcome outcome = instance.function(call.function()).call(call.arguments(), results);
      return new Run(
          outcome,
          Trace.of(instance, call, outcome, results, exact.toString().strip(), true),
          Trace.of(instance, call, outcome, results, log.toString().strip(), false));
    }
  }

  /** Returns functions that note their argument, for everything that a module imports. */
  private static EngineImports logging(GuestModule module, StringBuilder exact, StringBuilder log) {
    ImportValues.Builder values = ImportValues.builder();
    for (ModuleImport entry : module.description().imports()) {
      ValueType type = entry.type().parameters().get(0);
      values.addFunction(
          new ImportFunction(
              entry.module(),
              entry.name(),
              FunctionType.of(List.of(engineType(type)), List.of()),
              (instance, arguments) -> {
                exact.append(GuestCall.show(type, arguments[0])).append(' ');
                long seen = Trace.canonical(type, arguments[0]);
                log.append(GuestCall.show(type, seen)).append(' ');
                return new long[0];
              }));
    }
    return new EngineImports(values.build());
  }

  private static ValType engineType(ValueType type) {
    return switch (type) {
      case I32 -> ValType.I32;
      case I64 -> ValType.I64;
      case F32 -> ValType.F32;
      case F64 -> ValType.F64;
      case FUNCREF -> ValType.FuncRef;
    };
  }
}
