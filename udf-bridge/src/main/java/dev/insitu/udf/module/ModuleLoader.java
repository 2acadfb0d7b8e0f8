package dev.insitu.udf.module;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.MemoryBudget;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.SandboxInstance;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.udf.CallLimits;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.option.SettableLimits;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * Loads modules into the process's one sandbox, which keeps compiled modules by their digest, in
 * memory and in the {@link CodeFolder}. Safe for use by many threads.
 */
public final class ModuleLoader {
  private static final MemoryBudget BUDGET = budget();
  private static final Sandbox SANDBOX = CodeFolder.sandbox(CodeFolder.cache(), BUDGET);

  /** How a refusal of the sandbox begins that is about the module as a whole. */
  private static final String NO_PLACE = "module: ";

  private ModuleLoader() {}

  private static MemoryBudget budget() {
    try {
      OptionalLong chosen = SettableLimits.totalMemory();
      return chosen.isPresent() ? MemoryBudget.ofBytes(chosen.getAsLong()) : MemoryBudget.ofHeap();
    } catch (SQLException e) {
      // Sessions say what is wrong with it; until then nothing runs.
      return MemoryBudget.ofBytes(0);
    }
  }

  /** Returns what the guests of this process may have of its memory together. */
  public static MemoryBudget memory() {
    return BUDGET;
  }

  /** Where code comes from when it has to be read. */
  @FunctionalInterface
  public interface Code {
    /** Returns the bytes, whose digest is known to be right. */
    byte[] read() throws SQLException;
  }

  /**
   * Verifies and compiles a module; nothing of it runs.
   *
   * @param name the module's name, for messages
   * @throws SQLException with a code of 42M01 to 42M04 or 53M07 when it is refused, 57014 when it
   *     is stopped
   */
  public static GuestModule load(String name, byte[] wasm, Cancellation cancellation)
      throws SQLException {
    try {
      return SANDBOX.load(wasm, cancellation);
    } catch (ModuleRejected e) {
      throw errors(name).error(code(e.reason()), message(e));
    }
  }

  /** Returns what was wrong without the beginning that the module's own name makes needless. */
  private static String message(ModuleRejected e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith(NO_PLACE) ? message.substring(NO_PLACE.length()) : message;
  }

  /**
   * Returns the module with this digest; its code is read only when the process has not compiled it
   * yet.
   */
  public static GuestModule load(String name, String digest, Code code, Cancellation cancellation)
      throws SQLException {
    GuestModule known = SANDBOX.loaded(digest);
    return known == null ? load(name, code.read(), cancellation) : known;
  }

  /**
   * Starts a first instance and drops it.
   *
   * @param errors of what wants the instance
   * @throws SQLException when it does not start within the limits
   */
  public static void tryStart(
      GuestModule module, CallLimits limits, Cancellation cancellation, CallErrors errors)
      throws SQLException {
    try (SandboxInstance instance = module.instantiate(limits.effective(), cancellation)) {
      Outcome outcome = instance.initialize();
      if (!(outcome instanceof Outcome.Completed)) {
        throw errors.under(limits).of(outcome, "", cancellation);
      }
    }
  }

  /** Returns the errors of the module of this name. */
  public static CallErrors errors(String name) {
    return new CallErrors("module " + name);
  }

  private static ErrorCode code(ModuleRejected.Reason reason) {
    return switch (reason) {
      case MALFORMED -> ErrorCode.MODULE_INVALID;
      case LIMIT -> ErrorCode.MODULE_LIMIT;
      case FEATURE -> ErrorCode.MODULE_FEATURE;
      case IMPORT -> ErrorCode.MODULE_IMPORT;
      case COMPILE_BUDGET -> ErrorCode.COMPILE_BUDGET;
      case CANCELLED -> ErrorCode.CANCELLED;
      case TIMED_OUT -> ErrorCode.TIMED_OUT;
    };
  }
}
