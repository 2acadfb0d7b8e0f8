package dev.insitu.sandbox.recording;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * Each copy is held against the recording chunk by chunk and stops where it differs, so copies agree
 * when they differ nowhere, or at the same place in the same way.
 */
/** Runs several copies of a recording at once, each in another way, and lets them vote. */
public final class Verification {
  private Verification() {}

  /** What one copy found. */
  public record Vote(Copy copy, Replay.Report report) {
    /** Returns whether two copies did the same. */
    boolean agrees(Vote other) {
      Divergence one = report.divergence();
      Divergence two = other.report.divergence();
      return one == null ? two == null : one.equals(two);
    }
  }

  /**
   * What the copies found together.
   *
   * @param votes each copy, in order
   * @param majority whether each copy did what most did; all false when no group is the largest
   */
  public record Verdict(List<Vote> votes, List<Boolean> majority) {
    /** Returns whether all copies did what was recorded. */
    public boolean isEqual() {
      return votes.stream().allMatch(vote -> vote.report().divergence() == null);
    }

    /** Returns whether more copies agree with each other than with any other result. */
    public boolean hasMajority() {
      return majority.contains(true);
    }

    static Verdict of(List<Vote> votes) {
      List<Long> agreeing =
          votes.stream().map(v -> votes.stream().filter(v::agrees).count()).toList();
      long most = agreeing.stream().mapToLong(Long::longValue).max().orElse(0);
      boolean clear = agreeing.stream().filter(n -> n == most).count() == most;
      return new Verdict(votes, agreeing.stream().map(n -> clear && n == most).toList());
    }
  }

  /**
   * Runs copies on threads of their own, on both tiers, with small stacks, with fresh and reused
   * instances.
   *
   * @param count at least 1, at most {@link Copy#COPIES_MAX}
   * @param input as for {@link Replay#run}
   */
  public static Verdict run(Recording recording, int count, @Nullable RecordingSource input)
      throws IOException, RecordingRefused {
    if (count < 1 || count > Copy.COPIES_MAX) {
      throw new IllegalArgumentException(count + " copies, not 1 to " + Copy.COPIES_MAX);
    }
    List<Running> running = new ArrayList<>();
    for (Copy copy : Copy.several(count)) {
      running.add(new Running(recording, copy, input));
    }
    List<Vote> votes = new ArrayList<>();
    for (Running copy : running) {
      votes.add(copy.await());
    }
    return Verdict.of(List.copyOf(votes));
  }

  /** A copy on its way. */
  private static final class Running {
    private final Copy copy;
    private final Thread thread;
    private Replay.@Nullable Report report;
    private @Nullable Throwable failure;

    Running(Recording recording, Copy copy, @Nullable RecordingSource input) {
      this.copy = copy;
      this.thread =
          Copy.start(
              () -> {
                try {
                  report = Replay.run(recording, copy, input);
                } catch (IOException | RecordingRefused | RuntimeException | Error e) {
                  failure = e;
                }
              },
              copy.smallStack() ? Copy.SMALL_STACK_BYTES : 0);
    }

    Vote await() throws IOException, RecordingRefused {
      boolean joined = false;
      while (!joined) {
        try {
          thread.join();
          joined = true;
        } catch (InterruptedException e) {
          // Nobody has a reason to; a copy ends by itself, within its limits.
          joined = false;
        }
      }
      return switch (failure) {
        case IOException e -> throw e;
        case RecordingRefused e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null, default -> new Vote(copy, Objects.requireNonNull(report));
      };
    }
  }
}
