package dev.insitu.sandbox.meter;

import java.util.Arrays;

/*
 * The engine puts a fixed number of functions into each class. When the constants of one do not fit
 * it halves the number and begins again, which takes a multiple of the time; so the number is found
 * beforehand. It is never so large that much time passes between two classes, because that is when
 * compiling can be stopped.
 */
/** How many functions go into one Java class. */
final class ClassPlan {
  private static final int MOST = 512;

  /** Of the 65,535 entries that a class's pool of constants may have. */
  private static final int ENTRIES = 48_000;

  private static final int ENTRIES_OF_A_FUNCTION = 8;
  private static final int ENTRIES_OF_A_CALL = 3;

  private int[] entries = new int[64];
  private int functions;

  ClassPlan(int imports) {
    for (int i = 0; i < imports; i++) {
      add(0, 0);
    }
  }

  /** Adds the next function. */
  void add(int constants, int callees) {
    if (functions == entries.length) {
      entries = Arrays.copyOf(entries, 2 * functions);
    }
    entries[functions++] = ENTRIES_OF_A_FUNCTION + constants + ENTRIES_OF_A_CALL * callees;
  }

  int functionsPerClass() {
    int most = MOST;
    while (most > 1 && !fits(most)) {
      most /= 2;
    }
    return most;
  }

  private boolean fits(int perClass) {
    long sum = 0;
    for (int i = 0; i < functions; i++) {
      sum = i % perClass == 0 ? entries[i] : sum + entries[i];
      if (sum > ENTRIES) {
        return false;
      }
    }
    return true;
  }
}
