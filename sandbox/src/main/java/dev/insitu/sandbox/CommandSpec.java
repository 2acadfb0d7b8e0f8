package dev.insitu.sandbox;

import java.util.List;

/**
 * What a command sees of the world besides its channels.
 *
 * @param arguments {@code argv}, the program's name first
 * @param environment {@code NAME=value} pairs
 * @param seed seed of its random numbers
 * @param startNanos what its clock shows at the start, nanoseconds since the epoch; the clock
 *     advances by fuel
 */
public record CommandSpec(
    List<String> arguments, List<String> environment, long seed, long startNanos) {
  /** Copies both lists. */
  public CommandSpec {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
  }
}
