package dev.insitu.udf.error;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.udf.CallLimits;
import java.sql.SQLException;
import java.util.function.ToLongFunction;

/**
 * The errors of a function's calls, one line each, with the SQLSTATE of its kind.
 *
 * @param where what every message starts with, such as {@code function KM}
 * @param limits who limits the calls, so that messages say who can allow more
 */
public record CallErrors(String where, CallLimits limits) {
  private static final int STDERR_SHOWN = 1_000;

  /** Errors of calls that their function alone limits. */
  public CallErrors(String where) {
    this(where, CallLimits.of(Limits.DEFAULT));
  }

  /** Returns the errors of the function of this name. */
  public static CallErrors ofFunction(String name) {
    return new CallErrors("function " + name);
  }

  /** Returns the errors of calls under these limits. */
  public CallErrors under(CallLimits others) {
    return new CallErrors(where, others);
  }

  /** Returns an error of this call. */
  public SQLException error(ErrorCode code, String message) {
    return SqlErrors.of(code, where + ": " + message);
  }

  /** Turns an end other than {@link Outcome.Completed} into an error. */
  public SQLException of(Outcome outcome) {
    return of(outcome, "");
  }

  /**
   * Turns an end other than {@link Outcome.Completed} into an error.
   *
   * @param stderr the end of what the guest wrote to standard error, escaped; may be empty
   * @param statement what stops the whole statement, to tell its time limit from the call's own
   */
  public SQLException of(Outcome outcome, String stderr, Cancellation statement) {
    long millis = limits.effective().wallMillis();
    return outcome instanceof Outcome.Cancelled c
            && c.timeout()
            && millis > 0
            && !statement.isTimedOut()
        ? error(
            ErrorCode.TIMED_OUT,
            "stopped by the time limit of "
                + millis
                + " ms for a call (not deterministic)"
                + remedy("timeout", CallErrors::wallMillis))
        : of(outcome, stderr);
  }

  /**
   * Turns an end other than {@link Outcome.Completed} into an error.
   *
   * @param stderr the end of what the guest wrote to standard error, escaped; may be empty
   */
  public SQLException of(Outcome outcome, String stderr) {
    return switch (outcome) {
      case Outcome.Completed done ->
          throw new IllegalArgumentException("a completed call is no error: " + done);
      case Outcome.Trapped t ->
          error(
              ErrorCode.TRAP,
              (t.backtrace().isEmpty()
                      ? t.message()
                      : t.message() + " in " + String.join(" <- ", t.backtrace()))
                  + said(stderr));
      case Outcome.Exhausted e when e.limit() == Limits.Kind.HOST_MEMORY ->
          error(
              ErrorCode.TOTAL_MEMORY,
              "all functions together would have "
                  + e.used()
                  + " bytes of memory, allowed "
                  + e.allowed()
                  + " (not deterministic); try again when others have ended, or raise the server's"
                  + " insitu.max.total_memory");
      case Outcome.Exhausted e ->
          error(
              code(e.limit()),
              "wants "
                  + e.used()
                  + " of "
                  + name(e.limit())
                  + ", allowed "
                  + e.allowed()
                  + remedy(e.limit()));
      case Outcome.Cancelled c ->
          c.timeout()
              ? error(ErrorCode.TIMED_OUT, "stopped by the time limit (not deterministic)")
              : error(ErrorCode.CANCELLED, "cancelled");
      case Outcome.Exited e ->
          e.code() == 0
              ? error(ErrorCode.NO_VALUE, "exited with code 0 and gave no value")
              : error(
                  ErrorCode.EXIT,
                  "exited with code " + Integer.toUnsignedString(e.code()) + said(stderr));
      case Outcome.Raised r ->
          SqlErrors.raised(state(r.code()), where + ": " + GuestText.escape(r.message()));
      case Outcome.Faulted f ->
          error(
              ErrorCode.ENGINE,
              "the engine failed, which no module should be able to cause; please report it with"
                  + " the module");
    };
  }

  /**
   * Returns one of these errors with the place narrowed down, others as they are.
   *
   * @param place such as {@code row 3 of its group}
   */
  public SQLException at(SQLException error, String place) {
    String message = String.valueOf(error.getMessage());
    ErrorCode code = ErrorCode.of(error.getErrorCode()).orElse(null);
    if (code == null || !message.startsWith(where + ": ")) {
      return error;
    }
    String narrowed = where + ", " + place + message.substring(where.length());
    SQLException placed = SqlErrors.of(code, error.getSQLState(), narrowed);
    placed.initCause(error.getCause());
    return placed;
  }

  private static String said(String stderr) {
    int hidden = Math.max(0, stderr.length() - STDERR_SHOWN);
    return stderr.isEmpty()
        ? ""
        : "; it wrote: " + (hidden == 0 ? stderr : "…" + stderr.substring(hidden));
  }

  /** A guest may choose among the states that mean its own errors and errors of its data. */
  private static String state(String wanted) {
    return wanted.matches("(22|38)[0-9A-Z]{3}") ? wanted : ErrorCode.RAISED.sqlState();
  }

  private static String name(Limits.Kind limit) {
    return switch (limit) {
      case FUEL -> "fuel";
      case MEMORY -> "memory";
      case STACK_DEPTH -> "stack depth";
      case TABLE_ENTRIES -> "table entries";
      case OUTPUT_BYTES -> "output bytes";
      case OUTPUT_ROWS -> "output rows";
      case HOST_MEMORY -> "memory of all";
    };
  }

  private String remedy(Limits.Kind limit) {
    return switch (limit) {
      case FUEL -> remedy("fuel", Limits::fuel);
      case MEMORY -> remedy("memory", Limits::memoryPages);
      case STACK_DEPTH -> remedy("stack_depth", Limits::stackDepth);
      case TABLE_ENTRIES -> remedy("table_entries", Limits::tableEntries);
      case OUTPUT_BYTES -> remedy("max_output_bytes", Limits::outputBytes);
      case OUTPUT_ROWS -> remedy("max_output_rows", Limits::outputRows);
      case HOST_MEMORY -> "";
    };
  }

  private static long wallMillis(Limits limits) {
    return limits.wallMillis() == 0 ? Long.MAX_VALUE : limits.wallMillis();
  }

  /** Says who allows no more, and how to change that; where several do, all of them have to. */
  private String remedy(String option, ToLongFunction<Limits> field) {
    long allowed = field.applyAsLong(limits.effective());
    if (field.applyAsLong(limits.server()) == allowed) {
      return "; the server's insitu.max." + option.replace("max_", "") + " allows no more";
    }
    boolean session = field.applyAsLong(limits.session()) == allowed;
    boolean function = field.applyAsLong(limits.function()) == allowed && isOption(option, allowed);
    String own = "WITH (" + option + " = …)";
    String set = "SET insitu." + option + " = …";
    if (session) {
      return function ? "; " + own + " and " + set + " allow more" : "; " + set + " allows more";
    }
    return function ? "; " + own + " allows more" : "";
  }

  /** Returns whether a function may say more; a module's own limits are the host's. */
  private boolean isOption(String option, long allowed) {
    return switch (option) {
          case "stack_depth" -> allowed < Limits.DEFAULT.stackDepth();
          case "table_entries" -> allowed < Limits.DEFAULT.tableEntries();
          default -> true;
        }
        && !where.startsWith("module ");
  }

  private static ErrorCode code(Limits.Kind limit) {
    return switch (limit) {
      case FUEL -> ErrorCode.FUEL;
      case MEMORY -> ErrorCode.MEMORY;
      case STACK_DEPTH -> ErrorCode.STACK_DEPTH;
      case TABLE_ENTRIES -> ErrorCode.TABLE_ENTRIES;
      case OUTPUT_BYTES, OUTPUT_ROWS -> ErrorCode.OUTPUT;
      case HOST_MEMORY -> ErrorCode.TOTAL_MEMORY;
    };
  }
}
