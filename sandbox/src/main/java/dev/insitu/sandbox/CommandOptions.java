package dev.insitu.sandbox;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a command is run where the host cares; nothing of it changes what the command does.
 *
 * @param tier how its code runs
 * @param witness sees what it reads and writes; null for nobody
 * @param thread what gives it a thread of its own; null for a thread of the sandbox's
 */
public record CommandOptions(
    Tier tier, @Nullable ChannelWitness witness, @Nullable Executor thread) {
  /** Compiled, seen by nobody, on a thread of the sandbox's. */
  public static final CommandOptions DEFAULT = new CommandOptions(Tier.COMPILED, null, null);

  /** Returns the same with somebody who sees what is read and written. */
  public CommandOptions seenBy(ChannelWitness other) {
    return new CommandOptions(tier, other, thread);
  }
}
