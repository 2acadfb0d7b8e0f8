package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.ManyCalls.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The same module and arguments give the same result, memory, globals, tables and fuel: compiled
 * and interpreted, in fresh and in reused instances, on two threads at once, on small and large
 * stacks and heaps, and whichever of its compilers the JVM uses, cold and warm.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
final class ManyCallsTest {
  private static final int MODULES = 40;

  /** A JVM, and how much it is asked to do; its rounds are multiplied. */
  private record Child(int modules, int rounds, int stackKib, List<String> options) {}

  private static final List<Child> CHILDREN =
      List.of(
          new Child(8, 2, 1_024, List.of("-Xint")),
          new Child(MODULES, 110, 1_024, List.of("-XX:TieredStopAtLevel=1")),
          new Child(MODULES, 150, 8_192, List.of("-XX:-TieredCompilation", "-Xbatch")),
          new Child(MODULES, 50, 320, List.of("-Xmx48m", "-Xss320k", "-XX:+UseSerialGC")),
          new Child(MODULES, 50, 2_048, List.of("-Xmx900m", "-Xms400m", "-XX:+UseParallelGC")));

  private long calls;

  @Test
  @Tag("ci")
  void aMillionCallsGiveTheSame() throws Exception {
    check(1);
    assertThat(calls).isGreaterThanOrEqualTo(1_000_000);
  }

  @Test
  @Tag("long")
  void tenMillionCallsGiveTheSame() throws Exception {
    check(10);
    assertThat(calls).isGreaterThanOrEqualTo(10_000_000);
  }

  @Test
  void aFewThousandCallsGiveTheSame() throws Exception {
    ManyCalls many = new ManyCalls(4);
    List<String> expected = many.run(new Way(Tier.COMPILED, true, 2));
    assertSame(many.run(new Way(Tier.COMPILED, false, 4)), expected);
    assertSame(many.run(new Way(Tier.INTERPRETED, false, 2)), expected);
    assertThat(many.differences()).isZero();
    assertThat(many.calls()).isGreaterThan(3_000);
  }

  private void check(int times) throws Exception {
    ManyCalls fresh = new ManyCalls(MODULES);
    List<String> expected = fresh.run(new Way(Tier.COMPILED, true, 10 * times));
    count("fresh instances", fresh);
    ManyCalls interpreted = new ManyCalls(MODULES);
    assertSame(interpreted.run(new Way(Tier.INTERPRETED, false, 2 * times)), expected);
    count("interpreted", interpreted);

    ManyCalls one = new ManyCalls(MODULES);
    ManyCalls other = new ManyCalls(MODULES);
    FutureTask<List<String>> small = one.onThread(new Way(Tier.COMPILED, false, 230 * times), 320);
    FutureTask<List<String>> large =
        other.onThread(new Way(Tier.COMPILED, false, 230 * times), 16_384);
    assertSame(small.get(), expected);
    assertSame(large.get(), expected);
    count("a thread with a stack of 320 KiB, beside the next", one);
    count("a thread with a stack of 16 MiB", other);

    for (Child child : CHILDREN) {
      check(child, times, expected);
    }
    print("all", calls);
  }

  private void check(Child child, int times, List<String> expected) {
    String output =
        ChildJvm.run(
            withRoot(child.options()),
            ManyCalls.class,
            String.valueOf(child.modules()),
            String.valueOf(child.rounds() * times),
            String.valueOf(child.stackKib()));
    List<String> lines = output.lines().toList();
    int last = lines.size() - 1;
    assertSame(lines.subList(0, last), expected.subList(0, last));
    assertThat(last).isEqualTo(child.modules() == MODULES ? expected.size() : last).isPositive();
    String[] numbers = lines.get(last).split(" ");
    assertThat(numbers[1]).as("differences of %s", child.options()).isEqualTo("0");
    calls += Long.parseLong(numbers[0]);
    print(String.join(" ", child.options()), Long.parseLong(numbers[0]));
  }

  /** Compares line by line, so that a failure names the call. */
  private static void assertSame(List<String> lines, List<String> expected) {
    for (int i = 0; i < Math.min(lines.size(), expected.size()); i++) {
      assertThat(lines.get(i)).isEqualTo(expected.get(i));
    }
    assertThat(lines).hasSameSizeAs(expected);
  }

  private static List<String> withRoot(List<String> options) {
    List<String> all = new ArrayList<>(options);
    all.add("-Dinsitu.root=" + System.getProperty("insitu.root", ".."));
    return all;
  }

  private void count(String what, ManyCalls many) {
    assertThat(many.differences()).as("differences of %s", what).isZero();
    calls += many.calls();
    print(what, many.calls());
  }

  @SuppressWarnings("SystemOut")
  private static void print(String what, long count) {
    System.out.println("calls that gave the same, " + what + ": " + count);
  }
}
