package dev.insitu.benchmarks;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestFunction;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.SandboxInstance;
import java.io.PrintStream;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * Nanoseconds of one call of a small numeric function through {@code GuestFunction.handle()} and
 * through {@code GuestFunction.call}, on a sealed instance under the default limits.
 */
public final class DirectCalls {
  private static final int CALLS = 5_000_000;
  private static final int ROUNDS = 15;

  private DirectCalls() {}

  /** Prints the figures. */
  public static void main(String[] arguments) throws Throwable {
    run(System.out, false);
  }

  /** Prints the figures, {@code figure <name> <value> <unit>} a line. */
  static void run(PrintStream out, boolean quick) throws Throwable {
    try (SandboxInstance instance =
        Sandbox.create()
            .load(Modules.read("calls"))
            .instantiate(Limits.DEFAULT, Cancellation.create())) {
      instance.initialize();
      instance.seal();
      GuestFunction add = instance.function("add");
      MethodHandle addHandle = add.handle();
      MethodHandle countHandle = instance.function("count").handle();
      int rounds = quick ? 1 : ROUNDS;
      double[] direct = new double[rounds];
      double[] array = new double[rounds];
      double[] writing = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        direct[round] = direct(addHandle);
        array[round] = array(add);
        writing[round] = writing(countHandle);
      }
      print(out, "call-direct", direct);
      print(out, "call-array", array);
      print(out, "call-direct-writing", writing);
    }
  }

  private static double direct(MethodHandle handle) throws Throwable {
    long start = cpuNanos();
    int sum = 0;
    for (int i = 0; i < CALLS; i++) {
      sum += (int) handle.invokeExact(i, 1);
    }
    return perCall(start, sum);
  }

  private static double array(GuestFunction function) {
    long start = cpuNanos();
    long[] arguments = {0, 1};
    long[] results = new long[1];
    int sum = 0;
    for (int i = 0; i < CALLS; i++) {
      arguments[0] = i;
      function.call(arguments, results);
      sum += (int) results[0];
    }
    return perCall(start, sum);
  }

  private static double writing(MethodHandle handle) throws Throwable {
    long start = cpuNanos();
    long sum = 0;
    for (int i = 0; i < CALLS; i++) {
      sum += (long) handle.invokeExact();
    }
    return perCall(start, sum);
  }

  private static double perCall(long start, long sum) {
    double nanos = (cpuNanos() - start) / (double) CALLS;
    if (sum == 42) {
      throw new AssertionError("the sum is only there so that no call is left out");
    }
    return nanos;
  }

  /** Time of this thread only, so that neighbours on the machine count less. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void print(PrintStream out, String name, double[] rounds) {
    Arrays.sort(rounds);
    out.printf(Locale.ROOT, "figure %s %.2f ns%n", name, rounds[rounds.length / 2]);
  }
}
