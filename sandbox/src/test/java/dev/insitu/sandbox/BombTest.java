package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.module.ModuleRejected;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever is offered is taken or refused within 10 seconds of processor time, the JVM's own work
 * included, and 512 MiB, in a process of its own.
 */
@Tag("ci")
final class BombTest {
  /** Loads bombs, all unless some are named, and prints how that went. */
  @SuppressWarnings("SystemOut")
  static final class Loads {
    private Loads() {}

    public static void main(String[] names) {
      for (Bomb bomb : Bomb.values()) {
        if (names.length == 0 || List.of(names).contains(bomb.name())) {
          byte[] bytes = bomb.bytes();
          heap().forEach(MemoryPoolMXBean::resetPeakUsage);
          long processor = processorMillis();
          long start = System.nanoTime();
          String end;
          try {
            Sandbox.create().load(bytes);
            end = Bomb.TAKEN;
          } catch (ModuleRejected e) {
            end = e.reason() + " " + e.getMessage();
          }
          long wall = System.nanoTime() - start;
          processor = processorMillis() - processor;
          long peak = heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
          System.out.printf(
              "%s|%d|%d|%d|%d|%s%n",
              bomb, bytes.length, processor, wall / 1_000_000, peak >> 20, end);
        }
      }
    }

    private static long processorMillis() {
      return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
    }

    private static List<MemoryPoolMXBean> heap() {
      return ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();
    }
  }

  private static List<String> load(String heap, Bomb... bombs) {
    String[] names = Arrays.stream(bombs).map(Bomb::name).toArray(String[]::new);
    return ChildJvm.run(List.of(heap), Loads.class, names).lines().toList();
  }

  /** The heap is too small for the first, which is refused, and the second does not feel it. */
  @Test
  void whoeverWantsMoreMemoryThanThereIsIsRefused() {
    assertThat(load("-Xmx96m", Bomb.NESTED, Bomb.FRAMES))
        .extracting(line -> line.substring(line.lastIndexOf('|') + 1))
        .containsExactly(
            "COMPILE_BUDGET module: compiling takes more memory than there is", Bomb.TAKEN);
  }

  @Test
  @SuppressWarnings("SystemOut")
  void everyBombIsDefusedInTime() {
    List<String> lines = load("-Xmx512m");
    System.out.println("bomb|bytes|processor ms|wall ms|MiB|end");
    lines.forEach(System.out::println);
    assertThat(lines.stream().map(line -> line.replaceAll("\\|.*\\|", "|")))
        .containsExactlyElementsOf(
            Arrays.stream(Bomb.values()).map(bomb -> bomb + "|" + bomb.end()).toList());
    assertThat(lines)
        .allSatisfy(line ->
            assertThat(Long.parseLong(line.split("\\|", -1)[2])).as(line).isLessThan(10_000));
  }
}
