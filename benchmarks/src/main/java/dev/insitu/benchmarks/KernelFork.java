package dev.insitu.benchmarks;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.SandboxInstance;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * One process of the kernel benchmark: all variants of a kernel take turns in shuffled rounds. A
 * line for each kernel and variant: {@code <kernel> <variant> <checksum> <nanoseconds>}, the lower
 * quartile of the CPU time of the rounds.
 */
final class KernelFork {
  /** The ways in which a kernel runs inside a process of Java. */
  enum Variant {
    /** The engine as everybody gets it. */
    STOCK,
    /** The same with its other memory. */
    STOCK_BYTES,
    /** Our engine without metering. */
    UNMETERED,
    /** The product. */
    METERED,
    /** Java. */
    JAVA
  }

  private static final int ROUNDS = 31;
  private static final int QUICK_ROUNDS = 5;
  private static final long WARM_UP_NANOS = 250_000_000;
  private static final long QUICK_WARM_UP_NANOS = 2_000_000;

  private final Random random;
  private final boolean quick;

  private KernelFork(long seed, boolean quick) {
    this.random = new Random(seed);
    this.quick = quick;
  }

  /** Returns how many rounds are measured. */
  static int rounds(boolean quick) {
    return quick ? QUICK_ROUNDS : ROUNDS;
  }

  /** Measures: a seed, {@code quick} or {@code full}, and the kernels, none for all. */
  public static void main(String[] arguments) throws Throwable {
    new KernelFork(Long.parseLong(arguments[0]), arguments[1].equals("quick"))
        .run(Arrays.asList(arguments).subList(2, arguments.length));
  }

  private void run(List<String> names) throws Throwable {
    byte[] wasm = module();
    StockEngine stock = StockEngine.withDefaultMemory(wasm);
    StockEngine stockBytes = StockEngine.withByteArrayMemory(wasm);
    List<Kernel> kernels = new ArrayList<>(Arrays.asList(Kernel.values()));
    Collections.shuffle(kernels, random);
    try (SandboxInstance metered = instance(Sandbox.create().load(wasm));
        SandboxInstance unmetered = instance(unmetered(wasm))) {
      for (Kernel kernel : kernels) {
        if (names.isEmpty() || names.contains(kernel.export())) {
          measure(
              kernel,
              List.of(
                  timed(Variant.STOCK, stock.code(kernel.export())),
                  timed(Variant.STOCK_BYTES, stockBytes.code(kernel.export())),
                  timed(Variant.UNMETERED, code(unmetered, kernel)),
                  timed(Variant.METERED, code(metered, kernel)),
                  timed(Variant.JAVA, kernel.java())));
        }
      }
    }
  }

  /** A variant of a kernel, and what its rounds took. */
  private record Timed(Variant variant, Kernel.Code code, long[] nanos) {}

  private Timed timed(Variant variant, Kernel.Code code) {
    return new Timed(variant, code, new long[rounds(quick)]);
  }

  private void measure(Kernel kernel, List<Timed> variants) throws Throwable {
    int amount = kernel.amount(quick);
    long checksum = kernel.java().run(amount);
    for (Timed variant : variants) {
      long other = variant.code.run(amount);
      if (other != checksum) {
        throw new IllegalStateException(
            kernel.export() + ": " + variant.variant + " gives " + other + ", not " + checksum);
      }
    }
    long warm = cpuNanos() + variants.size() * (quick ? QUICK_WARM_UP_NANOS : WARM_UP_NANOS);
    while (cpuNanos() < warm) {
      for (Timed variant : variants) {
        variant.code.run(amount);
      }
    }
    List<Timed> order = new ArrayList<>(variants);
    for (int round = 0; round < rounds(quick); round++) {
      Collections.shuffle(order, random);
      for (Timed variant : order) {
        long start = cpuNanos();
        variant.code.run(amount);
        variant.nanos[round] = cpuNanos() - start;
      }
    }
    for (Timed variant : variants) {
      Arrays.sort(variant.nanos);
      System.out.printf(
          Locale.ROOT,
          "%s %s %d %d%n",
          kernel,
          variant.variant,
          checksum,
          Math.max(1, variant.nanos[variant.nanos.length / 4]));
    }
  }

  /** An instance as queries use it, under the default limits. */
  private static SandboxInstance instance(GuestModule module) {
    SandboxInstance instance = module.instantiate(Limits.DEFAULT, Cancellation.create());
    if (!(instance.initialize() instanceof Outcome.Completed)) {
      throw new IllegalStateException("the kernels do not start");
    }
    instance.seal();
    return instance;
  }

  /** A switch that no caller of the sandbox should have, and so is not public. */
  private static GuestModule unmetered(byte[] wasm) throws ReflectiveOperationException {
    Method load = Sandbox.class.getDeclaredMethod("loadUnmetered", byte[].class);
    load.setAccessible(true);
    return (GuestModule) load.invoke(null, (Object) wasm);
  }

  private static Kernel.Code code(SandboxInstance instance, Kernel kernel) {
    MethodHandle handle = instance.function(kernel.export()).handle();
    return amount -> (long) handle.invokeExact(amount);
  }

  private static byte[] module() throws IOException {
    try (InputStream in = KernelFork.class.getResourceAsStream("kernels.wasm")) {
      return in.readAllBytes();
    }
  }

  /** Time of this thread only, without the JIT's. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
