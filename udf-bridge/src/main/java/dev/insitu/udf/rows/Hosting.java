package dev.insitu.udf.rows;

import java.util.List;

/** How the backend's SQL gets at rows of ours. */
public sealed interface Hosting {
  /**
   * It reads them once, as they come. Where the backend cannot do that they are copied; where it
   * reads them again within one execution, the second time makes a copy that serves all later ones.
   */
  record Stream() implements Hosting {}

  /**
   * Each execution begins with copying them into a temporary table, because the statement reads
   * them in parts or more than once: beside a join, or in a sub-query that runs for each row.
   *
   * @param indexed the columns that joins compare, from 0; each gets an index
   * @param hidden how many columns, the last ones, show only where they are named
   */
  record Copy(List<Integer> indexed, int hidden) implements Hosting {
    /** Copies the list. */
    public Copy {
      indexed = List.copyOf(indexed);
    }

    /** Makes one whose columns all show. */
    public Copy(List<Integer> indexed) {
      this(indexed, 0);
    }
  }
}
