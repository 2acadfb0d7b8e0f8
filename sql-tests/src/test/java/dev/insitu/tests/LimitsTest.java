package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.CommandRun;
import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.SandboxInstance;
import dev.insitu.sandbox.module.ModuleRejected;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every field of {@link Limits} is enforced: what needs exactly the limit ends well, and with one
 * less it does not, through the sandbox; {@link LimitLevelsTest} does the same through SQL.
 */
final class LimitsTest {
  private static final Sandbox SANDBOX = Sandbox.create();

  /** Every field, what needs it, how much of it, and how one less shows. */
  private enum Field {
    FUEL("divide", "divide", 6, "Exhausted FUEL 6 5") {
      @Override
      long[] arguments() {
        return new long[] {6, 3};
      }
    },
    MEMORY_PAGES("grow-nothing", "grow", 6, "Completed -1"),
    STACK_DEPTH("host-recursion", "deeper", 0, ""),
    TABLE_ENTRIES("keeps", "of_entries", 3, "Completed -1"),
    WALL_MILLIS("spin", "spin", 0, ""),
    OUTPUT_BYTES("writes-first", "", 80_004, "Exhausted OUTPUT_BYTES 80004 80003"),
    OUTPUT_ROWS("writes-first", "", 20_000, ""),
    STDERR_BYTES("stderr-flood", "", 0, "");

    private final String module;
    private final String function;
    private final long need;
    private final String oneLess;

    Field(String module, String function, long need, String oneLess) {
      this.module = module;
      this.function = function;
      this.need = need;
      this.oneLess = oneLess;
    }

    long[] arguments() {
      return new long[] {5};
    }

    String component() {
      StringBuilder name = new StringBuilder();
      for (String word : name().toLowerCase(Locale.ROOT).split("_")) {
        name.append(
            name.isEmpty()
                ? word
                : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
      }
      return name.toString();
    }
  }

  @Test
  void noFieldIsMissing() {
    assertThat(Arrays.stream(Limits.class.getRecordComponents()).map(RecordComponent::getName))
        .containsExactlyElementsOf(Arrays.stream(Field.values()).map(Field::component).toList());
  }

  private static Limits limits(Field field, long value) {
    Limits d = Limits.DEFAULT;
    return new Limits(
        field == Field.FUEL ? value : d.fuel(),
        field == Field.MEMORY_PAGES ? (int) value : d.memoryPages(),
        field == Field.STACK_DEPTH ? (int) value : d.stackDepth(),
        field == Field.TABLE_ENTRIES ? (int) value : d.tableEntries(),
        field == Field.WALL_MILLIS ? value : d.wallMillis(),
        field == Field.OUTPUT_BYTES ? value : d.outputBytes(),
        field == Field.OUTPUT_ROWS ? value : d.outputRows(),
        field == Field.STDERR_BYTES ? (int) value : d.stderrBytes());
  }

  @ParameterizedTest
  @EnumSource(names = {"FUEL", "MEMORY_PAGES", "TABLE_ENTRIES", "OUTPUT_BYTES"})
  void theLimitSufficesAndOneLessDoesNot(Field field) throws Exception {
    assertThat(end(field, field.need)).startsWith("Completed").isNotEqualTo("Completed -1");
    assertThat(end(field, field.need + 1)).isEqualTo(end(field, field.need));
    assertThat(end(field, field.need - 1)).isEqualTo(field.oneLess);
  }

  private static GuestModule module(Field field) throws IOException, ModuleRejected {
    return SANDBOX.load(Files.readAllBytes(Attack.FOLDER.resolve(field.module + ".wasm")));
  }

  private static String end(Field field, long value) throws IOException, ModuleRejected {
    Limits limits = limits(field, value);
    if (field.function.isEmpty()) {
      return shown(run(field, limits, new StringBuilder()), 0);
    }
    try (SandboxInstance instance = module(field).instantiate(limits, Cancellation.create())) {
      instance.initialize();
      long[] results = new long[1];
      Outcome end = instance.function(field.function).call(field.arguments(), results);
      return shown(end, results[0]);
    }
  }

  private static Outcome run(Field field, Limits limits, StringBuilder errors)
      throws IOException, ModuleRejected {
    CommandSpec spec = new CommandSpec(List.of("run"), List.of(), 0, 0);
    try (CommandRun run = module(field).start(spec, limits, Cancellation.create())) {
      run.endInput();
      byte[] buffer = new byte[1 << 16];
      while (run.poll(buffer, 0, buffer.length) >= 0) {
        run.await();
      }
      errors.append(run.stderrTail());
      return run.outcome();
    }
  }

  private static String shown(Outcome end, long result) {
    return switch (end) {
      case Outcome.Completed done -> "Completed " + result;
      case Outcome.Exhausted e -> "Exhausted " + e.limit() + " " + e.used() + " " + e.allowed();
      default -> end.getClass().getSimpleName();
    };
  }

  @Test
  void aMemoryAndATableThatStartAboveTheirLimitDoNotStart() throws Exception {
    for (Field field : new Field[] {Field.MEMORY_PAGES, Field.TABLE_ENTRIES}) {
      GuestModule keeps = module(Field.TABLE_ENTRIES);
      int starts = field == Field.MEMORY_PAGES ? 1 : 2;
      for (int value : new int[] {starts, starts - 1}) {
        try (SandboxInstance instance =
            keeps.instantiate(limits(field, value), Cancellation.create())) {
          assertThat(shown(instance.initialize(), 0))
              .startsWith(value == starts ? "Completed" : "Exhausted");
        }
      }
    }
  }

  /** The depth that a chain of calls needs is what it was allowed when one more did not fit. */
  @Test
  void stackDepthSufficesAndOneLessDoesNot() throws Exception {
    long steps = 0;
    for (long depth = 1_000; depth < 1_040; depth++) {
      String end = end(Field.STACK_DEPTH, depth);
      assertThat(end).matches("Exhausted STACK_DEPTH [0-9]+ " + depth);
      long used = Long.parseLong(end.split(" ")[2]);
      assertThat(used).isGreaterThan(depth);
      // The frame that was one too much fits when the limit is what it wanted, and the next does
      // not.
      assertThat(Long.parseLong(end(Field.STACK_DEPTH, used).split(" ")[2])).isGreaterThan(used);
      assertThat(end(Field.STACK_DEPTH, used - 1))
          .startsWith("Exhausted STACK_DEPTH " + used + " ");
      steps++;
    }
    assertThat(steps).isEqualTo(40);
  }

  @Test
  void theWallClockEndsWhatDoesNotEndAndNothingElse() throws Exception {
    assertThat(end(Field.WALL_MILLIS, 20)).isEqualTo("Cancelled");
    Limits hour = limits(Field.WALL_MILLIS, 3_600_000);
    assertThat(run(Field.OUTPUT_ROWS, hour, new StringBuilder()))
        .isEqualTo(run(Field.OUTPUT_ROWS, Limits.DEFAULT, new StringBuilder()));
  }

  @Test
  void standardErrorIsKeptToItsLimit() throws Exception {
    StringBuilder all = new StringBuilder();
    Outcome end = run(Field.STDERR_BYTES, limits(Field.STDERR_BYTES, 1_000), all);
    StringBuilder less = new StringBuilder();
    assertThat(run(Field.STDERR_BYTES, limits(Field.STDERR_BYTES, 999), less)).isEqualTo(end);
    assertThat(all.toString()).endsWith(less.toString()).isNotEqualTo(less.toString());
    StringBuilder none = new StringBuilder();
    assertThat(run(Field.STDERR_BYTES, limits(Field.STDERR_BYTES, 0), none)).isEqualTo(end);
    assertThat(none.toString()).isEmpty();
  }

  @Test
  void theSmallerOfTwoLimitsWinsInEveryField() throws ReflectiveOperationException {
    Limits small = new Limits(1, 2, 3, 4, 5, 6, 7, 8);
    Limits large = new Limits(11, 12, 13, 14, 15, 16, 17, 18);
    assertThat(small.min(large)).isEqualTo(small);
    assertThat(large.min(small)).isEqualTo(small);
    for (Field field : Field.values()) {
      Limits one = limits(field, 1);
      Limits two = limits(field, 2);
      for (RecordComponent component : Limits.class.getRecordComponents()) {
        long expected = ((Number) component.getAccessor().invoke(one)).longValue();
        assertThat(((Number) component.getAccessor().invoke(two.min(one))).longValue())
            .as(component.getName())
            .isEqualTo(expected);
      }
    }
    // No limit of the wall clock is more than any.
    assertThat(limits(Field.WALL_MILLIS, 0).min(limits(Field.WALL_MILLIS, 9)).wallMillis())
        .isEqualTo(9);
  }
}
