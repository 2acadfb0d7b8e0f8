package dev.insitu.sandbox;

import dev.insitu.sandbox.wasi.InputChannel;
import dev.insitu.sandbox.wasi.OutputChannel;
import dev.insitu.sandbox.wasi.Signal;
import dev.insitu.sandbox.wasi.Streams;
import dev.insitu.sandbox.wasi.Tail;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A running command: bytes go in, bytes come out, while it runs on a thread of its own. Both
 * channels are bounded and ordered. How the host cuts its bytes and when it takes output changes
 * nothing that the guest does. All methods belong to one host thread, except that {@link
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
 *
 * <p>A read of the guest ends when its buffer is full or input has ended, so a host must not wait
 * for an answer before it sends more.
 */
public final class CommandRun implements AutoCloseable {
  /** How long output of less than half a channel may lie unseen while the host waits. */
  private static final long LOOK_NANOS = 2_000_000;

  private final Signal hostSide = new Signal();
  private final InputChannel input;
  private final OutputChannel output;
  private final Tail errors;
  private final Cancellation stop;
  private int pages;
  private volatile @Nullable Outcome outcome;
  private boolean drained;

  /**
   * What went through a channel, the same for every run of the same command.
   *
   * @param bytes how many bytes
   * @param crc32c their CRC32C
   */
  public record Traffic(long bytes, int crc32c) {}

  private CommandRun(Limits limits, Cancellation cancellation) {
    Signal guestSide = new Signal();
    input = new InputChannel(guestSide, hostSide);
    output = new OutputChannel(guestSide, hostSide);
    errors = new Tail(limits.stderrBytes());
    stop = Cancellation.polling(() -> state(cancellation));
  }

  private static Cancellation.State state(Cancellation cancellation) {
    if (!cancellation.isStopped()) {
      return Cancellation.State.RUNNING;
    }
    return cancellation.isCancelled() ? Cancellation.State.CANCELLED : Cancellation.State.TIMED_OUT;
  }

  static CommandRun start(
      GuestModule module,
      CommandSpec spec,
      Limits limits,
      Cancellation cancellation,
      CommandOptions options) {
    CommandRun run = new CommandRun(limits, cancellation);
    if (options.witness() != null) {
      run.show(options.witness());
    }
    String lifecycle = options.lifecycle();
    Streams streams =
        new Streams(
            lifecycle == null ? run.input : null, run.output, run.errors, limits.outputBytes());
    SandboxInstance instance =
        new SandboxInstance(module, limits, run.stop, spec, streams).on(options.tier());
    try {
      if (options.thread() == null) {
        GuestThreads.run(() -> run.runGuest(instance, lifecycle), limits.stackDepth());
      } else {
        options.thread().execute(() -> run.runGuest(instance, lifecycle));
      }
    } catch (OutOfMemoryError e) {
      run.outcome = new Outcome.Faulted("no thread can be started", 0);
    }
    return run;
  }

  private void show(ChannelWitness witness) {
    input.tap((b, at, n, fuel) -> witness.bytes(ChannelWitness.Channel.STDIN, b, at, n, fuel));
    output.tap((b, at, n, fuel) -> witness.bytes(ChannelWitness.Channel.STDOUT, b, at, n, fuel));
    errors.tap((b, at, n, fuel) -> witness.bytes(ChannelWitness.Channel.STDERR, b, at, n, fuel));
  }

  private void runGuest(SandboxInstance instance, @Nullable String lifecycle) {
    Outcome end = new Outcome.Faulted("the guest's thread ended", 0);
    try (instance) {
      end = lifecycle == null ? instance.runCommand() : instance.runLifecycle(lifecycle, input);
      pages = instance.pages();
    } catch (RuntimeException | Error e) {
      end = new Outcome.Faulted("the guest ended in an unforeseen way", 0);
    } finally {
      outcome = end;
      hostSide.wake();
    }
  }

  /**
   * Appends to standard input what fits now.
   *
   * @return how many bytes were taken; 0 when the channel is full. All of them when the guest has
   *     closed its input or has ended: they are dropped.
   * @throws IllegalStateException after {@link #endInput()}
   */
  public int offer(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (input.hasEnded()) {
      throw new IllegalStateException("input has ended");
    }
    return outcome == null ? input.offer(source, offset, length) : length;
  }

  /** Ends standard input; the guest reads 0 bytes after what was offered. */
  public void endInput() {
    input.end();
  }

  /**
   * Takes bytes of standard output that are there.
   *
   * @return how many; 0 when none are there yet; -1 when the guest has ended and all was taken
   */
  public int poll(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    boolean ended = outcome != null;
    int count = output.poll(target, offset, length);
    if (ended && output.isEmpty() && count == 0) {
      drained = true;
      return -1;
    }
    return count;
  }

  /** Waits until output is there, input has room, or the guest has ended. */
  public void await() {
    while (true) {
      hostSide.await(this::isWorthLooking, LOOK_NANOS);
      if (outcome != null || !output.isEmpty() || input.hasRoom()) {
        return;
      }
    }
  }

  private boolean isWorthLooking() {
    return outcome != null || output.isWorthTaking() || input.wantsMore();
  }

  /**
   * Returns how the guest ended; {@code proc_exit(0)} counts as {@link Outcome.Completed}.
   *
   * @throws IllegalStateException before {@link #poll} has answered -1 or the run was closed
   */
  public Outcome outcome() {
    Outcome end = outcome;
    if (end == null || !drained) {
      throw new IllegalStateException("the guest still runs or its output has not been taken");
    }
    return end;
  }

  /** Returns the last bytes that the guest wrote to standard error, decoded and escaped. */
  public String stderrTail() {
    return errors.text();
  }

  /**
   * Returns the most pages of 64 KiB that the guest's memory had; when {@link #outcome()} may be
   * asked for.
   */
  public int peakPages() {
    outcome();
    return pages;
  }

  /**
   * Returns whether the guest has read so far that it knows that input has ended; when {@link
   * #outcome()} may be asked for.
   */
  public boolean sawEndOfInput() {
    outcome();
    return input.endSeen();
  }

  /** Returns what the guest read of standard input; when {@link #outcome()} may be asked for. */
  public Traffic input() {
    outcome();
    return new Traffic(input.bytes(), input.crc32c());
  }

  /** Returns what the guest wrote to standard output; when {@link #outcome()} may be asked for. */
  public Traffic output() {
    outcome();
    return new Traffic(output.bytes(), output.crc32c());
  }

  /** Returns what the guest wrote to standard error; when {@link #outcome()} may be asked for. */
  public Traffic errors() {
    outcome();
    return new Traffic(errors.bytes(), errors.crc32c());
  }

  /** Stops the guest if it still runs, and waits until its thread is free. */
  @Override
  public void close() {
    stop.cancel();
    input.end();
    while (outcome == null) {
      hostSide.await(() -> outcome != null, LOOK_NANOS);
    }
    drained = true;
  }
}
