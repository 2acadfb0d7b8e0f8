package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ends of {@link DepthTest} are the same in every mode of every JVM that is installed. */
@Tag("ci")
@Timeout(value = 600, unit = TimeUnit.SECONDS)
final class DepthMatrixTest {
  private static final List<List<String>> MODES =
      List.of(
          List.of("-Xss512k"),
          List.of("-Xss512k", "-Xint"),
          List.of("-Xss512k", "-XX:TieredStopAtLevel=1"),
          List.of("-Xss1m", "-Xbatch", "-XX:-TieredCompilation"),
          List.of("-Xss8m", "-XX:+UseSerialGC", "-XX:-Inline"));

  /** Prints the ends of all shapes, cold and after many calls. */
  @SuppressWarnings("SystemOut")
  static final class Ends {
    private Ends() {}

    public static void main(String[] arguments) throws Exception {
      // A JVM that only interprets compiles slowly too.
      Sandbox sandbox = Sandbox.create(CapTest.with("compileMillis", 100_000));
      for (DepthTest.Shape shape : DepthTest.Shape.values()) {
        GuestModule module = sandbox.load(shape.module());
        for (int stack : new int[] {400, 1_024}) {
          for (int call = 0; call < 30; call++) {
            Outcome end = DepthTest.run(module, Limits.DEFAULT, Tier.COMPILED, stack);
            if (call % 29 == 0) {
              System.out.println(shape + " " + end);
            }
          }
        }
      }
    }
  }

  @Test
  void everyModeEndsAtTheSamePlace() throws IOException {
    List<String> outputs = new ArrayList<>();
    for (String java : installed()) {
      for (List<String> mode : MODES) {
        outputs.add(ChildJvm.run(java, mode, Ends.class));
      }
    }
    assertThat(outputs.get(0)).contains("TAIL Exhausted");
    assertThat(outputs).allMatch(outputs.get(0)::equals);
  }

  /** Returns the launchers of this JVM and of all others that can run the classes. */
  private static List<String> installed() throws IOException {
    Path present = Path.of(System.getProperty("java.home"));
    List<String> launchers = new ArrayList<>(List.of(present.resolve("bin/java").toString()));
    Path folder = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> homes = Files.list(folder)) {
        for (Path home : homes.sorted().toList()) {
          if (!Files.isSymbolicLink(home)
              && !Files.isSameFile(home, present)
              && release(home) >= 21) {
            launchers.add(home.resolve("bin/java").toString());
          }
        }
      }
    }
    return launchers;
  }

  private static int release(Path home) throws IOException {
    Path file = home.resolve("release");
    if (!Files.isRegularFile(file) || !Files.isExecutable(home.resolve("bin/java"))) {
      return 0;
    }
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("JAVA_VERSION="))
        .map(line -> line.replaceAll("JAVA_VERSION=\"(\\d+).*", "$1"))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(0);
  }
}
