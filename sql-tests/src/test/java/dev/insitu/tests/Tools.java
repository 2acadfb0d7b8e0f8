package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Programs of the machine that the suites of CI use; CI installs all of them. */
final class Tools {
  private Tools() {}

  /** Returns whether a program is there; without it, says what is not tried, and fails in CI. */
  @SuppressWarnings("SystemOut")
  static boolean has(String tool, String tried) throws IOException, InterruptedException {
    boolean found = new ProcessBuilder("sh", "-c", "command -v " + tool).start().waitFor() == 0;
    if (!found) {
      System.out.println(tried + " is not tried: no " + tool);
      assertThat(System.getenv("CI")).as("CI installs " + tool).isNull();
    }
    return found;
  }
}
