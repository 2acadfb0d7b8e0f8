package dev.insitu.sandbox.recording;

/**
 * The first place where a replay was not what was recorded.
 *
 * @param place call or partition; channel, frame and byte, or the part of the end
 * @param recorded what the recording says
 * @param replayed what the replay did
 * @param fuel what the guest had spent in this call or partition
 */
public record Divergence(String place, String recorded, String replayed, long fuel) {
  /** Returns all of it in one line. */
  public String text() {
    return place + ": recorded " + recorded + ", replayed " + replayed + ", at fuel " + fuel;
  }
}
