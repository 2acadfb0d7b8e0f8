package dev.insitu.sandbox;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the first instance of a module, whose state others start from. */
final class EngineStart {
  private EngineStart() {}

  /** What building gave: an instance, or only the way it failed. */
  record Built(@Nullable EngineInstance instance, Outcome outcome) {}

  /** Builds an instance whose segments are written and of which nothing has run. */
  static Built build(SandboxInstance owner) {
    Engine engine = owner.module().engine();
    Limits limits = owner.limits();
    long entries = engine.initialTableEntries();
    if (entries > limits.tableEntries()) {
      return new Built(
          null,
          new Outcome.Exhausted(Limits.Kind.TABLE_ENTRIES, entries, limits.tableEntries(), 0));
    }
    if (engine.initialPages() > limits.memoryPages()) {
      return new Built(null, tooLarge(owner));
    }
    FlatMemory[] memory = new FlatMemory[1];
    try {
      EngineInstance built =
          new EngineInstance(owner, withStack(() -> EngineSlot.fresh(owner, memory)));
      return new Built(built, new Outcome.Completed(built.fuelUsed()));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      if (memory[0] != null) {
        return new Built(null, EngineTraps.outcome(e, memory[0], engine, List.of()));
      }
      return new Built(
          null,
          e instanceof OutOfMemoryError
              ? tooLarge(owner)
              : EngineTraps.unbuilt(e, owner.module().pool().budget()));
    }
  }

  /**
   * Returns a slot in the state of an instance that was parked.
   *
   * @param changes what it had changed since its image; null for nothing
   * @param spent the fuel that its last call has spent
   * @throws GuestEnd when there is no memory for it
   */
  static EngineSlot resume(
      SandboxInstance owner, EngineImage image, EngineSlot.@Nullable Delta changes, long spent) {
    EnginePool pool = owner.module().pool();
    try {
      EngineSlot taken = withStack(() -> pool.take(image));
      taken.memory().begin(owner.limits(), owner.cancellation());
      taken.memory().spent(spent);
      if (changes != null) {
        taken.apply(changes);
      }
      return taken;
    } catch (OutOfMemoryError e) {
      throw new GuestEnd(tooLarge(owner));
    } catch (GuestStop e) {
      throw new GuestEnd(EngineTraps.noRoom(e, pool.budget(), spent));
    }
  }

  /** Returns the end of an instance whose memory is larger than it may be or than there is. */
  static Outcome tooLarge(SandboxInstance owner) {
    return new Outcome.Exhausted(
        Limits.Kind.MEMORY,
        owner.module().engine().initialPages(),
        owner.limits().memoryPages(),
        0);
  }

  /** Makes a slot; on a thread with a large stack when the present one has too little. */
  static EngineSlot withStack(Supplier<EngineSlot> maker) {
    try {
      return maker.get();
    } catch (StackOverflowError e) {
      return GuestThreads.call(maker, 0);
    }
  }
}
