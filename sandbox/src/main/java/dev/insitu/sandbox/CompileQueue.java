package dev.insitu.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose module is compiled next: first come, first served, except that nobody has two places, not
 * even with a module that he has given up while it is still compiled.
 */
final class CompileQueue {
  private final int places;
  private final int most;
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private final List<Turn> running = new ArrayList<>();

  /**
   * Makes an empty queue.
   *
   * @param places how many may run at once
   * @param most how many may wait
   */
  CompileQueue(int places, int most) {
    this.places = places;
    this.most = most;
  }

  /** A place in the queue, then among those that run. */
  final class Turn {
    private final Object owner;

    private Turn(Object owner) {
      this.owner = owner;
    }

    /** Takes a place if it is this one's turn; once it has one, it keeps it until it ends. */
    boolean tryBegin() {
      synchronized (CompileQueue.this) {
        if (running.size() >= places || next() != this) {
          return false;
        }
        waiting.remove(this);
        running.add(this);
        return true;
      }
    }

    /** Gives the place back, or leaves the queue. */
    void end() {
      synchronized (CompileQueue.this) {
        waiting.remove(this);
        running.remove(this);
      }
    }
  }

  /**
   * Joins the queue at its end.
   *
   * @param owner who has no more than one place
   * @return null when too many wait
   */
  synchronized @Nullable Turn join(Object owner) {
    if (waiting.size() >= most) {
      return null;
    }
    Turn turn = new Turn(owner);
    waiting.add(turn);
    return turn;
  }

  private @Nullable Turn next() {
    for (Turn turn : waiting) {
      if (running.stream().noneMatch(other -> other.owner.equals(turn.owner))) {
        return turn;
      }
    }
    return null;
  }
}
