package dev.insitu.sandbox;

/** The end of a guest on its way out of the engine: cheap, mostly without a stack trace. */
final class GuestStop extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why the guest has to end. */
  enum Cause {
    FUEL,
    STACK_DEPTH,
    STOPPED,
    EXITED,
    RAISED,
    OUTPUT_BYTES,
    HOST_MEMORY,
    HOST_POINTER
  }

  private final Cause why;
  private final int code;
  private final String state;
  private final long used;

  private GuestStop(Cause why, int code, String state, String message, long used) {
    // A wrong pointer is a trap, and shows where it came from.
    super(message, null, false, why == Cause.HOST_POINTER);
    this.why = why;
    this.code = code;
    this.state = state;
    this.used = used;
  }

  static GuestStop because(Cause why) {
    return new GuestStop(why, 0, "", why.toString(), 0);
  }

  static GuestStop exit(int code) {
    return new GuestStop(Cause.EXITED, code, "", "exit", 0);
  }

  static GuestStop raised(String state, String message) {
    return new GuestStop(Cause.RAISED, 0, state, message, 0);
  }

  static GuestStop stackDepth(long used) {
    return new GuestStop(Cause.STACK_DEPTH, 0, "", "depth", used);
  }

  static GuestStop hostMemory(long used) {
    return new GuestStop(Cause.HOST_MEMORY, 0, "", "host memory", used);
  }

  static GuestStop outputBytes(long used) {
    return new GuestStop(Cause.OUTPUT_BYTES, 0, "", "output", used);
  }

  Cause why() {
    return why;
  }

  int code() {
    return code;
  }

  /** Returns the bytes that it would have written, or the depth that it would have used. */
  long used() {
    return used;
  }

  String state() {
    return state;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
