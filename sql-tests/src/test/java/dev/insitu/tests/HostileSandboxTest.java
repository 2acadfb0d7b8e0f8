package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.CommandRun;
import dev.insitu.sandbox.CommandSpec;
import dev.insitu.sandbox.GuestFunction;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.SandboxInstance;
import dev.insitu.sandbox.Tier;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ValueType;
import dev.insitu.udf.error.CallErrors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The lines of hostile.txt through the sandbox alone, while a neighbour computes in SQL: the same
 * ends, with the same numbers. Lines about text and about signatures are SQL's, of which the
 * sandbox knows nothing.
 */
final class HostileSandboxTest {
  private static final Sandbox SANDBOX = Sandbox.create();
  private static final Pattern CALL = Pattern.compile("\\w+\\(([-\\d., ]*)\\)");
  private static final Limits START = limits(1_000_000_000, 1_024);
  private static final Limits CALLED = limits(10_000_000, 512);
  private static final Limits RUN = limits(10_000_000, 1_024);
  private static final String DATABASE = "jdbc:insitu:h2:mem:sandbox";

  private static Neighbour neighbour;

  private static final Map<ModuleRejected.Reason, String> REFUSED =
      Map.of(
          ModuleRejected.Reason.MALFORMED,
          "42M01",
          ModuleRejected.Reason.LIMIT,
          "42M02",
          ModuleRejected.Reason.FEATURE,
          "42M03",
          ModuleRejected.Reason.IMPORT,
          "42M04",
          ModuleRejected.Reason.COMPILE_BUDGET,
          "53M07");

  private static Limits limits(long fuel, int pages) {
    Limits d = Limits.DEFAULT;
    return new Limits(
        fuel, pages, d.stackDepth(), d.tableEntries(), 0, d.outputBytes(), d.outputRows(), 64);
  }

  static Stream<Attack> attacks() {
    return Attack.all().filter(HostileSandboxTest::isOfTheSandbox);
  }

  private static boolean isOfTheSandbox(Attack attack) {
    boolean ofSql = attack.state().equals("42M05") || attack.message().contains(": file ");
    boolean text = !attack.isProgram() && attack.function().contains("VARCHAR");
    boolean simple =
        attack.call().isEmpty()
            || attack.call().startsWith("RUN")
            || CALL.matcher(attack.call()).matches();
    return simple && !ofSql && !text;
  }

  @BeforeAll
  static void openDatabase() throws SQLException {
    neighbour = Neighbour.in(DATABASE);
  }

  @AfterAll
  static void closeDatabase() throws SQLException {
    neighbour.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void compiledCodeEndsAsExpected(Attack attack) {
    check(attack, Tier.COMPILED);
  }

  @Tag("ci")
  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void interpretedCodeEndsAsExpected(Attack attack) {
    check(attack, Tier.INTERPRETED);
  }

  private static void check(Attack attack, Tier tier) {
    int before = neighbour.calls();
    boolean interrupted = Thread.currentThread().isInterrupted();
    assertThat(end(attack, tier)).isEqualTo(wanted(attack));
    assertThat(Thread.currentThread().isInterrupted()).isEqualTo(interrupted);
    Guests.awaitNone();
    neighbour.checkSince(before);
  }

  /** What SQL says of the guest's output or result does not concern the sandbox. */
  private static String wanted(Attack attack) {
    boolean ofFormat =
        attack.state().matches("22003|22018|22021|39M02|53M05") || attack.isProgram();
    boolean ofGuest = attack.state().matches("38M..|53M01|42M..");
    return ofFormat && !ofGuest ? "OK" : attack.expected(Path.of("")).strip();
  }

  private static String end(Attack attack, Tier tier) {
    CallErrors errors = new CallErrors("module " + attack.moduleName().toUpperCase(Locale.ROOT));
    try {
      GuestModule module = SANDBOX.load(attack.bytes());
      if (attack.isProgram()) {
        return run(module, attack, tier);
      }
      try (SandboxInstance first = module.instantiate(START, Cancellation.create(), tier)) {
        Outcome outcome = first.initialize();
        if (!(outcome instanceof Outcome.Completed)) {
          return text(errors.of(outcome));
        }
      }
      return attack.call().isEmpty() ? "OK" : call(module, attack, tier);
    } catch (ModuleRejected e) {
      return REFUSED.get(e.reason()) + " " + errors.where() + ": " + e.getMessage();
    }
  }

  private static String text(SQLException error) {
    return error.getSQLState() + " " + error.getMessage();
  }

  private static String call(GuestModule module, Attack attack, Tier tier) {
    String name = attack.function().substring(0, attack.function().indexOf('('));
    Matcher values = CALL.matcher(attack.call());
    assertThat(values.matches()).isTrue();
    try (SandboxInstance instance = module.instantiate(CALLED, Cancellation.create(), tier)) {
      assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
      instance.seal();
      GuestFunction function =
          instance.function(name.equals("count_up") ? "count" : export(name, module));
      String[] texts = values.group(1).split(", ");
      long[] arguments = new long[texts.length];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = value(texts[i], function.type().parameters().get(i));
      }
      long[] results = new long[1];
      Outcome outcome = function.call(arguments, results);
      if (outcome instanceof Outcome.Completed) {
        return attack.state().startsWith("22")
            ? "OK"
            : "OK " + (instance.returnedNull() ? "NULL" : shown(results[0], attack));
      }
      return text(CallErrors.ofFunction(name.toUpperCase(Locale.ROOT)).of(outcome));
    }
  }

  /** The exact name, or else the same name in another case. */
  private static String export(String name, GuestModule module) {
    String upper = name.toUpperCase(Locale.ROOT);
    return module.description().exports().stream().anyMatch(e -> e.name().equals(upper))
        ? upper
        : name;
  }

  private static long value(String text, ValueType type) {
    return switch (type) {
      case I32, I64 -> Long.parseLong(text);
      case F64 -> Double.doubleToRawLongBits(Double.parseDouble(text));
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  private static String shown(long result, Attack attack) {
    return attack.function().endsWith("BOOLEAN")
        ? (result == 0 ? "FALSE" : "TRUE")
        : String.valueOf(result);
  }

  /** Runs a program over three rows, and takes a million bytes of what it writes. */
  private static String run(GuestModule module, Attack attack, Tier tier) {
    List<String> arguments =
        attack.call().startsWith("RUN ")
            ? List.of("run", attack.call().substring(4))
            : List.of("run");
    CommandSpec spec = new CommandSpec(arguments, List.of(), 0, 0);
    byte[] input = "K,N\na,1\na,2\na,3\n".getBytes(StandardCharsets.UTF_8);
    byte[] output = new byte[1 << 16];
    try (CommandRun run = module.start(spec, RUN, Cancellation.create(), tier)) {
      assertThat(run.offer(input, 0, input.length)).isEqualTo(input.length);
      run.endInput();
      int left = 1_000_000;
      while (left > 0) {
        int count = run.poll(output, 0, output.length);
        if (count < 0) {
          Outcome outcome = run.outcome();
          return outcome instanceof Outcome.Completed
              ? "OK"
              : text(CallErrors.ofFunction("RUN").of(outcome, run.stderrTail()));
        }
        left -= count;
        if (count == 0) {
          run.await();
        }
      }
      return "OK";
    }
  }
}
