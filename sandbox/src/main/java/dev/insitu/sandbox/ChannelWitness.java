package dev.insitu.sandbox;

/**
 * Sees everything that a command reads and writes, in order and on the command's own thread; a
 * witness can change nothing of it. What it sees is the same for every run of the same command,
 * except how the bytes are cut.
 */
@FunctionalInterface
public interface ChannelWitness {
  /** A channel of a command, by its descriptor's number. */
  enum Channel {
    STDIN,
    STDOUT,
    STDERR
  }

  /**
   * Takes bytes, which must be copied to be kept; must not throw, nor wait for the host.
   *
   * @param fuelUsed what the command has spent so far
   */
  void bytes(Channel channel, byte[] source, int offset, int length, long fuelUsed);
}
