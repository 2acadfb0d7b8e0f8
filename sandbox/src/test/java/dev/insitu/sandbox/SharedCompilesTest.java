package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.cache.CodeCache;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same module is compiled once for all who want it, and what is in the cache waits for nobody.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class SharedCompilesTest {
  private static final int CALLERS = 16;
  private static final int MILLIS = 60_000;

  @TempDir Path root;

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final SharedCompiles<String> shared = new SharedCompiles<>();
  private final AtomicInteger compiled = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void everyThreadEnds() throws InterruptedException {
    end.countDown();
    callers.shutdown();
    assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(1);
    }
  }

  /** Compiles until the test says so. */
  private String compile() {
    compiled.incrementAndGet();
    await(end);
    return "compiled";
  }

  private String run(CompileThreads.Task<String> task, Cancellation cancellation)
      throws ModuleRejected {
    return shared.run(
        "digest",
        () -> null,
        () -> new CompileWork<>(task, MILLIS, CompileThreads.COMPILING),
        cancellation);
  }

  private List<Future<String>> runAll(int count, CompileThreads.Task<String> task) {
    List<Future<String>> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(callers.submit(() -> run(task, Cancellation.create())));
    }
    return results;
  }

  private static void assertAll(List<Future<String>> results, String expected) throws Exception {
    for (Future<String> result : results) {
      assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(expected);
    }
  }

  @Test
  void manyThreadsGetTheSameModule() throws Exception {
    CodeCache cache = CodeCache.in(root.resolve("cache"), CodeCache.DEFAULT_BYTES);
    Sandbox sandbox = Sandbox.create(ModuleLimits.DEFAULT, cache);
    byte[] bytes = TestModules.bytes("memory");
    CyclicBarrier together = new CyclicBarrier(CALLERS);
    Callable<GuestModule> load =
        () -> {
          together.await(60, TimeUnit.SECONDS);
          return sandbox.load(bytes);
        };
    HashSet<GuestModule> modules = new HashSet<>();
    List<Future<GuestModule>> results = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      results.add(callers.submit(load));
    }
    for (Future<GuestModule> result : results) {
      modules.add(result.get(60, TimeUnit.SECONDS));
    }
    assertThat(modules).hasSize(1);
    assertThat(cache.statistics().written()).isOne();
    assertThat(cache.statistics().misses()).isOne();
  }

  @Test
  void whoComesWhileItIsCompiledWaitsForIt() throws Exception {
    List<Future<String>> first = runAll(1, this::compile);
    await(() -> compiled.get() == 1);
    List<Future<String>> others = runAll(CALLERS, () -> "compiled again");
    Cancellation impatient = Cancellation.after(20);
    assertThatThrownBy(() -> run(() -> "never", impatient))
        .hasMessage("module: time ran out while it was compiled");
    end.countDown();
    assertAll(first, "compiled");
    assertAll(others, "compiled");
    assertThat(compiled.get()).isOne();
    assertThat(run(() -> "the next", Cancellation.create())).isEqualTo("the next");
  }

  @Test
  void whoIsCancelledLeavesItToTheOthers() throws Exception {
    Cancellation cancelled = Cancellation.create();
    Future<String> leader = callers.submit(() -> run(this::compile, cancelled));
    await(() -> compiled.get() == 1);
    List<Future<String>> others = runAll(CALLERS, this::compile);
    cancelled.cancel();
    assertThatThrownBy(() -> leader.get(60, TimeUnit.SECONDS))
        .hasRootCauseMessage("module: cancelled while it was compiled");
    end.countDown();
    assertAll(others, "compiled");
    assertThat(compiled.get()).isOne();
  }

  @Test
  void whatAllHaveGivenUpIsBegunAnew() throws Exception {
    Cancellation cancelled = Cancellation.create();
    Future<String> leader = callers.submit(() -> run(this::compile, cancelled));
    await(() -> compiled.get() == 1);
    cancelled.cancel();
    assertThatThrownBy(() -> leader.get(60, TimeUnit.SECONDS))
        .hasRootCauseMessage("module: cancelled while it was compiled");
    assertThat(run(() -> "anew", Cancellation.create())).isEqualTo("anew");
    end.countDown();
  }

  /** A session that still holds a place with what it has given up holds up nobody but itself. */
  @Test
  void nobodyWaitsForAnothersPlace() throws Exception {
    Cancellation greedy = Cancellation.create();
    assertThatThrownBy(() -> OneCaller.run(this::compile, 30, greedy))
        .hasMessage("module: compiling takes longer than the allowed 30 ms");
    Future<String> leader = callers.submit(() -> run(() -> "compiled", greedy));
    // Long enough for the leader to be in the queue.
    Thread.sleep(50);
    assertThat(leader.isDone()).isFalse();
    assertThat(run(() -> "compiled", Cancellation.create())).isEqualTo("compiled");
    assertThat(leader.get(60, TimeUnit.SECONDS)).isEqualTo("compiled");
  }

  @Test
  void aRefusalIsForAll() throws Exception {
    List<Future<String>> results =
        runAll(
            CALLERS,
            () -> {
              compile();
              throw new ModuleRejected(Reason.MALFORMED, "module: bad");
            });
    await(() -> compiled.get() > 0);
    end.countDown();
    for (Future<String> result : results) {
      assertThatThrownBy(() -> result.get(60, TimeUnit.SECONDS)).hasRootCauseMessage("module: bad");
    }
  }

  /** Each tries by itself what failed for want of memory. */
  @Test
  void wantOfMemoryIsTriedAgain() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    List<Future<String>> results =
        runAll(
            CALLERS,
            () -> {
              if (tries.incrementAndGet() == 1) {
                compile();
                throw new OutOfMemoryError("as if");
              }
              return "compiled";
            });
    await(() -> compiled.get() == 1);
    // All but the leader have joined when they have been looked for a while.
    Thread.sleep(50);
    end.countDown();
    int failed = 0;
    for (Future<String> result : results) {
      String found = outcome(result);
      if (!found.equals("compiled")) {
        assertThat(found).isEqualTo("module: compiling takes more memory than there is");
        failed++;
      }
    }
    assertThat(failed).isOne();
  }

  private static String outcome(Future<String> result) throws Exception {
    try {
      return result.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause().getMessage());
    }
  }

  /** Both places are taken, and a module out of the cache is there at once. */
  @Test
  void aHitWaitsForNobody() throws Exception {
    byte[] bytes = TestModules.bytes("arithmetic");
    CodeCache cache = CodeCache.in(root.resolve("cache"), CodeCache.DEFAULT_BYTES);
    Sandbox.create(ModuleLimits.DEFAULT, cache).load(bytes);
    CountDownLatch started = new CountDownLatch(2);
    List<Future<String>> busy = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      busy.add(
          callers.submit(() ->
              OneCaller.run(
                  () -> {
                    started.countDown();
                    return compile();
                  },
                  MILLIS,
                  Cancellation.create())));
    }
    await(started);
    Sandbox sandbox = Sandbox.create(ModuleLimits.DEFAULT, cache);
    GuestModule module = sandbox.load(bytes);
    assertThat(sandbox.load(bytes)).isSameAs(module);
    assertThat(cache.statistics().hits()).isOne();
    assertThat(busy).noneMatch(Future::isDone);
    end.countDown();
    assertAll(busy, "compiled");
  }
}
