package dev.insitu.udf.call;

import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import java.sql.SQLException;

/** The errors of a function's calls: one line each, with the SQLSTATE of its kind. */
record CallErrors(String function) {
  SQLException error(String state, String message) {
    return new SQLException("function " + function + ": " + message, state);
  }

  SQLException badPointer(long address, long length, long memoryBytes) {
    return error(
        "39M01",
        "returned text of "
            + length
            + " bytes at "
            + address
            + ", which is outside its memory of "
            + memoryBytes
            + " bytes");
  }

  /** Turns an end other than {@link Outcome.Completed} into an error. */
  SQLException of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed done ->
          throw new IllegalArgumentException("a completed call is no error: " + done);
      case Outcome.Trapped t ->
          error(
              "38M01",
              t.backtrace().isEmpty()
                  ? t.message()
                  : t.message() + " at " + String.join(" <- ", t.backtrace()));
      case Outcome.Exhausted e ->
          error(
              state(e.limit()),
              "wants " + e.used() + " of " + name(e.limit()) + ", allowed " + e.allowed());
      case Outcome.Cancelled c ->
          error(
              "57014", c.timeout() ? "stopped by the time limit (not deterministic)" : "cancelled");
      case Outcome.Exited e -> error("38M02", "exited with code " + e.code());
      case Outcome.Raised r -> error(r.code(), r.message());
      case Outcome.Faulted f -> error("XXM01", "the engine failed: " + f.message());
    };
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

  private static String state(Limits.Kind limit) {
    return switch (limit) {
      case FUEL -> "53M01";
      case MEMORY -> "53M02";
      case STACK_DEPTH -> "53M03";
      case TABLE_ENTRIES -> "53M04";
      case OUTPUT_BYTES, OUTPUT_ROWS -> "53M05";
    };
  }
}
