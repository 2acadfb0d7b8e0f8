package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.meter.Instrumenter;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.verify.ModuleVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real modules, every sample's and generated ones, cut short and damaged: whatever comes of it is a
 * module or a refusal with a sentence.
 */
final class CorpusTest {
  private static final long SEED = 20_261_124;
  private static final int GENERATED = 20;

  /** Numbers that readers of LEB128 get wrong. */
  private static final byte[][] NUMBERS = {
    {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F},
    {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07},
    {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x08},
    {(byte) 0x80, (byte) 0x80, 0x00},
    {0x7F}
  };

  private static final List<byte[]> MODULES = new ArrayList<>();
  private static final List<String> NAMES = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    for (Path folder : List.of(Path.of("src/test/resources"), Path.of("../samples"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".wasm")).sorted().toList()) {
          if (!file.toString().contains("target")) {
            MODULES.add(Files.readAllBytes(file));
            NAMES.add(file.toString());
          }
        }
      }
    }
    assertThat(MODULES).hasSizeGreaterThan(50);
    for (int i = 0; i < GENERATED; i++) {
      MODULES.add(new RandomModule(SEED + i).bytes());
      NAMES.add("generated " + (SEED + i));
    }
  }

  @Test
  void damagedModulesAreLoadedOrRefused() {
    verifies(4_000);
    loads(100);
  }

  @Test
  @Tag("ci")
  void manyDamagedModulesAreLoadedOrRefused() {
    verifies(40_000);
    loads(500);
  }

  @Test
  void cutModulesAreLoadedOrRefused() {
    cuts(100);
  }

  @Test
  @Tag("ci")
  void modulesCutInManyPlacesAreLoadedOrRefused() {
    cuts(4_000);
  }

  private static void verifies(int rounds) {
    Random random = new Random(SEED);
    int refused = 0;
    for (int round = 0; round < rounds; round++) {
      int module = random.nextInt(MODULES.size());
      byte[] bytes = damaged(MODULES.get(module), random);
      try {
        ModuleVerifier.Verified verified = ModuleVerifier.verify(bytes, ModuleLimits.DEFAULT);
        Instrumenter.instrument(verified.binary(), ModuleLimits.DEFAULT);
      } catch (ModuleRejected e) {
        assertThat(e.getMessage()).matches(".+: .+");
        refused++;
      } catch (RuntimeException | Error e) {
        throw failure(module, round, e);
      }
    }
    assertThat(refused).isBetween(rounds / 2, rounds - 1);
  }

  /** Goes all the way, the engine and the JVM's own verifier included. */
  private static void loads(int rounds) {
    Random random = new Random(SEED + 1);
    for (int round = 0; round < rounds; ) {
      int module = random.nextInt(MODULES.size());
      byte[] bytes = damaged(MODULES.get(module), random);
      try {
        ModuleVerifier.Verified verified = ModuleVerifier.verify(bytes, ModuleLimits.DEFAULT);
        Instrumenter.instrument(verified.binary(), ModuleLimits.DEFAULT);
      } catch (ModuleRejected e) {
        continue;
      }
      round++;
      try {
        Sandbox.create().load(bytes);
      } catch (ModuleRejected | RuntimeException | Error e) {
        // What our own walk takes, the engine has to take.
        throw failure(module, round, e);
      }
    }
  }

  /** Cuts each module at so many places, a small one everywhere. */
  private static void cuts(int places) {
    for (int module = 0; module < MODULES.size(); module++) {
      byte[] bytes = MODULES.get(module);
      int step = bytes.length / places + 1;
      for (int length = module % step; length < bytes.length; length += step) {
        try {
          ModuleVerifier.verify(Arrays.copyOf(bytes, length), ModuleLimits.DEFAULT);
        } catch (ModuleRejected e) {
          assertThat(e.getMessage()).isNotEmpty();
        } catch (RuntimeException | Error e) {
          throw failure(module, length, e);
        }
      }
    }
  }

  private static byte[] damaged(byte[] module, Random random) {
    byte[] bytes = module.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) random.nextInt();
        case 3 -> {
          byte[] number = NUMBERS[random.nextInt(NUMBERS.length)];
          int length = Math.min(number.length, bytes.length - at);
          System.arraycopy(number, 0, bytes, at, length);
        }
        default -> {
          byte[] other = MODULES.get(random.nextInt(MODULES.size()));
          int from = random.nextInt(other.length);
          int length =
              Math.min(1 + random.nextInt(16), Math.min(other.length - from, bytes.length - at));
          System.arraycopy(other, from, bytes, at, length);
        }
      }
    }
    return bytes;
  }

  private static AssertionError failure(int module, int round, Throwable cause) {
    return new AssertionError(
        NAMES.get(module) + ", seed " + SEED + ", round or length " + round + ": " + cause, cause);
  }
}
