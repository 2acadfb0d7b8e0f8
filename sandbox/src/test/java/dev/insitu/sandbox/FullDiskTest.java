package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.cache.CodeCache;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.recording.CommandRecording;
import dev.insitu.sandbox.recording.RecordedFunction;
import dev.insitu.sandbox.recording.Recording;
import dev.insitu.sandbox.recording.RecordingMode;
import dev.insitu.sandbox.recording.RecordingRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where no more can be written, every call does what it does elsewhere, and every other file stays
 * as it is: in a process whose files may have 64 KiB, and on the device that is always full.
 */
final class FullDiskTest {
  private static final int KIB = 64;
  private static final byte[] INPUT = new byte[300_000];

  @TempDir Path root;

  /** Returns a module whose code does not fit, and whose function answers 42. */
  private static byte[] large() {
    ModuleWriter module = new ModuleWriter();
    int type = module.type(new int[0], ModuleWriter.I32);
    for (int i = 0; i < 300; i++) {
      module.function(type, new int[0], ModuleWriter.code().i32(i).times(100, 0x41, 1, 0x6A));
    }
    return module
        .export("answer", module.function(type, new int[0], ModuleWriter.code().i32(42)))
        .bytes();
  }

  private static long answer(GuestModule module) {
    long[] result = new long[1];
    try (SandboxInstance instance = module.instantiate(TestModules.SMALL, Cancellation.create())) {
      instance.initialize();
      instance.function("answer").call(new long[0], result);
    }
    return result[0];
  }

  /** What happens on the full disk; prints one line for each step. */
  @SuppressWarnings("SystemOut")
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      CodeCache cache = CodeCache.in(folder.resolve("cache"), CodeCache.DEFAULT_BYTES);
      Sandbox sandbox = Sandbox.create(ModuleLimits.DEFAULT, cache);
      sandbox.load(TestModules.bytes("memory"));
      System.out.println(cache.statistics());
      System.out.println("answer " + answer(sandbox.load(large())));
      System.out.println(cache.statistics());
      Sandbox.create(ModuleLimits.DEFAULT, cache).load(TestModules.bytes("memory"));
      System.out.println(cache.statistics());
      record(sandbox, folder.resolve("before.recording"), new byte[100]);
      record(sandbox, folder.resolve("full.recording"), INPUT);
      record(sandbox, Path.of("/dev/full"), new byte[100]);
      record(sandbox, folder.resolve("behind.recording"), new byte[100]);
    }

    private static void record(Sandbox sandbox, Path file, byte[] input) throws Exception {
      GuestModule echo = sandbox.load(Commands.module("echo").toBytes());
      RecordedFunction function =
          new RecordedFunction("m", "ECHO", "_start", "(x)", "STREAM", Map.of());
      try (CommandRecording recording =
          new CommandRecording(
              Files.newOutputStream(file),
              RecordingMode.FULL,
              echo,
              function,
              /* limit= */ 1L << 30)) {
        CommandOptions options =
            CommandOptions.DEFAULT.seenBy(recording.begin(CommandSpec.NOTHING, Commands.LIMITS));
        CommandRun run =
            echo.start(CommandSpec.NOTHING, Commands.LIMITS, Cancellation.create(), options);
        byte[] output;
        try (run) {
          output = Commands.feed(run, input, Long.MAX_VALUE);
        }
        recording.end(run);
        recording.end(1);
        System.out.println(
            Arrays.equals(output, input)
                + " "
                + run.outcome().getClass().getSimpleName()
                + " "
                + recording.failure());
      }
    }
  }

  @Test
  void aFullDiskFailsNoCallAndDamagesNoOtherFile() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String output =
        ChildJvm.run(
            "bash",
            List.of("-c", "ulimit -f " + KIB + " && exec \"$0\" \"$@\"", java),
            Child.class,
            root.toString());
    Path cache = root.resolve("cache");
    assertThat(output.lines())
        .containsExactly(
            "Statistics[hits=0, misses=1, refused=0, written=1, evicted=0, problem=]",
            "answer 42",
            "Statistics[hits=0, misses=2, refused=0, written=1, evicted=0, problem="
                + cache
                + " cannot be used: File too large]",
            "Statistics[hits=1, misses=2, refused=0, written=1, evicted=0, problem=]",
            "true Completed null",
            "true Completed it could not be written: File too large",
            "true Completed it could not be written: No space left on device",
            "true Completed null");
    // The key, and what fits: memory and echo.
    assertThat(names(cache)).hasSize(3).contains("key").noneMatch(name -> name.startsWith("new-"));
    CodeCache later = CodeCache.in(cache, CodeCache.DEFAULT_BYTES);
    Sandbox sandbox = Sandbox.create(ModuleLimits.DEFAULT, later);
    sandbox.load(TestModules.bytes("memory"));
    assertThat(answer(sandbox.load(large()))).isEqualTo(42);
    assertThat(later.statistics()).isEqualTo(new CodeCache.Statistics(1, 1, 0, 1, 0, ""));
    assertThat(open("before").entries()).isOne();
    assertThat(open("behind").entries()).isOne();
    assertThat(Files.size(root.resolve("full.recording"))).isEqualTo(KIB << 10);
    assertThatThrownBy(() -> open("full"))
        .isInstanceOf(RecordingRefused.class)
        .hasMessageMatching(
            "recording is incomplete at byte [0-9]+, record [0-9]+ \\(FRAME\\): the file ends inside"
                + " it");
  }

  private Recording open(String name) throws IOException, RecordingRefused, ModuleRejected {
    return Recording.open(
        () -> Files.newInputStream(root.resolve(name + ".recording")), Sandbox.create());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
