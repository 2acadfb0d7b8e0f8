package dev.insitu.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a command sees of the world besides its channels.
 *
 * @param arguments {@code argv}, the program's name first
 * @param environment {@code NAME=value} pairs
 * @param seed seed of its random numbers
 * @param startNanos what its clocks show at the start, nanoseconds since the epoch, not negative;
 *     they advance by one with each unit of fuel
 */
public record CommandSpec(
    List<String> arguments, List<String> environment, long seed, long startNanos) {
  /** What functions see that are called outside a command. */
  public static final CommandSpec NOTHING = new CommandSpec(List.of(), List.of(), 0, 0);

  /**
   * Copies both lists.
   *
   * @throws IllegalArgumentException for a text with U+0000 or an unpaired surrogate, which no
   *     guest could read back, for an environment entry without a name, and for a negative start
   */
  public CommandSpec {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
    arguments.forEach(text -> requireReadable("argument", text));
    for (String entry : environment) {
      requireReadable("environment entry", entry);
      if (entry.indexOf('=') < 1) {
        throw new IllegalArgumentException("environment entry is not NAME=value");
      }
    }
    if (startNanos < 0) {
      throw new IllegalArgumentException("clock starts before the epoch: " + startNanos);
    }
  }

  private static void requireReadable(String what, String text) {
    if (text.indexOf(0) >= 0) {
      throw new IllegalArgumentException(what + " holds the character U+0000");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(what + " holds an unpaired surrogate");
    }
  }
}
