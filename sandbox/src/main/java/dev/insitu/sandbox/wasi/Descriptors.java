package dev.insitu.sandbox.wasi;

import dev.insitu.sandbox.wasi.Descriptor.Stream;
import org.jspecify.annotations.Nullable;

/** The guest's open descriptors and what can be done with them: three channels, no files. */
final class Descriptors {
  private static final int STREAMS = Stream.values().length;
  private static final int FLAGS_ALL = 0x1F;
  private static final int ADVICE_MAX = 5;
  private static final int FDSTAT_BYTES = 24;
  private static final int FILESTAT_BYTES = 64;

  private final Streams streams;
  private @Nullable Descriptor[] open = new @Nullable Descriptor[STREAMS];
  private long output;

  Descriptors(Streams streams) {
    this.streams = streams;
    for (Stream stream : Stream.values()) {
      open[stream.number] = Descriptor.of(stream);
    }
  }

  /** Open descriptors and bytes written; immutable, the array belongs to it alone. */
  static final class State {
    private final @Nullable Descriptor[] open;
    private final long output;

    private State(@Nullable Descriptor[] open, long output) {
      this.open = open;
      this.output = output;
    }
  }

  State state() {
    return new State(open.clone(), output);
  }

  /** Goes to a state; what was written to standard error is forgotten, nobody else may see it. */
  void state(State former) {
    open = former.open.clone();
    output = former.output;
    streams.errors().clear();
  }

  /** Returns an open descriptor; fails with {@code EBADF} when there is none of this number. */
  Descriptor get(long fd) {
    Descriptor descriptor = fd < STREAMS ? open[(int) fd] : null;
    if (descriptor == null) {
      throw new WasiFailure(Errno.BADF);
    }
    return descriptor;
  }

  Descriptor get(long fd, long right) {
    Descriptor descriptor = get(fd);
    descriptor.require(right);
    return descriptor;
  }

  /** Returns the channel behind a descriptor of standard input; null when input has ended. */
  @Nullable InputChannel input() {
    return streams.input();
  }

  int read(Pointers memory, long fd, long buffers, long count, long result) {
    get(fd, Descriptor.READ);
    memory.takeBuffers(buffers, count);
    memory.require(result, Integer.BYTES);
    InputChannel input = streams.input();
    long done = 0;
    for (int i = 0; i < count && input != null; i++) {
      long wanted = memory.bufferLength(i);
      long got = input.read(memory.guest(), memory.bufferAddress(i), wanted);
      done += got;
      if (got < wanted) {
        break;
      }
    }
    memory.guest().charge(Costs.bytes(done));
    memory.putU32(result, done);
    return Errno.SUCCESS;
  }

  int write(Pointers memory, long fd, long buffers, long count, long result) {
    Stream stream = get(fd, Descriptor.WRITE).stream();
    long total = memory.takeBuffers(buffers, count);
    memory.require(result, Integer.BYTES);
    WasiGuest guest = memory.guest();
    guest.charge(Costs.bytes(total));
    if (stream == Stream.OUTPUT) {
      if (output + total > streams.outputBytes()) {
        throw guest.outputExhausted(output + total);
      }
      output += total;
    }
    OutputChannel channel = streams.output();
    for (int i = 0; i < count; i++) {
      long address = memory.bufferAddress(i);
      long length = memory.bufferLength(i);
      if (stream == Stream.ERRORS) {
        streams.errors().write(guest, address, length);
      } else if (channel != null) {
        channel.write(guest, address, length);
      }
    }
    memory.putU32(result, total);
    return Errno.SUCCESS;
  }

  int close(long fd) {
    release(get(fd));
    open[(int) fd] = null;
    return Errno.SUCCESS;
  }

  private void release(Descriptor descriptor) {
    InputChannel input = streams.input();
    if (descriptor.stream() == Stream.INPUT && input != null) {
      input.close();
    }
  }

  /** Moves a descriptor over another one, which is closed; both must be open. */
  int renumber(long from, long to) {
    Descriptor moved = get(from);
    Descriptor replaced = get(to);
    if (from != to) {
      release(replaced);
      open[(int) to] = moved;
      open[(int) from] = null;
    }
    return Errno.SUCCESS;
  }

  /** Writes {@code fdstat}: file type unknown, as of a pipe; flags; rights; nothing to inherit. */
  int stat(Pointers memory, long fd, long result) {
    Descriptor descriptor = get(fd);
    memory.require(result, FDSTAT_BYTES);
    memory.putU64(result, (long) descriptor.flags() << 16);
    memory.putU64(result + 8, descriptor.rights());
    memory.putU64(result + 16, 0);
    return Errno.SUCCESS;
  }

  int setFlags(long fd, long flags) {
    Descriptor descriptor = get(fd, Descriptor.SET_FLAGS);
    if ((flags & ~FLAGS_ALL) != 0) {
      throw new WasiFailure(Errno.INVAL);
    }
    open[(int) fd] = new Descriptor(descriptor.stream(), descriptor.rights(), (int) flags);
    return Errno.SUCCESS;
  }

  /** Gives up rights; {@code ENOTCAPABLE} for one that is not there. */
  int setRights(long fd, long rights, long inherited) {
    Descriptor descriptor = get(fd);
    if ((rights & ~descriptor.rights()) != 0 || inherited != 0) {
      throw new WasiFailure(Errno.NOTCAPABLE);
    }
    open[(int) fd] = new Descriptor(descriptor.stream(), rights, descriptor.flags());
    return Errno.SUCCESS;
  }

  /** Writes {@code filestat}: inode = stream, one link, type unknown; size and times 0. */
  int fileStat(Pointers memory, long fd, long result) {
    Descriptor descriptor = get(fd, Descriptor.FILESTAT_GET);
    memory.put(result, new byte[FILESTAT_BYTES], FILESTAT_BYTES);
    memory.putU64(result + 8, descriptor.stream().number);
    memory.putU64(result + 24, 1);
    return Errno.SUCCESS;
  }

  int advise(long fd, long advice) {
    get(fd);
    return advice > ADVICE_MAX ? Errno.INVAL : Errno.SPIPE;
  }

  /** Answers with an error that every channel gives, when the descriptor is open. */
  int refuse(long fd, int errno) {
    get(fd);
    return errno;
  }

  /** Answers a call with a path: there is no directory. */
  int refusePath(Pointers memory, long fd, long path, long length) {
    get(fd);
    memory.require(path, length);
    return Errno.NOTDIR;
  }
}
