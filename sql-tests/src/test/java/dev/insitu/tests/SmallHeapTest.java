package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every attack in a JVM with a heap of 256 MB and 128 MB for classes: each ends as it does
 * elsewhere, the process survives, and what is in use between two does not grow.
 */
@Tag("ci")
final class SmallHeapTest {
  private static final Pattern FIGURE =
      Pattern.compile("figure small-heap attacks (\\d+), at most (\\d+) KiB in use.*");

  @Test
  void g04EveryAttackEndsTheSameInLittleMemory() throws IOException, InterruptedException {
    String printed = ChildJvm.run(SmallHeap.class, "-Xmx256m", "-XX:MaxMetaspaceSize=128m");
    System.out.print(printed);
    Matcher figure = FIGURE.matcher(printed.strip());
    assertThat(figure.matches()).as(printed).isTrue();
    assertThat(Long.parseLong(figure.group(1))).isEqualTo(Attack.all().count());
    assertThat(Long.parseLong(figure.group(2))).as("KiB in use").isLessThan(120 << 10);
  }
}
