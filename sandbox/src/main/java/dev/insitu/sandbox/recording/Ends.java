package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.module.SafeText;
import java.util.List;

/** How ends of guests are compared and worded. */
final class Ends {
  private Ends() {}

  /**
   * Returns whether every run ends this way; those that a clock or the host's state ended do not.
   */
  static boolean isDeterministic(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Cancelled e -> false;
      case Outcome.Faulted e -> false;
      case Outcome.Completed e -> true;
      case Outcome.Trapped e -> true;
      case Outcome.Exhausted e -> e.limit() != Limits.Kind.HOST_MEMORY;
      case Outcome.Exited e -> true;
      case Outcome.Raised e -> true;
    };
  }

  /** Returns the same limits without a clock. */
  static Limits withoutClock(Limits limits) {
    return new Limits(
        limits.fuel(),
        limits.memoryPages(),
        limits.stackDepth(),
        limits.tableEntries(),
        0,
        limits.outputBytes(),
        limits.outputRows(),
        limits.stderrBytes());
  }

  static String shown(Outcome outcome) {
    String what =
        switch (outcome) {
          case Outcome.Completed e -> "completed";
          case Outcome.Trapped e ->
              "trap " + e.kind() + ": " + safe(e.message()) + " in " + names(e.backtrace());
          case Outcome.Exhausted e ->
              "limit " + e.limit() + " of " + e.allowed() + " exceeded with " + e.used();
          case Outcome.Cancelled e -> e.timeout() ? "timed out" : "cancelled";
          case Outcome.Exited e -> "exit code " + e.code();
          case Outcome.Raised e -> "raised " + safe(e.code()) + ": " + safe(e.message());
          case Outcome.Faulted e -> "failed: " + safe(e.message());
        };
    return what + " with fuel " + outcome.fuelUsed();
  }

  private static String names(List<String> backtrace) {
    return backtrace.isEmpty() ? "nowhere" : safe(String.join(" < ", backtrace));
  }

  private static String safe(String text) {
    return SafeText.escape(text);
  }
}
