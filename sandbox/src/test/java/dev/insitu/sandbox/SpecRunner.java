package dev.insitu.sandbox;

import dev.insitu.sandbox.Outcome.Exhausted;
import dev.insitu.sandbox.Outcome.TrapKind;
import dev.insitu.sandbox.Outcome.Trapped;
import dev.insitu.sandbox.binary.FunctionBody;
import dev.insitu.sandbox.binary.ModuleParser;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs scripts of the specification's suite on one tier and keeps count. */
final class SpecRunner {
  static final Limits LIMITS = new Limits(1L << 62, 32_767, 200_000, 10_000_000, 0, 0, 0, 0);

  private static final ModuleLimits MODULES =
      new ModuleLimits(
          16 << 20,
          10_000,
          1_000,
          20_000,
          1_000,
          1_000,
          1 << 20,
          8 << 20,
          2_000_000,
          16_000_000,
          25_000_000,
          10_000,
          10_000,
          1_000,
          100_000,
          100,
          100,
          10_000_000,
          65_536,
          10_000,
          10_000,
          10_000,
          100_000,
          10_000,
          60_000);

  private static final Pattern EXTERNREF = Pattern.compile("byte (\\d+).*externref is refused");

  /** Tests that a table of funcref is no table of externref. */
  private static final Set<String> NEED_EXTERNREF =
      Set.of("linking:113", "linking:127", "linking:307");

  /** Functions of 24,000 branch targets, which no Java method can hold. */
  private static final Set<String> TOO_LARGE_FUNCTIONS = Set.of("br_table large");

  private static final Pattern TOO_LARGE =
      Pattern.compile("function (\\d+)[^:]*: becomes \\d+ bytes of Java code");
  private static final byte NOP = 1;
  private static final byte UNREACHABLE = 0;
  private static final byte FUNCREF = 0x70;

  final Map<String, Integer> passed = new TreeMap<>();
  final Map<String, Integer> excluded = new TreeMap<>();
  final List<String> failures = new ArrayList<>();

  private final Sandbox sandbox;
  private final Tier tier;
  private SpecScript script;
  private SpecLinker linker;
  private Map<String, SandboxInstance> named = new HashMap<>();
  private @Nullable SandboxInstance current;

  SpecRunner(Sandbox sandbox, Tier tier) {
    this.sandbox = sandbox;
    this.tier = tier;
  }

  static Sandbox sandbox() {
    return Sandbox.linking(MODULES);
  }

  void run(SpecScript next) {
    script = next;
    linker = new SpecLinker();
    named = new HashMap<>();
    current = null;
    for (SpecScript.Command command : next.commands()) {
      try {
        String why = run(command);
        if (why == null) {
          passed.merge(kind(command), 1, Integer::sum);
        } else {
          fail(command, why);
        }
      } catch (Excluded e) {
        excluded.merge(kind(command), 1, Integer::sum);
      } catch (ModuleRejected | RuntimeException | Error e) {
        fail(command, e.toString());
      }
    }
  }

  private static String kind(SpecScript.Command command) {
    return command.type().equals("assert_malformed") && command.text("module_type").equals("text")
        ? "assert_malformed of text"
        : command.type();
  }

  private void fail(SpecScript.Command command, String why) {
    failures.add(script.name() + ":" + command.line() + " " + command.type() + ": " + why);
  }

  /** Runs a command; returns what is wrong, null when nothing is. */
  private @Nullable String run(SpecScript.Command command) throws ModuleRejected {
    return switch (command.type()) {
      case "module" -> module(command);
      case "register" -> {
        linker.register(command.text("as"), instance(command.text("name")).engine().instance());
        yield null;
      }
      case "action" -> completed(outcome(command));
      case "assert_return" -> returns(command);
      case "assert_trap" -> traps(outcome(command), command.text("text"));
      case "assert_exhaustion" -> exhausts(outcome(command));
      case "assert_uninstantiable" -> traps(instantiate(command), command.text("text"));
      case "assert_unlinkable" -> {
        if (NEED_EXTERNREF.contains(script.name() + ":" + command.line())) {
          throw new Excluded();
        }
        Outcome outcome = instantiate(command);
        yield outcome.equals(new Outcome.Faulted("linking failed", 0)) ? null : outcome.toString();
      }
      case "assert_invalid", "assert_malformed" -> refused(command);
      default -> "unknown command";
    };
  }

  private @Nullable String module(SpecScript.Command command) throws ModuleRejected {
    current = null;
    named.remove(command.text("name"));
    Outcome outcome = instantiate(command);
    return completed(outcome);
  }

  private Outcome instantiate(SpecScript.Command command) throws ModuleRejected {
    SandboxInstance instance =
        load(command).instantiate(LIMITS, Cancellation.create(), tier).linkedTo(linker.imports());
    Outcome outcome = instance.initialize();
    if (command.type().equals("module")) {
      current = instance;
      if (command.has("name")) {
        named.put(command.text("name"), instance);
      }
    }
    return outcome;
  }

  /**
   * Loads a module. The sandbox refuses externref and says at which byte; a few large modules of
   * the suite use it in passing, so there it becomes funcref, which is as opaque to them. A
   * function that no Java method can hold is emptied, and not called.
   */
  private GuestModule load(SpecScript.Command command) throws ModuleRejected {
    byte[] bytes = script.files().get(command.text("filename"));
    while (true) {
      try {
        return sandbox.load(bytes);
      } catch (ModuleRejected e) {
        Matcher externref = EXTERNREF.matcher(e.getMessage());
        Matcher large = TOO_LARGE.matcher(e.getMessage());
        bytes = bytes.clone();
        if (externref.find()) {
          if (!command.type().equals("module")) {
            throw new Excluded();
          }
          bytes[Integer.parseInt(externref.group(1))] = FUNCREF;
        } else if (large.find()) {
          empty(bytes, Integer.parseInt(large.group(1)));
        } else {
          throw e;
        }
      }
    }
  }

  /** Puts {@code unreachable} in the place of a function that no Java method can hold. */
  private static void empty(byte[] bytes, int function) throws ModuleRejected {
    FunctionBody body =
        ModuleParser.parse(bytes, MODULES).bodies().stream()
            .filter(b -> b.index() == function)
            .findFirst()
            .orElseThrow();
    Arrays.fill(bytes, body.codeStart(), body.end() - 1, NOP);
    bytes[body.codeStart()] = UNREACHABLE;
  }

  private @Nullable String refused(SpecScript.Command command) {
    try {
      sandbox.load(script.files().get(command.text("filename")));
      return "accepted, must be refused: " + command.text("text");
    } catch (ModuleRejected e) {
      // Our own walk must find what the engine's validator would.
      return Engine.REFUSED_BY_ENGINE.equals(e.getMessage())
          ? "refused by the engine alone: " + command.text("text")
          : null;
    }
  }

  private static @Nullable String completed(Outcome outcome) {
    return outcome instanceof Outcome.Completed ? null : outcome.toString();
  }

  private Outcome outcome(SpecScript.Command command) {
    return invoke(command, new long[0][]);
  }

  private Outcome invoke(SpecScript.Command command, long[][] results) {
    Map<String, Object> action = command.action();
    SandboxInstance instance = instance((String) action.get("module"));
    if (TOO_LARGE_FUNCTIONS.contains(script.name() + " " + action.get("field"))) {
      throw new Excluded();
    }
    // Below GuestFunction, which would make the suite's NaNs canonical on their way in.
    EngineFunction function = instance.module().engine().function((String) action.get("field"));
    long[] arguments =
        SpecValue.list(action.get("args")).stream().mapToLong(SpecValue::raw).toArray();
    long[] values = new long[function.type().results().size()];
    Outcome outcome = instance.engine().call(function, arguments, values);
    if (results.length > 0) {
      results[0] = values;
    }
    if (!instance.isAlive()) {
      instance.engine().revive();
    }
    return outcome;
  }

  private @Nullable String returns(SpecScript.Command command) {
    long[][] results = new long[1][];
    if (command.action().get("type").equals("get")) {
      SandboxInstance instance = instance((String) command.action().get("module"));
      results[0] =
          new long[] {
            instance
                .engine()
                .instance()
                .exports()
                .global((String) command.action().get("field"))
                .getValue()
          };
    } else {
      Outcome outcome = invoke(command, results);
      if (!(outcome instanceof Outcome.Completed)) {
        return outcome.toString();
      }
    }
    List<SpecValue> expected = command.expected();
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).accepts(results[0][i])) {
        return "result " + Long.toHexString(results[0][i]) + ", expected " + expected.get(i);
      }
    }
    return null;
  }

  private static @Nullable String traps(Outcome outcome, String text) {
    TrapKind kind = kind(text);
    return outcome instanceof Trapped trap && (trap.kind() == kind)
        ? null
        : outcome + ", expected " + kind + " for " + text;
  }

  private static TrapKind kind(String text) {
    if (text.startsWith("uninitialized element")) {
      return TrapKind.INDIRECT_CALL;
    }
    return switch (text) {
      case "unreachable" -> TrapKind.UNREACHABLE;
      case "integer divide by zero" -> TrapKind.DIVIDE_BY_ZERO;
      case "integer overflow" -> TrapKind.INTEGER_OVERFLOW;
      case "invalid conversion to integer" -> TrapKind.INVALID_CONVERSION;
      case "out of bounds memory access" -> TrapKind.MEMORY_BOUNDS;
      case "out of bounds table access" -> TrapKind.TABLE_BOUNDS;
      case "undefined element", "indirect call type mismatch" -> TrapKind.INDIRECT_CALL;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static @Nullable String exhausts(Outcome outcome) {
    return outcome instanceof Exhausted end
            && end.limit() == Limits.Kind.STACK_DEPTH
            && end.used() > end.allowed()
        ? null
        : outcome.toString();
  }

  private SandboxInstance instance(@Nullable String name) {
    SandboxInstance instance = name == null ? current : named.get(name);
    if (instance == null) {
      throw new Excluded();
    }
    return instance;
  }

  /** A command about a module that was left out. */
  private static final class Excluded extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
