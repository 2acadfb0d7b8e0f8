package dev.insitu.benchmarks;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.SandboxInstance;
import dev.insitu.sandbox.module.ModuleRejected;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Ten thousand sessions with a state of their own in a heap of 512 MiB: each an instance of a C
 * program with 1 MiB of memory, of which it has changed four pages, parked after its first calls.
 * Then each goes on once, and what it has kept is checked.
 */
public final class ParkedSessions {
  /** How many sessions are promised. */
  public static final int SESSIONS = 10_000;

  private static final int HEAP_MIB = 512;
  private static final int PAGE_KEYS = 1_024;
  private static final int PAGES = 3;

  private ParkedSessions() {}

  /** Parks so many, resumes and checks them; prints the memory that they take while parked. */
  public static void main(String[] arguments) throws IOException, ModuleRejected {
    GuestModule module = Sandbox.create().load(Modules.read("sessions"));
    try (SandboxInstance first = open(module)) {
      first.park();
    }
    int count = Integer.parseInt(arguments[0]);
    List<SandboxInstance> sessions = new ArrayList<>();
    long before = usedBytes();
    for (int i = 0; i < count; i++) {
      SandboxInstance session = open(module);
      sessions.add(session);
      // The C library's heap is the fourth page.
      for (int page = 0; page < PAGES; page++) {
        call(session, "add", (long) page * PAGE_KEYS + i % PAGE_KEYS, i);
      }
      session.park();
    }
    long bytes = usedBytes() - before;
    long heap = Runtime.getRuntime().maxMemory();
    for (int i = 0; i < count; i++) {
      SandboxInstance session = sessions.get(i);
      for (int page = 0; page < PAGES; page++) {
        long total = call(session, "add", (long) page * PAGE_KEYS + i % PAGE_KEYS, 1);
        if (!session.isAlive() || total != i + 1) {
          throw new IllegalStateException("session " + i + " has " + total);
        }
      }
      session.park();
    }
    long sum = call(sessions.get(count - 1), "checksum");
    sessions.forEach(SandboxInstance::close);
    System.out.printf(
        Locale.ROOT,
        "figure parked-%d %.1f MiB%n# in a heap of %d MiB; the last checksum is %d%n",
        count,
        bytes / 1048576.0,
        heap >> 20,
        sum);
  }

  private static SandboxInstance open(GuestModule module) {
    SandboxInstance session = module.instantiate(Limits.DEFAULT, Cancellation.create());
    if (!(session.initialize() instanceof Outcome.Completed)) {
      throw new IllegalStateException("no session starts");
    }
    return session;
  }

  private static long call(SandboxInstance session, String function, long... arguments) {
    long[] result = new long[1];
    Outcome outcome = session.function(function).call(arguments, result);
    if (!(outcome instanceof Outcome.Completed)) {
      throw new IllegalStateException(function + " ended with " + outcome);
    }
    return result[0];
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /**
   * Runs {@link #main} in a JVM of its own with that heap and passes on what it prints.
   *
   * @throws IOException when a session has lost something, or they do not fit
   */
  public static void run(PrintStream out, int sessions) throws IOException {
    Processes.java(
            List.of("-Xmx" + HEAP_MIB + "m"), ParkedSessions.class, Integer.toString(sessions))
        .forEach(out::println);
  }
}
