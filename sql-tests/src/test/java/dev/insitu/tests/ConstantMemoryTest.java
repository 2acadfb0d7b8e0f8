package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows stream through table functions: how many they are is nothing to the memory they take. */
final class ConstantMemoryTest {
  /** As values of the JVM the rows of a query would take 50 MB. */
  @Test
  void manyRowsNeedNoMoreThanFew() throws IOException, InterruptedException {
    requireAll(500_000, "-Xmx32m");
  }

  @Test
  @Tag("long")
  void twentyMillionRowsGoThroughASmallHeap() throws IOException, InterruptedException {
    requireAll(20_000_000, "-Xmx256m");
  }

  private static void requireAll(long rows, String heap) throws IOException, InterruptedException {
    String printed =
        ChildJvm.run(ManyRows.class, heap, "-XX:+UseSerialGC", "-Dinsitu.rows=" + rows);
    assertThat(printed.lines()).hasSize(3).containsOnly(Long.toString(rows));
  }
}
