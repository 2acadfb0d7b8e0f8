package dev.insitu.sandbox;

/**
 * A running command: bytes go in, bytes come out, while it runs on a thread of its own. Both
 * channels are bounded and ordered. All methods belong to one host thread, except that {@link
 * Cancellation#cancel()} may come from anywhere. The usual loop:
 *
 * <pre>{@code
 * while (true) {
 *   int n = run.poll(buffer, 0, buffer.length);
 *   if (n > 0) { use(buffer, n); }
 *   else if (n < 0) { break; }                    // output ended: see outcome()
 *   else if (more() && run.offer(next) > 0) { }   // or endInput() when there is no more
 *   else { run.await(); }
 * }
 * }</pre>
 */
public final class CommandRun implements AutoCloseable {
  CommandRun() {}

  /**
   * Appends to standard input what fits now.
   *
   * @return how many bytes were taken; 0 when the channel is full. All of them when the guest has
   *     closed its input or has ended: they are dropped.
   */
  public int offer(byte[] source, int offset, int length) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Ends standard input; the guest reads 0 bytes after what was offered. */
  public void endInput() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Takes bytes of standard output that are there.
   *
   * @return how many; 0 when none are there yet; -1 when the guest has ended and all was taken
   */
  public int poll(byte[] target, int offset, int length) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Waits until output is there, input has room, or the guest has ended. */
  public void await() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Returns how the guest ended; {@code proc_exit(0)} counts as {@link Outcome.Completed}.
   *
   * @throws IllegalStateException before {@link #poll} has answered -1
   */
  public Outcome outcome() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Returns the last bytes that the guest wrote to standard error, decoded and escaped. */
  public String stderrTail() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Stops the guest if it still runs, and waits until its thread is free. */
  @Override
  public void close() {}
}
