package dev.insitu.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kernels as {@code gcc -O2} compiles them, in a temporary folder. */
final class NativeKernels implements AutoCloseable {
  /** So that no platform fuses products and sums, which rounds once instead of twice. */
  private static final List<String> COMPILER = List.of("gcc", "-O2", "-ffp-contract=off");

  private final Path folder;
  private final Path program;

  private NativeKernels(Path folder) {
    this.folder = folder;
    this.program = folder.resolve("kernels");
  }

  /** What a run of a kernel gave. */
  record Result(long checksum, long nanos) {}

  /** Compiles; returns null where there is no gcc. */
  static @Nullable NativeKernels compile() throws IOException {
    NativeKernels kernels = new NativeKernels(Files.createTempDirectory("insitu-kernels"));
    try {
      Path source = kernels.folder.resolve("kernels.c");
      try (InputStream in = NativeKernels.class.getResourceAsStream("kernels.c")) {
        Files.write(source, in.readAllBytes());
      }
      List<String> command = new ArrayList<>(COMPILER);
      command.addAll(List.of("-o", kernels.program.toString(), source.toString(), "-lm"));
      try {
        Processes.output(command);
        return kernels;
      } catch (IOException e) {
        kernels.close();
        return null;
      }
    } catch (IOException | RuntimeException e) {
      kernels.close();
      throw e;
    }
  }

  /** Returns the compiler and its version. */
  static String compiler() throws IOException {
    return String.join(" ", COMPILER)
        + " "
        + Processes.output(List.of("gcc", "-dumpfullversion")).get(0);
  }

  /** Runs every kernel for so many rounds; each result has the lower quartile of their CPU time. */
  Map<Kernel, Result> run(int rounds, boolean quick) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    for (Kernel kernel : Kernel.values()) {
      command.add(kernel.export());
      command.add(Integer.toString(kernel.amount(quick)));
      command.add(Integer.toString(rounds));
    }
    List<String> lines = Processes.output(command);
    Map<Kernel, Result> results = new EnumMap<>(Kernel.class);
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      results.put(
          Kernel.valueOf(words[0].toUpperCase(Locale.ROOT)),
          new Result(Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
    return results;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(folder.resolve("kernels.c"));
    Files.deleteIfExists(program);
    Files.deleteIfExists(folder);
  }
}
