package dev.insitu.sandbox;

/**
 * The sealed state of an instance, from which any number of others start without running anything
 * again. Immutable, for any thread; it keeps its module.
 */
public final class Snapshot {
  private final EngineImage image;

  Snapshot(EngineImage image) {
    this.image = image;
  }

  /**
   * Returns an instance that is initialised and sealed in this state, under the limits of the one
   * that it was taken from. It takes memory when it is first used; when there is none then, the
   * first call ends with {@link Outcome.Exhausted}.
   */
  public SandboxInstance instantiate(Cancellation cancellation) {
    return instantiate(image.limits(), cancellation);
  }

  /** Returns such an instance under other limits, with less fuel than its start took, say. */
  SandboxInstance instantiate(Limits limits, Cancellation cancellation) {
    return SandboxInstance.of(image, limits, cancellation);
  }
}
