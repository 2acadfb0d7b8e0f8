package dev.insitu.benchmarks;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.PoolLimits;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.SandboxInstance;
import dev.insitu.sandbox.Snapshot;
import dev.insitu.sandbox.module.ModuleLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long it takes until an instance of a C program with 1 MiB of memory can be called: from
 * bytes, from a snapshot, from the pool, from its parked state, and beside them a new instance of
 * the same module on the engine as it is published, which is allocated and initialised each time.
 */
public final class StartBench {
  private static final int WARM_UP = 30_000;
  private static final int ROUNDS = 20_000;
  private static final int LOADS = 15;
  private static final int QUICK_DIVISOR = 100;
  static final int DIRTY_PAGES = 16;
  private static final int PARKED_PAGES = 4;
  private static final Cancellation NEVER = Cancellation.create();

  private final PrintStream out;
  private final int divisor;
  private final byte[] wasm;

  private StartBench(PrintStream out, boolean quick, byte[] wasm) {
    this.out = out;
    this.divisor = quick ? QUICK_DIVISOR : 1;
    this.wasm = wasm;
  }

  /** Prints the figures. */
  public static void main(String[] arguments) throws Throwable {
    run(System.out, false);
  }

  /**
   * Prints the figures, {@code figure <name> <value> <unit>} a line.
   *
   * @param quick whether to show only that everything works
   */
  public static void run(PrintStream out, boolean quick) throws IOException {
    StartBench bench = new StartBench(out, quick, Modules.read("sessions"));
    try {
      bench.fromBytes();
      bench.pooled();
      bench.parked();
      bench.fresh();
      Processes.java(List.of(), StockStart.class, Integer.toString(bench.divisor))
          .forEach(out::println);
      DirectCalls.run(out, quick);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException("a benchmark failed", e);
    }
    ParkedSessions.run(out, ParkedSessions.SESSIONS / bench.divisor);
  }

  /** Something that is measured: what it returns are nanoseconds. */
  interface Round {
    long run() throws Throwable;
  }

  private void measure(String name, int warmUp, int most, Round round) throws Throwable {
    measure(out, name, warmUp / divisor, most / divisor, round);
  }

  static void measure(PrintStream out, String name, int warmUp, int rounds, Round round)
      throws Throwable {
    for (int i = 0; i < warmUp; i++) {
      round.run();
    }
    long[] nanos = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      nanos[i] = round.run();
    }
    Arrays.sort(nanos);
    print(out, name + "-p50", nanos[rounds / 2] / 1e3, "us");
    print(out, name + "-p99", nanos[(int) (rounds * 0.99)] / 1e3, "us");
  }

  private static void print(PrintStream out, String name, double value, String unit) {
    out.printf(Locale.ROOT, "figure %s %.2f %s%n", name, value, unit);
  }

  /** From the bytes to the first result; the first time classes are loaded and nothing is warm. */
  private void fromBytes() throws Throwable {
    double[] millis = new double[Math.max(3, LOADS / divisor)];
    for (int i = 0; i < millis.length; i++) {
      long start = System.nanoTime();
      try (SandboxInstance instance = initialized(Sandbox.create().load(wasm))) {
        touch(instance).invoke(1);
      }
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    print(out, "bytes-first", millis[0], "ms");
    double[] warm = Arrays.copyOfRange(millis, 1, millis.length);
    Arrays.sort(warm);
    print(out, "bytes-warm", warm[warm.length / 2], "ms");
  }

  private static SandboxInstance initialized(GuestModule module) {
    SandboxInstance instance = module.instantiate(Limits.DEFAULT, NEVER);
    Outcome outcome = instance.initialize();
    if (!(outcome instanceof Outcome.Completed)) {
      throw new IllegalStateException("no instance: " + outcome);
    }
    return instance;
  }

  private static MethodHandle touch(SandboxInstance instance) {
    return instance.function("touch").handle();
  }

  private static Snapshot snapshot(GuestModule module) {
    try (SandboxInstance instance = initialized(module)) {
      instance.seal();
      return instance.snapshot();
    }
  }

  /** Takes an instance whose memory is there and looks at it. */
  private static SandboxInstance take(Snapshot snapshot) {
    SandboxInstance instance = snapshot.instantiate(NEVER);
    if (instance.memory().sizeBytes() != 1 << 20) {
      throw new IllegalStateException("another memory");
    }
    return instance;
  }

  /** Gives one session's instance back after its call and gets the next session's ready. */
  private void pooled() throws Throwable {
    Snapshot snapshot = snapshot(Sandbox.create().load(wasm));
    SandboxInstance[] present = {take(snapshot)};
    measure(
        "pool-1mib",
        WARM_UP,
        ROUNDS,
        () -> {
          if ((int) touch(present[0]).invokeExact(DIRTY_PAGES) != 1) {
            throw new IllegalStateException("a call has seen another one");
          }
          long start = System.nanoTime();
          present[0].close();
          present[0] = take(snapshot);
          return System.nanoTime() - start;
        });
    present[0].close();
  }

  /** Goes on with a session that has a state of its own. */
  private void parked() throws Throwable {
    try (SandboxInstance session = initialized(Sandbox.create().load(wasm))) {
      MethodHandle touch = touch(session);
      for (int pages : new int[] {PARKED_PAGES, DIRTY_PAGES}) {
        String suffix = pages == PARKED_PAGES ? "" : "-" + pages;
        long[] parking = new long[1];
        int[] count = {(int) touch.invokeExact(pages)};
        measure(
            "parked" + suffix,
            WARM_UP,
            ROUNDS,
            () -> {
              session.park();
              long start = System.nanoTime();
              long size = session.memory().sizeBytes();
              long nanos = System.nanoTime() - start;
              if ((int) touch.invokeExact(pages) != ++count[0] || size != 1 << 20) {
                throw new IllegalStateException("a session has forgotten");
              }
              return nanos;
            });
        measure(
            "park" + suffix,
            0,
            ROUNDS,
            () -> {
              count[0] = (int) touch.invokeExact(pages);
              long start = System.nanoTime();
              session.park();
              parking[0] = System.nanoTime() - start;
              return parking[0];
            });
      }
    }
  }

  /** Two modules and one array, which goes to and fro: an instance is built each time. */
  private void fresh() throws Throwable {
    Sandbox sandbox =
        Sandbox.create(ModuleLimits.DEFAULT, new PoolLimits(1, 1 << 20, 16, 64 << 20));
    Snapshot[] snapshots = {snapshot(sandbox.load(wasm)), snapshot(sandbox.load(other()))};
    SandboxInstance[] present = {take(snapshots[0])};
    int[] next = {1};
    measure(
        "fresh",
        WARM_UP,
        ROUNDS,
        () -> {
          if ((int) touch(present[0]).invoke(DIRTY_PAGES) != 1) {
            throw new IllegalStateException("a call has seen another one");
          }
          present[0].close();
          long start = System.nanoTime();
          present[0] = take(snapshots[next[0]]);
          long nanos = System.nanoTime() - start;
          next[0] ^= 1;
          return nanos;
        });
    present[0].close();
  }

  /** The same module with another digest: a custom section stands behind it. */
  private byte[] other() {
    byte[] section = {0, 2, 1, 'x'};
    byte[] bytes = Arrays.copyOf(wasm, wasm.length + section.length);
    System.arraycopy(section, 0, bytes, wasm.length, section.length);
    return bytes;
  }
}
