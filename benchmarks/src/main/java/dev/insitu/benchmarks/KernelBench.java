package dev.insitu.benchmarks;

import dev.insitu.benchmarks.KernelFork.Variant;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What metering costs: the kernels as the product runs them, beside the engine as everybody gets
 * it, our engine without metering, Java and native code. Since the JIT does not decide twice in the
 * same way, several processes measure, and a figure is the median of their ratios.
 */
public final class KernelBench {
  private static final int FORKS = 5;

  /** A comparison: our time divided by another's. */
  private enum Ratio {
    METERED("metered", "stock engine"),
    METERED_BYTES("metered-bytearray", "stock engine, ByteArrayMemory"),
    METERING_ALONE("metering-alone", "ours without metering"),
    JAVA("java", "Java"),
    NATIVE("native", "gcc -O2");

    private final String suffix;
    private final String title;

    Ratio(String suffix, String title) {
      this.suffix = suffix;
      this.title = title;
    }
  }

  private final PrintStream out;
  private final boolean quick;
  private final Map<Kernel, Map<Ratio, List<Double>>> ratios = new EnumMap<>(Kernel.class);

  private KernelBench(PrintStream out, boolean quick) {
    this.out = out;
    this.quick = quick;
    for (Kernel kernel : Kernel.values()) {
      Map<Ratio, List<Double>> values = new EnumMap<>(Ratio.class);
      for (Ratio ratio : Ratio.values()) {
        values.put(ratio, new ArrayList<>());
      }
      ratios.put(kernel, values);
    }
  }

  /** Prints the figures. */
  public static void main(String[] arguments) throws IOException {
    run(System.out, Arrays.asList(arguments).contains("--quick"));
  }

  /**
   * Prints the figures, {@code figure <name> <ratio> x} a line, and the table of
   * docs/performance.md.
   *
   * @param quick whether a look that all is there is enough; the figures mean nothing then
   */
  public static void run(PrintStream out, boolean quick) throws IOException {
    new KernelBench(out, quick).run();
  }

  private void run() throws IOException {
    int forks = quick ? 1 : FORKS;
    try (NativeKernels compiled = NativeKernels.compile()) {
      if (compiled == null) {
        out.println("no gcc: native code is not measured");
      }
      for (int seed = 1; seed <= forks; seed++) {
        add(
            fork(seed),
            compiled == null ? Map.of() : compiled.run(KernelFork.rounds(quick), quick));
      }
      print(facts(forks, compiled));
    }
  }

  /** What one process measured of one kernel. */
  private record Measured(long checksum, Map<Variant, Long> nanos) {}

  private Map<Kernel, Measured> fork(int seed) throws IOException {
    Map<Kernel, Measured> measured = new EnumMap<>(Kernel.class);
    List<String> lines =
        Processes.java(
            List.of("-XX:+UseSerialGC"),
            KernelFork.class,
            Integer.toString(seed),
            quick ? "quick" : "full");
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      measured
          .computeIfAbsent(
              Kernel.valueOf(words[0]),
              kernel -> new Measured(Long.parseLong(words[2]), new EnumMap<>(Variant.class)))
          .nanos()
          .put(Variant.valueOf(words[1]), Long.parseLong(words[3]));
    }
    return measured;
  }

  private void add(Map<Kernel, Measured> fork, Map<Kernel, NativeKernels.Result> compiled) {
    for (Kernel kernel : Kernel.values()) {
      Measured measured = get(fork, kernel);
      double ours = get(measured.nanos(), Variant.METERED);
      Map<Ratio, List<Double>> values = get(ratios, kernel);
      get(values, Ratio.METERED).add(ours / get(measured.nanos(), Variant.STOCK));
      get(values, Ratio.METERED_BYTES).add(ours / get(measured.nanos(), Variant.STOCK_BYTES));
      get(values, Ratio.METERING_ALONE).add(ours / get(measured.nanos(), Variant.UNMETERED));
      get(values, Ratio.JAVA).add(ours / get(measured.nanos(), Variant.JAVA));
      NativeKernels.Result result = compiled.get(kernel);
      if (result != null) {
        if (result.checksum() != measured.checksum()) {
          throw new IllegalStateException(
              kernel.export()
                  + ": native code gives "
                  + result.checksum()
                  + ", not "
                  + measured.checksum());
        }
        get(values, Ratio.NATIVE).add(ours / Math.max(1, result.nanos()));
      }
    }
  }

  private static <K, V> V get(Map<K, V> map, K key) {
    return Objects.requireNonNull(map.get(key), () -> "no " + key);
  }

  private static String facts(int forks, @Nullable NativeKernels compiled) throws IOException {
    return String.format(
        Locale.ROOT,
        "JDK %s, %s, %d processors, %d processes of %d rounds%s",
        System.getProperty("java.vm.version"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        forks,
        KernelFork.rounds(forks == 1),
        compiled == null ? "" : ", " + NativeKernels.compiler());
  }

  private void print(String facts) {
    List<Ratio> measured =
        Arrays.stream(Ratio.values())
            .filter(ratio -> !get(get(ratios, Kernel.GCD), ratio).isEmpty())
            .toList();
    for (Ratio ratio : measured) {
      for (Kernel kernel : Kernel.values()) {
        figure(kernel.export() + "-" + ratio.suffix, value(kernel, ratio));
      }
      figure("median-" + ratio.suffix, median(ratio));
      figure("max-" + ratio.suffix, values(ratio).max().orElseThrow());
    }
    out.println();
    out.println(facts);
    out.println();
    row("kernel", measured.stream().map(ratio -> ratio.title).toList());
    row("---", measured.stream().map(ratio -> "---:").toList());
    for (Kernel kernel : Kernel.values()) {
      row(kernel.export(), measured.stream().map(ratio -> text(value(kernel, ratio))).toList());
    }
    row("**median**", measured.stream().map(ratio -> "**" + text(median(ratio)) + "**").toList());
  }

  private double value(Kernel kernel, Ratio ratio) {
    return median(
        get(get(ratios, kernel), ratio).stream().mapToDouble(Double::doubleValue).toArray());
  }

  private double median(Ratio ratio) {
    return median(values(ratio).toArray());
  }

  private DoubleStream values(Ratio ratio) {
    return Arrays.stream(Kernel.values()).mapToDouble(kernel -> value(kernel, ratio));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private void figure(String name, double value) {
    out.println("figure " + name + " " + text(value) + " x");
  }

  private void row(String first, List<String> others) {
    out.println("| " + first + " | " + String.join(" | ", others) + " |");
  }

  private static String text(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }
}
