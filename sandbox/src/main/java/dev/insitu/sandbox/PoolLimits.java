package dev.insitu.sandbox;

/**
 * What a sandbox keeps ready so that instances start quickly. It changes how long a start takes and
 * nothing else.
 *
 * @param slots idle instances, all modules together
 * @param slotBytes bytes of their memories
 * @param images states after initialisation, one for each module and limits
 * @param imageBytes bytes of their pages that are not zero
 */
public record PoolLimits(int slots, long slotBytes, int images, long imageBytes) {
  /** Defaults: 64 instances of 64 MiB together, 256 images of 64 MiB together. */
  public static final PoolLimits DEFAULT = new PoolLimits(64, 64L << 20, 256, 64L << 20);

  /** Keeps nothing. */
  public static final PoolLimits NONE = new PoolLimits(0, 0, 0, 0);

  /** Checks that no field is negative. */
  public PoolLimits {
    if (slots < 0 || slotBytes < 0 || images < 0 || imageBytes < 0) {
      throw new IllegalArgumentException(
          "negative limit: " + slots + ", " + slotBytes + ", " + images + ", " + imageBytes);
    }
  }
}
