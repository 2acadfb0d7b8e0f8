package dev.insitu.benchmarks;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestFunction;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.SandboxInstance;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

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
    try (SandboxInstance instance =
        Sandbox.create().load(module()).instantiate(Limits.DEFAULT, Cancellation.create())) {
      instance.initialize();
      instance.seal();
      GuestFunction add = instance.function("add");
      MethodHandle addHandle = add.handle();
      MethodHandle countHandle = instance.function("count").handle();
      double[] direct = new double[ROUNDS];
      double[] array = new double[ROUNDS];
      double[] writing = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        direct[round] = direct(addHandle);
        array[round] = array(add);
        writing[round] = writing(countHandle);
      }
      print("call-direct", direct);
      print("call-array", array);
      print("call-direct-writing", writing);
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

  private static void print(String name, double[] rounds) {
    Arrays.sort(rounds);
    System.out.printf("figure %s %.2f ns%n", name, rounds[rounds.length / 2]);
  }

  private static byte[] module() throws IOException {
    try (InputStream in = DirectCalls.class.getResourceAsStream("calls.wasm")) {
      return in.readAllBytes();
    }
  }
}
