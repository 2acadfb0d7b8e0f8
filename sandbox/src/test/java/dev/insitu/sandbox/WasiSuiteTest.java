package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.insitu.sandbox.module.ModuleRejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * The WASI project's own programs: those without files and sockets do what their expectations say,
 * the others are refused or end in good order.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class WasiSuiteTest {
  private static final Limits LIMITS =
      new Limits(50_000_000, 256, 60_000, 10_000, 0, 1 << 20, 0, 4_096);
  private static final Pattern ASKS =
      Pattern.compile("wasi_snapshot_preview1.(path_|sock_|fd_prestat)", Pattern.DOTALL);
  private static final Map<String, Integer> COUNTS = new TreeMap<>();
  private static final Map<String, byte[]> FILES = new TreeMap<>();

  @BeforeAll
  static void read() throws IOException {
    Path suite = Path.of(System.getProperty("insitu.testsuites", ""), "wasi-p1.zip");
    if (!Files.exists(suite)) {
      System.out.println("WASI test suite: not run, there is no " + suite);
      return;
    }
    try (ZipFile zip = new ZipFile(suite.toFile())) {
      for (ZipEntry entry : List.copyOf(zip.stream().map(ZipEntry.class::cast).toList())) {
        FILES.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
  }

  @AfterAll
  static void print() {
    if (!FILES.isEmpty()) {
      System.out.println("WASI test suite: " + COUNTS);
    }
  }

  @TestFactory
  List<DynamicTest> programsWithoutFiles() {
    List<DynamicTest> tests = programs(false);
    assertThat(tests).hasSize(FILES.isEmpty() ? 0 : 20);
    return tests;
  }

  @TestFactory
  @Tag("ci")
  List<DynamicTest> programsWithFilesOrSockets() {
    List<DynamicTest> tests = programs(true);
    assertThat(tests).hasSize(FILES.isEmpty() ? 0 : 52);
    return tests;
  }

  private static List<DynamicTest> programs(boolean files) {
    List<DynamicTest> tests = new ArrayList<>();
    FILES.forEach((name, bytes) -> {
      if (name.endsWith(".wasm") && asksForFiles(bytes) == files) {
        tests.add(DynamicTest.dynamicTest(name, () -> run(name, bytes, files)));
      }
    });
    return tests;
  }

  /** Names of imports stand in the bytes as they are. */
  private static boolean asksForFiles(byte[] wasm) {
    String text = new String(wasm, StandardCharsets.ISO_8859_1);
    int end = Math.min(text.length(), 4_096);
    return ASKS.matcher(text).region(0, end).find();
  }

  private static void run(String name, byte[] wasm, boolean files) throws IOException {
    GuestModule module;
    try {
      module = Sandbox.create().load(wasm);
    } catch (ModuleRejected e) {
      assertThat(files).isTrue();
      assertThat(e).hasMessageContaining("import section: ").hasMessageContaining("not allowed");
      count("refused at verification");
      return;
    }
    byte[] json = FILES.get(name.replace(".wasm", ".json"));
    JsonNode expected =
        new ObjectMapper().readTree(json == null ? "{}".getBytes(StandardCharsets.UTF_8) : json);
    Commands.Result result = Commands.run(module, spec(name, expected), LIMITS, new byte[0]);
    if (files) {
      endsInGoodOrder(result);
    } else {
      passes(result, expected);
      count("passed as expected");
    }
  }

  private static void passes(Commands.Result result, JsonNode expected) {
    int code = expected.path("exit_code").asInt(0);
    if (code == 0) {
      assertThat(result.outcome())
          .describedAs(result.errors())
          .isInstanceOf(Outcome.Completed.class);
    } else {
      assertThat(result.outcome()).isEqualTo(new Outcome.Exited(code, result.outcome().fuelUsed()));
    }
    if (expected.has("stdout")) {
      assertThat(new String(result.output(), StandardCharsets.UTF_8))
          .isEqualTo(expected.path("stdout").asText());
    }
  }

  private static void endsInGoodOrder(Commands.Result result) {
    switch (result.outcome()) {
      case Outcome.Completed c -> count("without files: completed");
      case Outcome.Exited e -> count("without files: exited with code " + e.code());
      case Outcome.Trapped t -> {
        // A program that panics or aborts, and says why.
        assertThat(t.kind()).isEqualTo(Outcome.TrapKind.UNREACHABLE);
        assertThat(result.errors()).isNotEmpty();
        count("without files: aborted with a message");
      }
      case Outcome.Exhausted e -> {
        // A program that tries one descriptor after the other until it finds a folder.
        assertThat(e.limit()).isEqualTo(Limits.Kind.FUEL);
        count("without files: stopped by fuel");
      }
      default -> assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
    }
  }

  private static CommandSpec spec(String name, JsonNode expected) {
    List<String> arguments = new ArrayList<>(List.of(name));
    expected.path("args").forEach(argument -> arguments.add(argument.asText()));
    if (expected.has("root")) {
      arguments.add(expected.path("root").asText());
    }
    List<String> environment = new ArrayList<>();
    expected
        .path("env")
        .properties()
        .forEach(entry -> environment.add(entry.getKey() + "=" + entry.getValue().asText()));
    return new CommandSpec(arguments, environment, 42, 1_700_000_000_000_000_000L);
  }

  private static void count(String what) {
    COUNTS.merge(what, 1, Integer::sum);
  }
}
