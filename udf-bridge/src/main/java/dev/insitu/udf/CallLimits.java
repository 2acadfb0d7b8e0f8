package dev.insitu.udf;

import dev.insitu.sandbox.Limits;

/**
 * What three parties allow a call; the smallest holds, field by field.
 *
 * @param function what WITH and its defaults say
 * @param session what SET and the connection's properties say
 * @param server what whoever runs the process says
 */
public record CallLimits(Limits function, Limits session, Limits server) {
  /** Nobody holds anything back. */
  public static final CallLimits NONE = new CallLimits(Limits.NONE, Limits.NONE, Limits.NONE);

  /** Returns the limits of a function that nobody else limits. */
  public static CallLimits of(Limits function) {
    return NONE.ofFunction(function);
  }

  /** Returns what another function may use in the same session. */
  public CallLimits ofFunction(Limits other) {
    return new CallLimits(other, session, server);
  }

  /** Returns what holds for another choice of the session. */
  public CallLimits ofSession(Limits other) {
    return new CallLimits(function, other, server);
  }

  /** Returns what a call may use. */
  public Limits effective() {
    return function.min(session).min(server);
  }
}
