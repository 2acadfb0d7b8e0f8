package dev.insitu.sandbox;

/**
 * An abnormal end on its way through a method handle of {@link GuestFunction#handle()}; it carries
 * the outcome and no stack trace. Nothing else of the sandbox reports ends by exceptions.
 */
public final class GuestEnd extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Outcome outcome;

  GuestEnd(Outcome outcome) {
    super(outcome.toString(), null, false, false);
    this.outcome = outcome;
  }

  /** Returns how the call ended; never {@link Outcome.Completed}. */
  public Outcome outcome() {
    return outcome;
  }
}
