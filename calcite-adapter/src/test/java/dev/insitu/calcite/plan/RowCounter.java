package dev.insitu.calcite.plan;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A function of the database that says how far a query has come. H2 wants it to be public, and
 * gives rows as they come only where every function is deterministic.
 */
public final class RowCounter {
  static final String ALIAS =
      "CREATE ALIAS taken DETERMINISTIC FOR '" + RowCounter.class.getName() + ".taken'";

  private static final AtomicLong LAST = new AtomicLong();

  private RowCounter() {}

  /** Returns the number of a row, and keeps it. */
  public static long taken(long row) {
    LAST.set(row);
    return row;
  }

  /** Forgets the rows of another query. */
  static void reset() {
    LAST.set(0);
  }

  /** Returns the number of the row that was taken last. */
  static long last() {
    return LAST.get();
  }
}
