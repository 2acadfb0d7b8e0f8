package dev.insitu.sandbox.wasi;

/**
 * An open file descriptor.
 *
 * @param stream what it refers to
 * @param rights what the guest may still do with it; rights can only be given up
 * @param flags what the guest set; without effect on a channel
 */
record Descriptor(Stream stream, long rights, int flags) {
  static final long READ = 1L << 1;
  static final long SET_FLAGS = 1L << 3;
  static final long WRITE = 1L << 6;
  static final long FILESTAT_GET = 1L << 21;
  static final long POLL = 1L << 27;

  private static final long COMMON = SET_FLAGS | FILESTAT_GET | POLL;

  /** The three streams that a guest starts with, each at its number. */
  enum Stream {
    INPUT(0, READ | COMMON),
    OUTPUT(1, WRITE | COMMON),
    ERRORS(2, WRITE | COMMON);

    final int number;
    private final long rights;

    Stream(int number, long rights) {
      this.number = number;
      this.rights = rights;
    }
  }

  static Descriptor of(Stream stream) {
    return new Descriptor(stream, stream.rights, 0);
  }

  /** Fails with {@code EBADF} for the wrong direction, {@code ENOTCAPABLE} for a right given up. */
  void require(long right) {
    if ((rights & right) == 0) {
      throw new WasiFailure((stream.rights & right) == 0 ? Errno.BADF : Errno.NOTCAPABLE);
    }
  }
}
