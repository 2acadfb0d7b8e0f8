package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.cache.CodeCache;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules out of the cache: what they compute, and when they are not taken. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class CachedModuleTest {
  private static final String[] MODULES = {"arithmetic", "memory", "traps"};

  @TempDir Path root;

  private CodeCache cache() {
    return CodeCache.in(root.resolve("cache"), CodeCache.DEFAULT_BYTES);
  }

  private static Sandbox sandbox(CodeCache cache) {
    return Sandbox.create(ModuleLimits.DEFAULT, cache);
  }

  /** Calls every export without parameters, which is what a module does. */
  private static List<Object> behaviour(GuestModule module, Tier tier) {
    List<Object> seen = new ArrayList<>(List.of(module.description()));
    for (CompiledModule.Function function : functions(module)) {
      try (SandboxInstance instance =
          module.instantiate(TestModules.SMALL, Cancellation.create(), tier)) {
        seen.add(instance.initialize());
        if (!instance.isAlive()) {
          continue;
        }
        EngineFunction engine = Objects.requireNonNull(module.engine().function(function.export()));
        long[] results = new long[engine.type().results().size()];
        long[] arguments = new long[engine.type().parameters().size()];
        Arrays.fill(arguments, 3);
        seen.add(function.export() + " " + instance.engine().call(engine, arguments, results));
        seen.add(Arrays.stream(results).boxed().toList());
      }
    }
    return seen;
  }

  private static List<CompiledModule.Function> functions(GuestModule module) {
    return module.description().exports().stream()
        .filter(export -> export.type() != null)
        .map(export ->
            new CompiledModule.Function(
                export.name(), 0, Objects.requireNonNull(export.type()), false, 0, ""))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"arithmetic", "memory", "recursion", "traps", "handles", "nan", "abi"})
  void aModuleOutOfTheCacheIsTheSame(String name) throws ModuleRejected {
    byte[] bytes = TestModules.bytes(name);
    List<Object> expected = behaviour(Sandbox.create().load(bytes), Tier.COMPILED);
    assertThat(expected).hasSizeGreaterThan(2);
    sandbox(cache()).load(bytes);
    CodeCache again = cache();
    GuestModule cached = sandbox(again).load(bytes);
    assertThat(again.statistics()).isEqualTo(new CodeCache.Statistics(1, 0, 0, 0, 0, ""));
    assertThat(behaviour(cached, Tier.COMPILED)).isEqualTo(expected);
    assertThat(behaviour(cached, Tier.INTERPRETED)).isEqualTo(expected);
    assertThat(cached.toBytes()).isEqualTo(bytes);
  }

  @Test
  void noPrefixOfAFileIsAModule() throws ModuleRejected {
    byte[] file = file("arithmetic");
    assertThat(CompiledFile.read(file)).isNotNull();
    for (int length = 0; length < file.length; length += length < 2_000 ? 1 : 97) {
      assertThat(CompiledFile.read(Arrays.copyOf(file, length))).isNull();
    }
    assertThat(CompiledFile.read(Arrays.copyOf(file, file.length + 1))).isNull();
  }

  private byte[] file(String module) throws ModuleRejected {
    CodeCache cache = cache();
    byte[] bytes = TestModules.bytes(module);
    String digest = sandbox(cache).load(bytes).description().digest();
    return Objects.requireNonNull(cache.read(CompiledFile.key(digest, ModuleLimits.DEFAULT)));
  }

  @Test
  void damageAnywhereMeansCompilingAgain() throws ModuleRejected, IOException {
    byte[] bytes = TestModules.bytes("arithmetic");
    List<Object> expected = behaviour(sandbox(cache()).load(bytes), Tier.COMPILED);
    Path entry = entry();
    byte[] good = Files.readAllBytes(entry);
    // The header, the key, and in steps all of the content; then every way to cut it short.
    for (int i = 0; i < good.length; i += i < 900 ? 150 : good.length / 8) {
      byte[] bad = good.clone();
      bad[i] ^= 0x40;
      rebuilt(entry, bad, bytes, expected);
      rebuilt(entry, Arrays.copyOf(good, i), bytes, expected);
    }
    assertThat(entry).hasSize(good.length);
  }

  private void rebuilt(Path entry, byte[] content, byte[] module, List<Object> expected)
      throws IOException, ModuleRejected {
    Files.write(entry, content);
    CodeCache cache = cache();
    assertThat(behaviour(sandbox(cache).load(module), Tier.COMPILED)).isEqualTo(expected);
    assertThat(cache.statistics()).isEqualTo(new CodeCache.Statistics(0, 1, 1, 1, 0, ""));
    CodeCache after = cache();
    sandbox(after).load(module);
    assertThat(after.statistics().hits()).isOne();
  }

  private Path entry() throws IOException {
    try (Stream<Path> all = Files.list(root.resolve("cache"))) {
      return all.filter(file -> file.toString().endsWith(".code")).findFirst().orElseThrow();
    }
  }

  /**
   * Whoever can write an entry, but has not the key, plants other code under a module's name and
   * key: with a key of his own, or with the code of another entry.
   */
  @Test
  void codeThatAStrangerPlantedIsNotLoaded() throws ModuleRejected, IOException {
    byte[] victim = TestModules.bytes("arithmetic");
    List<Object> expected = behaviour(sandbox(cache()).load(victim), Tier.COMPILED);
    String digest = Sandbox.create().load(victim).description().digest();
    Path entry = entry();
    CodeCache stranger = CodeCache.in(root.resolve("stranger"), CodeCache.DEFAULT_BYTES);
    stranger.write(CompiledFile.key(digest, ModuleLimits.DEFAULT), file("memory"));
    Path planted = root.resolve("stranger").resolve(entry.getFileName());
    Files.write(entry, Files.readAllBytes(planted));
    CodeCache cache = cache();
    assertThat(behaviour(sandbox(cache).load(victim), Tier.COMPILED)).isEqualTo(expected);
    assertThat(cache.statistics().refused()).isOne();
    // With the key it would have been loaded: the key is what protects.
    Files.write(entry, Files.readAllBytes(planted));
    Files.write(
        root.resolve("cache").resolve("key"),
        Files.readAllBytes(root.resolve("stranger").resolve("key")));
    assertThat(sandbox(cache()).load(victim).description().digest()).isNotEqualTo(digest);
  }

  @Test
  void otherCapsAreAnotherKey() {
    ModuleLimits d = ModuleLimits.DEFAULT;
    String key = CompiledFile.key("00", d);
    assertThat(key)
        .contains("module 00\n", d.toString(), Versions.CURRENT.toString())
        .contains("\nbuild " + CompiledFile.BUILD, "\nengine com.dylibso.chicory.")
        .endsWith("\njava " + Runtime.version().feature());
    assertThat(CompiledFile.BUILD).matches(".* [0-9a-f]{64} chicory [0-9.]+");
  }

  @Test
  void aModuleThatIsRefusedLeavesNothing() throws IOException {
    CodeCache cache = cache();
    for (String name : List.of("simd", "threads", "network")) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> sandbox(cache).load(TestModules.bytes(name))))
          .isInstanceOf(ModuleRejected.class);
    }
    assertThat(cache.statistics().written()).isZero();
  }

  @Test
  void processesShareAFolder() throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(CacheProcess.start(List.of(), List.of(), root, MODULES));
    }
    List<String> outputs = new ArrayList<>();
    for (Process process : processes) {
      outputs.add(CacheProcess.output(process));
    }
    String hits = CacheProcess.output(CacheProcess.start(List.of(), List.of(), root, MODULES));
    assertThat(hits).endsWith("\nhits=3, misses=0, refused=0, written=0, evicted=0, problem=]");
    String behaviour = hits.substring(0, hits.lastIndexOf("\nhits="));
    assertThat(outputs)
        .allSatisfy(output ->
            assertThat(output)
                .startsWith(behaviour + "\n")
                .contains("refused=0")
                .endsWith("problem=]"));
    try (Stream<Path> all = Files.list(root.resolve("cache"))) {
      assertThat(all.map(file -> String.valueOf(file.getFileName())))
          .filteredOn(name -> !name.endsWith(".code"))
          .containsExactly("key");
    }
  }

  /** How a process may differ from the one that wrote the cache. */
  enum Other {
    BUILD,
    DISK
  }

  @ParameterizedTest
  @EnumSource(Other.class)
  void aProcessThatDiffersCompiles(Other other) throws IOException, InterruptedException {
    String module = MODULES[0];
    String first = CacheProcess.output(CacheProcess.start(List.of(), List.of(), root, module));
    assertThat(first).contains("hits=0, misses=1, refused=0, written=1");
    Path classes = root.resolve("other");
    if (other == Other.BUILD) {
      Path build = classes.resolve("dev/insitu/sandbox/build.txt");
      Files.createDirectories(Objects.requireNonNull(build.getParent()));
      Files.writeString(build, "another build");
      String second =
          CacheProcess.output(CacheProcess.start(List.of(classes), List.of(), root, module));
      assertThat(second).contains("hits=0, misses=1, refused=0, written=1, evicted=0, problem=]");
      return;
    }
    // Files of more than 1 KiB cannot be written, as on a full disk.
    Files.delete(entry());
    List<String> full = List.of("bash", "-c", "ulimit -f 1; exec \"$@\"", "bash");
    String second = CacheProcess.output(CacheProcess.start(List.of(), full, root, module));
    assertThat(second)
        .startsWith(first.substring(0, first.lastIndexOf("\nhits=")))
        .contains("hits=0, misses=1, refused=0, written=0")
        .endsWith("problem=" + root.resolve("cache") + " cannot be used: File too large]");
    try (Stream<Path> all = Files.list(root.resolve("cache"))) {
      assertThat(all).hasSize(1);
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(root.resolve("cache").resolve("key"))))
        .isEqualTo("rw-------");
  }

  /** A process that loads modules with a cache, and says what they did and what became of it. */
  static final class CacheProcess {
    private CacheProcess() {}

    static Process start(List<Path> before, List<String> prefix, Path root, String... modules)
        throws IOException {
      List<String> command = new ArrayList<>(prefix);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
      List<String> path = new ArrayList<>(before.stream().map(Path::toString).toList());
      path.add(System.getProperty("java.class.path"));
      command.add(String.join(System.getProperty("path.separator"), path));
      command.add(CacheProcess.class.getName());
      command.add(root.resolve("cache").toString());
      command.addAll(List.of(modules));
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    static String output(Process process) throws IOException, InterruptedException {
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(process.waitFor()).as(output).isZero();
      return output;
    }

    public static void main(String[] arguments) throws ModuleRejected {
      CodeCache cache = CodeCache.in(Path.of(arguments[0]), CodeCache.DEFAULT_BYTES);
      Sandbox sandbox = Sandbox.create(CapTest.with("compileMillis", 100_000), cache);
      StringBuilder out = new StringBuilder();
      for (String module : List.of(arguments).subList(1, arguments.length)) {
        out.append(behaviour(sandbox.load(TestModules.bytes(module)), Tier.COMPILED)).append('\n');
      }
      String statistics = cache.statistics().toString();
      out.append(statistics.substring(statistics.indexOf('[') + 1));
      System.out.println(out);
    }
  }
}
