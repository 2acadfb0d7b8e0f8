package dev.insitu.udf.error;

import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import java.sql.SQLException;

/**
 * The errors of a function's calls, one line each, with the SQLSTATE of its kind.
 *
 * @param where what every message starts with, such as {@code function KM}
 */
public record CallErrors(String where) {
  private static final int STDERR_SHOWN = 1_000;

  /** Returns the errors of the function of this name. */
  public static CallErrors ofFunction(String name) {
    return new CallErrors("function " + name);
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
    };
  }

  /** Says which option of a function would allow more; a module's own limits are the host's. */
  private String remedy(Limits.Kind limit) {
    String option =
        switch (limit) {
          case FUEL -> "fuel";
          case MEMORY -> "memory";
          case OUTPUT_BYTES -> "max_output_bytes";
          case OUTPUT_ROWS -> "max_output_rows";
          case STACK_DEPTH, TABLE_ENTRIES -> "";
        };
    return option.isEmpty() || where.startsWith("module ")
        ? ""
        : "; WITH (" + option + " = …) allows more";
  }

  private static ErrorCode code(Limits.Kind limit) {
    return switch (limit) {
      case FUEL -> ErrorCode.FUEL;
      case MEMORY -> ErrorCode.MEMORY;
      case STACK_DEPTH -> ErrorCode.STACK_DEPTH;
      case TABLE_ENTRIES -> ErrorCode.TABLE_ENTRIES;
      case OUTPUT_BYTES, OUTPUT_ROWS -> ErrorCode.OUTPUT;
    };
  }
}
