package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ModuleRejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * C programs that csmith makes and clang compiles, run as commands here and under node's WASI:
 * their checksum and exit code must be equal. A program that does not end within its fuel is
 * counted and left out; so is, on the interpreter, one that takes long.
 */
final class Csmith {
  private static final Limits LIMITS =
      new Limits(300_000_000, 1_024, 60_000, 1_000, 0, 1 << 20, 0, 4_096);

  /** What the interpreter, a hundred times slower, is asked for. */
  private static final long INTERPRETED_FUEL = 3_000_000;

  private static final Pattern TOO_LARGE =
      Pattern.compile("^function \\d+.*: becomes \\d+ bytes of Java code");

  final Map<String, Integer> counts = new TreeMap<>();
  final List<String> differences = new ArrayList<>();

  private final Path folder;

  Csmith(Path folder) {
    this.folder = folder;
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  void check(long seed) throws IOException {
    Path source = folder.resolve("a.c");
    Path wasm = folder.resolve("a.wasm");
    List<String> generate =
        List.of("csmith", "--seed", Long.toString(seed), "--no-argc", "--max-funcs", "4");
    List<String> all = new ArrayList<>(generate);
    all.addAll(List.of("--concise", "-o", source.toString()));
    List<String> compile =
        List.of(
            "clang-19",
            "--target=wasm32-wasi",
            seed % 2 == 0 ? "-O1" : "-O2",
            "-w",
            "-I/usr/include/csmith",
            source.toString(),
            "-o",
            wasm.toString());
    if (!Tools.run(20, all) || !Tools.run(60, compile)) {
      count("not made");
      return;
    }
    byte[] bytes = Files.readAllBytes(wasm);
    int before = differences.size();
    try {
      compare("csmith-" + seed, wasm, bytes);
    } catch (ModuleRejected | RuntimeException | AssertionError e) {
      differences.add("csmith-" + seed + ": " + e);
    }
    if (differences.size() > before) {
      Differential.keep("csmith-" + seed + ".c", Files.readAllBytes(source));
      Differential.keep("csmith-" + seed + ".wasm", bytes);
    }
  }

  private void compare(String name, Path wasm, byte[] bytes) throws ModuleRejected, IOException {
    GuestModule module;
    try {
      module = Sandbox.create().load(bytes);
    } catch (ModuleRejected e) {
      if (!TOO_LARGE.matcher(e.getMessage()).find()) {
        throw e;
      }
      count("refused, a function is too large for a Java method");
      return;
    }
    Commands.Result compiled = Commands.run(module, Commands.SPEC, LIMITS, new byte[0]);
    if (compiled.outcome() instanceof Outcome.Exhausted) {
      count("left out, " + Trace.kind(compiled.outcome()));
      return;
    }
    String ours =
        end(compiled.outcome()) + " " + new String(compiled.output(), StandardCharsets.UTF_8);
    Path output = folder.resolve("output");
    String node;
    try (NodeRunner runner = new NodeRunner()) {
      node = runner.wasi(wasm, output) + " " + Files.readString(output);
    }
    count("programs");
    if (!ours.equals(node)) {
      differences.add(name + ":\n ours " + ours + "\n node " + node);
    }
    if (compiled.outcome().fuelUsed() > INTERPRETED_FUEL) {
      count("too long for the interpreter");
      return;
    }
    Commands.Result interpreted =
        Commands.run(module, Commands.SPEC, LIMITS, new byte[0], Tier.INTERPRETED);
    count("also interpreted");
    if (!interpreted.equals(compiled)) {
      differences.add(name + ":\n compiled    " + compiled + "\n interpreted " + interpreted);
    }
  }

  private static String end(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed done -> "exit 0";
      case Outcome.Exited exit -> "exit " + exit.code();
      case Outcome.Trapped trap -> "Trapped " + trap.kind();
      default -> outcome.toString();
    };
  }
}
