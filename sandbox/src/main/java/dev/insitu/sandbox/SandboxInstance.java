package dev.insitu.sandbox;

/**
 * One live instance of a module. One thread at a time. After any outcome but {@link
 * Outcome.Completed} or {@link Outcome.Raised} the instance is dead: close it and take another.
 *
 * <p>Life: {@link #initialize()}, any calls that prepare it (such as allocating an argument arena),
 * {@link #seal()}; from then on every call starts from the sealed state, so that no call can leave
 * anything behind for the next.
 */
public final class SandboxInstance implements AutoCloseable {
  SandboxInstance() {}

  /** Runs data segments, the start function and {@code _initialize} under the instance's limits. */
  public Outcome initialize() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Makes the present state the one that every later call starts from. */
  public void seal() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Goes back to the state after {@link #initialize()} and lifts the seal. */
  public void unseal() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Replaces the flag and the limits that later calls are held to; memory and table limits may only
   * stay as they were.
   */
  public void rearm(Limits limits, Cancellation cancellation) {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Returns an exported function bound to this instance.
   *
   * @throws IllegalArgumentException when the module exports no function of this name
   */
  public GuestFunction function(String export) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Returns the instance's memory; the same object for the instance's whole life. */
  public GuestMemory memory() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Returns the fuel that the last call spent. */
  public long fuelUsed() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Returns whether the last call went through {@code insitu.return_null}. */
  public boolean returnedNull() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Returns whether the instance may be called. */
  public boolean isAlive() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Gives memory back; the instance is dead. */
  @Override
  public void close() {}
}
