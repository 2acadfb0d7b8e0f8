package dev.insitu.sandbox;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleRejected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are made again and again, in every way that a JVM can run them, and what they gave
 * first: the NaN module, two samples that people use, random modules. Called with options, it does
 * so in a JVM of its own and prints a line for each.
 */
final class ManyCalls {
  private static final long SEED = 31_000;
  private static final Limits SMALL = new Limits(30_000, 3, 5_000, 20, 0, 0, 0, 0);
  private static final Limits LARGE = new Limits(5_000_000, 64, 20_000, 100, 0, 0, 0, 0);

  /**
   * Looking at a memory of pages takes longer than most calls, so it is done for one in so many.
   */
  private static final int LOOKS = 8;

  /** The longest text that the text function is called with. */
  private static final int TEXT_BYTES = 200;

  /** How calls are made: on a tier, in an instance for each or one for all, how often. */
  record Way(Tier tier, boolean fresh, int rounds) {}

  /** A call, and text that is written to the instance's arena before it, or null. */
  private record Step(GuestCall call, @Nullable byte[] text) {}

  /** A module with its calls, each made so many times a round. */
  private record Subject(
      String name, GuestModule module, Limits limits, List<Step> steps, int weight) {}

  private final List<Subject> subjects = new ArrayList<>();
  private long calls;
  private long differences;

  /** Loads the first so many modules. */
  ManyCalls(int modules) {
    Sandbox sandbox = Sandbox.create();
    try {
      for (int i = 0; i < modules; i++) {
        subjects.add(
            switch (i) {
              case 0 -> subject("nan", sandbox.load(TestModules.bytes("nan")), SMALL, 2, 20);
              case 1 -> subject("great-circle", sandbox.load(sample("great-circle")), LARGE, 30, 4);
              case 12 -> texts(sandbox.load(sample("clean-text")));
              default -> {
                byte[] wasm = new RandomModule(SEED + i).bytes();
                yield subject("random-" + (SEED + i), sandbox.load(wasm), SMALL, 3, 1);
              }
            });
      }
    } catch (ModuleRejected e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] sample(String name) {
    String root = System.getProperty("insitu.root", "..");
    try {
      return Files.readAllBytes(Path.of(root, "samples", name, name + ".wasm"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Subject subject(
      String name, GuestModule module, Limits limits, int each, int weight) {
    List<Step> steps =
        GuestCall.random(module, new Random(SEED), each).stream()
            .filter(call -> !call.function().equals("_initialize"))
            .map(call -> new Step(call, null))
            .toList();
    return new Subject(name, module, limits, steps, weight);
  }

  private static Subject texts(GuestModule module) {
    Random random = new Random(SEED);
    List<Step> steps = new ArrayList<>();
    FunctionType type =
        module.description().exports().stream()
            .filter(export -> export.name().equals("clean"))
            .findFirst()
            .orElseThrow()
            .type();
    for (int i = 0; i < 20; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(60); j > 0; j--) {
        text.append(random.nextInt(4) == 0 ? ' ' : (char) (33 + random.nextInt(600)));
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      steps.add(new Step(new GuestCall("clean", type, new long[] {-1, bytes.length}), bytes));
    }
    return new Subject("clean-text", module, LARGE, steps, 1);
  }

  /** Returns the calls made so far. */
  long calls() {
    return calls;
  }

  /** Returns how many of them gave something else than the first of their kind. */
  long differences() {
    return differences;
  }

  /** Makes all calls in one way; returns a line for each, with what it gave first. */
  List<String> run(Way way) {
    List<String> lines = new ArrayList<>();
    for (Subject subject : subjects) {
      List<Seen> seen = run(subject, way);
      for (int i = 0; i < seen.size(); i++) {
        GuestCall call = subject.steps().get(i).call();
        lines.add(subject.name() + " " + i + " " + call + " " + seen.get(i));
      }
    }
    return lines;
  }

  private List<Seen> run(Subject subject, Way way) {
    List<Seen> first = new ArrayList<>();
    Live live = new Live(subject, way);
    for (int round = 0; round < way.rounds(); round++) {
      for (int i = 0; i < subject.steps().size(); i++) {
        int times = round == 0 ? 1 : subject.weight();
        for (int time = 0; time < times; time++) {
          boolean looks = round == 0 || (round + i + time) % LOOKS == 0;
          Seen seen = live.call(subject.steps().get(i), looks);
          calls++;
          if (round == 0) {
            first.add(seen);
          } else if (!seen.equals(looks ? first.get(i) : first.get(i).withoutState())) {
            differences++;
          }
        }
      }
    }
    live.close();
    return first;
  }

  /** Takes an instance for each call, or one until it ends. */
  private static final class Live {
    private final Subject subject;
    private final Way way;
    private SandboxInstance instance;
    private long arena;

    Live(Subject subject, Way way) {
      this.subject = subject;
      this.way = way;
    }

    Seen call(Step step, boolean looks) {
      if (instance == null || way.fresh() || !instance.isAlive()) {
        start(step.text() != null);
      }
      long[] arguments = step.call().arguments();
      if (step.text() != null) {
        arguments = new long[] {arena, step.text().length};
        instance.restore();
        if (!instance.memory().write(arena, step.text(), 0, step.text().length)) {
          throw new AssertionError("no room for text");
        }
      }
      long[] results = new long[step.call().type().results().size()];
      Outcome outcome = instance.function(step.call().function()).call(arguments, results);
      return Seen.of(instance, outcome, results, looks);
    }

    private void start(boolean withArena) {
      close();
      instance = subject.module().instantiate(subject.limits(), Cancellation.create(), way.tier());
      complete(instance.initialize());
      if (withArena) {
        long[] pointer = new long[1];
        complete(instance.function("insitu_alloc").call(new long[] {TEXT_BYTES}, pointer));
        arena = pointer[0];
      }
      instance.seal();
    }

    private static void complete(Outcome outcome) {
      if (!(outcome instanceof Outcome.Completed)) {
        throw new AssertionError(outcome);
      }
    }

    void close() {
      if (instance != null) {
        instance.close();
      }
    }
  }

  /** Runs them on a thread with so many KiB of stack; the caller waits with {@code get}. */
  FutureTask<List<String>> onThread(Way way, int stackKib) {
    FutureTask<List<String>> task = new FutureTask<>(() -> run(way));
    new Thread(null, task, "many calls", stackKib * 1_024L).start();
    return task;
  }

  /** Modules, rounds, and KiB of stack; prints the lines, then calls and differences. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    int[] numbers = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
    ManyCalls all = new ManyCalls(numbers[0]);
    Way way = new Way(Tier.COMPILED, false, numbers[1]);
    all.onThread(way, numbers[2]).get().forEach(System.out::println);
    System.out.println(all.calls() + " " + all.differences());
  }
}
