package dev.insitu.sandbox;

/** The end of a guest on its way out of the engine: cheap, without a stack trace. */
final class GuestStop extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why the guest has to end. */
  enum Cause {
    FUEL,
    STACK_DEPTH,
    STOPPED,
    EXITED,
    RAISED,
    HOST_POINTER
  }

  private final Cause why;
  private final int code;
  private final String state;

  private GuestStop(Cause why, int code, String state, String message) {
    super(message, null, false, false);
    this.why = why;
    this.code = code;
    this.state = state;
  }

  static GuestStop because(Cause why) {
    return new GuestStop(why, 0, "", why.toString());
  }

  static GuestStop exit(int code) {
    return new GuestStop(Cause.EXITED, code, "", "exit");
  }

  static GuestStop raised(String state, String message) {
    return new GuestStop(Cause.RAISED, 0, state, message);
  }

  Cause why() {
    return why;
  }

  int code() {
    return code;
  }

  String state() {
    return state;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
