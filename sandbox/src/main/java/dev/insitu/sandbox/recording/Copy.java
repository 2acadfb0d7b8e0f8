package dev.insitu.sandbox.recording;

import dev.insitu.sandbox.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A way to run a recording again that must change nothing.
 *
 * @param tier how the code runs
 * @param smallStack whether it runs on a thread with a small stack
 * @param fresh whether each call gets an instance of its own; a command's run always does
 */
public record Copy(Tier tier, boolean smallStack, boolean fresh) {
  /** The way that queries run. */
  public static final Copy PLAIN = new Copy(Tier.COMPILED, false, false);

  /** Most copies of one comparison. */
  public static final int COPIES_MAX = 16;

  /** Enough for what a guest may use of its caller's stack, and not much more. */
  static final long SMALL_STACK_BYTES = 512 << 10;

  /** Returns copies that differ from each other as long as there are ways to differ. */
  static List<Copy> several(int count) {
    List<Copy> copies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      copies.add(
          switch (i % 4) {
            case 0 -> PLAIN;
            case 1 -> new Copy(Tier.INTERPRETED, false, false);
            case 2 -> new Copy(Tier.COMPILED, true, true);
            default -> new Copy(Tier.INTERPRETED, true, true);
          });
    }
    return copies;
  }

  /** Returns what gives a command its thread; null for the sandbox's own. */
  @Nullable Executor thread() {
    return smallStack ? task -> start(task, SMALL_STACK_BYTES) : null;
  }

  static Thread start(Runnable task, long stackBytes) {
    Thread thread = new Thread(null, task, "insitu-copy", stackBytes, false);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Returns the way in words. */
  public String text() {
    return (tier == Tier.COMPILED ? "compiled" : "interpreted")
        + (smallStack ? ", small stack" : "")
        + (fresh ? ", fresh instances" : "");
  }
}
