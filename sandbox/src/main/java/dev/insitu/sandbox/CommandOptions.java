package dev.insitu.sandbox;

import dev.insitu.sandbox.module.LifecycleExport;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a command is run where the host cares; only the last changes what it does.
 *
 * @param tier how its code runs
 * @param witness sees what it reads and writes; null for nobody
 * @param thread what gives it a thread of its own; null for a thread of the sandbox's
 * @param lifecycle what the names of the {@link LifecycleExport}s begin with that are called
 *     instead of {@code _start}, as its input says; null for {@code _start}
 */
public record CommandOptions(
    Tier tier,
    @Nullable ChannelWitness witness,
    @Nullable Executor thread,
    @Nullable String lifecycle) {
  /** Compiled, seen by nobody, on a thread of the sandbox's. */
  public static final CommandOptions DEFAULT = new CommandOptions(Tier.COMPILED, null, null, null);

  /** Options of a command. */
  public CommandOptions(Tier tier, @Nullable ChannelWitness witness, @Nullable Executor thread) {
    this(tier, witness, thread, null);
  }

  /** Returns the same with somebody who sees what is read and written. */
  public CommandOptions seenBy(ChannelWitness other) {
    return new CommandOptions(tier, other, thread, lifecycle);
  }

  /** Returns the same for a module that is no command, by its lifecycle exports. */
  public CommandOptions calling(@Nullable String prefix) {
    return new CommandOptions(tier, witness, thread, prefix);
  }
}
