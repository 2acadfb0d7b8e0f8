package dev.insitu.sandbox;

/**
 * Sees everything that a command reads and writes, in order and on the command's own thread; a
 * witness can change nothing of it. What it sees is the same for every run of the same command,
 * except how the bytes are cut.
 */
@FunctionalInterface
public interface ChannelWitness {
  /** A channel of a command. */
  enum Channel {
    STDIN(0),
    STDOUT(1),
    STDERR(2);

    private final int descriptor;

    Channel(int descriptor) {
      this.descriptor = descriptor;
    }

    /** Returns the number of its descriptor. */
    public int descriptor() {
      return descriptor;
    }
  }

  /**
   * Takes bytes, which must be copied to be kept; must not throw, nor wait for the host.
   *
   * @param fuelUsed what the command has spent so far
   */
  void bytes(Channel channel, byte[] source, int offset, int length, long fuelUsed);
}
