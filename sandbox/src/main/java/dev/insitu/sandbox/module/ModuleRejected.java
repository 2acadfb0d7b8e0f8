package dev.insitu.sandbox.module;

/** A module that the sandbox refuses to load, with one sentence that says where and why. */
public final class ModuleRejected extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Creates a refusal; the message names place, rule, found value and allowed value. */
  public ModuleRejected(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns the class of rule that was broken. */
  public Reason reason() {
    return reason;
  }

  /** Classes of rules. */
  public enum Reason {
    /** The bytes are no valid module. */
    MALFORMED,
    /** A number in the module is over a cap of {@link ModuleLimits}. */
    LIMIT,
    /** The module uses a feature that the sandbox refuses. */
    FEATURE,
    /** The module imports something that the sandbox does not offer. */
    IMPORT,
    /** Compiling took more time or memory than its budget. */
    COMPILE_BUDGET,
    /** Whoever loads it was cancelled; it may be a good module. */
    CANCELLED,
    /** Whoever loads it ran out of time; it may be a good module. */
    TIMED_OUT
  }
}
