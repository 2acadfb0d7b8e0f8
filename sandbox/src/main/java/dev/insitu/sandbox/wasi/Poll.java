package dev.insitu.sandbox.wasi;

import dev.insitu.sandbox.wasi.Descriptor.Stream;

/*
 * Nobody sleeps. A channel is always ready: reading waits for the host where no virtual time passes.
 * So when any channel is asked for, the channels answer, with the clocks that are due already;
 * otherwise the clock jumps to the earliest deadline. Bad subscriptions answer at once, each with
 * its error. Two passes over the guest's memory, so that a list of any length needs none of ours;
 * a guest that lets its events overwrite its subscriptions gets what it asked for.
 */
/** {@code poll_oneoff}. */
final class Poll {
  private static final int SUBSCRIPTION_BYTES = 48;
  private static final int EVENT_BYTES = 32;
  private static final int CLOCK = 0;
  private static final int FD_READ = 1;
  private static final int FD_WRITE = 2;
  private static final int ABSOLUTE = 1;
  private static final int HANGUP = 1;
  private static final int LOOK_EVERY = 1 << 14;

  private final Pointers memory;
  private final Descriptors files;
  private final VirtualClock clock;
  private long began;

  Poll(Pointers memory, Descriptors files, VirtualClock clock) {
    this.memory = memory;
    this.files = files;
    this.clock = clock;
  }

  int poll(long in, long out, long count, long result) {
    if (count == 0) {
      return Errno.INVAL;
    }
    memory.require(in, count * SUBSCRIPTION_BYTES);
    memory.require(out, count * EVENT_BYTES);
    memory.require(result, Integer.BYTES);
    memory.guest().charge(count * Costs.SUBSCRIPTION);
    began = clock.now(memory.guest());
    sleep(in, count);
    long events = 0;
    for (long i = 0; i < count; i++) {
      if (answer(in + i * SUBSCRIPTION_BYTES, out + events * EVENT_BYTES)) {
        events++;
      }
      look(i);
    }
    memory.putU32(result, events);
    return Errno.SUCCESS;
  }

  private void look(long i) {
    if (i % LOOK_EVERY == LOOK_EVERY - 1) {
      memory.guest().checkStop();
    }
  }

  /** Advances the clock to the earliest deadline, unless something is ready now. */
  private void sleep(long in, long count) {
    long earliest = -1;
    for (long i = 0; i < count; i++) {
      long subscription = in + i * SUBSCRIPTION_BYTES;
      int tag = memory.u8(subscription + 8);
      if (tag > FD_WRITE) {
        throw new WasiFailure(Errno.INVAL);
      }
      if (tag != CLOCK || clockError(subscription) != Errno.SUCCESS) {
        earliest = began;
      } else if (Long.compareUnsigned(deadline(subscription), earliest) < 0) {
        earliest = deadline(subscription);
      }
      look(i);
    }
    clock.sleepUntil(earliest, memory.guest());
  }

  private int clockError(long subscription) {
    return memory.u32(subscription + 16) > VirtualClock.MONOTONIC
            || (memory.u16(subscription + 40) & ~ABSOLUTE) != 0
        ? Errno.INVAL
        : Errno.SUCCESS;
  }

  private long deadline(long subscription) {
    long timeout = memory.u64(subscription + 24);
    return memory.u16(subscription + 40) == ABSOLUTE ? timeout : VirtualClock.add(began, timeout);
  }

  /** Writes the event of a subscription that is ready; false when it is not. */
  private boolean answer(long subscription, long event) {
    int tag = memory.u8(subscription + 8);
    int errno = Errno.SUCCESS;
    long bytes = 0;
    long flags = 0;
    if (tag == CLOCK) {
      errno = clockError(subscription);
      long now = clock.now(memory.guest());
      if (errno == Errno.SUCCESS && Long.compareUnsigned(deadline(subscription), now) > 0) {
        return false;
      }
    } else {
      try {
        bytes = ready(tag, memory.u32(subscription + 16));
        flags = bytes == 0 ? HANGUP : 0;
      } catch (WasiFailure e) {
        errno = e.errno();
      }
    }
    memory.putU64(event, memory.u64(subscription));
    memory.putU64(event + 8, errno | (long) tag << 16);
    memory.putU64(event + 16, bytes);
    memory.putU64(event + 24, flags);
    return true;
  }

  /** Returns how many bytes can be read or written at least; 0 at the end of input. */
  private long ready(int tag, long fd) {
    Descriptor descriptor = files.get(fd, tag == FD_READ ? Descriptor.READ : Descriptor.WRITE);
    descriptor.require(Descriptor.POLL);
    if (descriptor.stream() != Stream.INPUT) {
      return Channel.CAPACITY;
    }
    InputChannel input = files.input();
    return input == null ? 0 : Math.min(1, input.awaitBytes(memory.guest(), 1));
  }
}
