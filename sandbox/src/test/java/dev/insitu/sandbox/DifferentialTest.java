package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that nobody wrote mean the same here, metered and on both tiers, as their originals on
 * node. A failing one lies in {@code target/differential}; {@code -Dinsitu.seed} and {@code
 * -Dinsitu.programs} choose what runs.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS)
final class DifferentialTest {
  private static final long SEED = Long.getLong("insitu.seed", 20_261_124);

  @TempDir private Path folder;

  @Test
  @Tag("ci")
  void aHundredRandomModulesMeanTheSameOnNode() throws IOException {
    random(SEED, 100);
  }

  @Test
  @Tag("ci")
  void everyOperationMeansTheSameOnNode() throws IOException {
    operations(SEED, 30);
  }

  @Test
  @Tag("long")
  void everyOperationMeansTheSameOnNodeOverMany() throws IOException {
    operations(SEED + 1, 500);
  }

  private static void operations(long seed, int each) throws IOException {
    if (!Tools.present("node")) {
      return;
    }
    try (NodeRunner node = new NodeRunner()) {
      Differential differential = new Differential(node);
      differential.check(
          "operations", Operations.module(), m -> Operations.calls(m, new Random(seed), each));
      print("operations", seed, differential.counts + "");
      assertThat(differential.differences).isEmpty();
      assertThat(differential.counts.get("calls")).isEqualTo(136 * each);
    }
  }

  @Test
  @Tag("long")
  void randomModulesMeanTheSameOnNode() throws IOException {
    random(SEED + 1_000_000, Integer.getInteger("insitu.programs", 1_500));
  }

  @Test
  @Tag("long")
  void modulesOfBinaryenMeanTheSameOnNode() throws IOException {
    if (!Tools.present("node", "wasm-opt")) {
      return;
    }
    int count = Integer.getInteger("insitu.programs", 700);
    try (NodeRunner node = new NodeRunner()) {
      Differential differential = new Differential(node);
      for (long seed = SEED; seed < SEED + count; seed++) {
        differential.check("binaryen-" + seed, binaryen(seed), seed);
      }
      report("modules of binaryen", SEED, count, differential);
    }
  }

  @Test
  @Tag("long")
  void programsOfCsmithMeanTheSameOnNode() throws IOException {
    if (!Tools.present("node", "csmith", "clang-19")) {
      return;
    }
    int count = Integer.getInteger("insitu.programs", 300);
    Csmith csmith = new Csmith(folder);
    for (long seed = SEED; seed < SEED + count; seed++) {
      csmith.check(seed);
    }
    print("programs of csmith", SEED, csmith.counts + "");
    assertThat(csmith.differences).isEmpty();
    assertThat(csmith.counts.get("programs")).isGreaterThan(count / 3);
  }

  private static void random(long first, int count) throws IOException {
    if (!Tools.present("node")) {
      return;
    }
    try (NodeRunner node = new NodeRunner()) {
      Differential differential = new Differential(node);
      for (long seed = first; seed < first + count; seed++) {
        differential.check("random-" + seed, new RandomModule(seed).bytes(), seed);
      }
      report("random modules", first, count, differential);
    }
  }

  private static void report(String what, long seed, int count, Differential differential) {
    print(what, seed, differential.counts + "");
    assertThat(differential.differences).isEmpty();
    assertThat(differential.counts).containsEntry("programs", count);
    assertThat(differential.counts.get("Completed")).isGreaterThan(count);
  }

  @SuppressWarnings("SystemOut")
  private static void print(String what, long seed, String counts) {
    System.out.println("differential, " + what + " from seed " + seed + ": " + counts);
  }

  /** Lets binaryen make a module from random bytes. */
  private byte[] binaryen(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] input = new byte[200 + random.nextInt(6_000)];
    random.nextBytes(input);
    Path in = Files.write(folder.resolve("in.bin"), input);
    Path out = folder.resolve("out.wasm");
    List<String> command = new ArrayList<>(List.of("wasm-opt", in.toString(), "-ttf"));
    command.addAll(List.of("--mvp-features", "--enable-sign-ext"));
    command.add("--enable-nontrapping-float-to-int");
    if (random.nextBoolean()) {
      command.add("-O1");
    }
    command.addAll(List.of("-o", out.toString()));
    if (!Tools.run(60, command)) {
      throw new AssertionError("wasm-opt failed, seed " + seed);
    }
    return Files.readAllBytes(out);
  }
}
