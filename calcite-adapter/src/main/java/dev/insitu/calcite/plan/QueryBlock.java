package dev.insitu.calcite.plan;

import java.util.ArrayList;
import java.util.List;

/** One SELECT of a statement, as far as it decides how often its FROM clause is read. */
final class QueryBlock {
  private final Place place;
  private boolean joins;

  QueryBlock(Place place) {
    this.place = place;
  }

  /** Where a query stands. */
  sealed interface Place {
    /** It is the statement, or what the statement inserts. */
    record Top() implements Place {}

    /** In the FROM clause of a query. */
    record Derived(QueryBlock outer) implements Place {}

    /** In a WITH clause. */
    record Common(CommonTable table) implements Place {}

    /** In an expression, where it may run for each row. */
    record Expression() implements Place {}
  }

  /** A table of a WITH clause; positions are words of its text. */
  static final class CommonTable {
    private final String name;
    private final int from;
    private final int to;
    private final boolean recursive;
    private final List<QueryBlock> uses = new ArrayList<>();

    CommonTable(String name, int from, int to, boolean recursive) {
      this.name = name;
      this.from = from;
      this.to = to;
      this.recursive = recursive;
    }

    boolean isRecursive() {
      return recursive;
    }

    String name() {
      return name;
    }

    int from() {
      return from;
    }

    int to() {
      return to;
    }

    void addUse(QueryBlock use) {
      uses.add(use);
    }
  }

  void addJoin() {
    joins = true;
  }

  /**
   * Returns whether an execution of the statement reads the FROM clause once, from start to end.
   */
  boolean isReadOnce() {
    QueryBlock block = this;
    // A table of a WITH clause that names itself would lead back to where it started.
    for (int depth = 0; depth < 1_000; depth++) {
      if (block.joins) {
        return false;
      }
      switch (block.place) {
        case Place.Top top -> {
          return true;
        }
        case Place.Derived derived -> block = derived.outer();
        case Place.Common common -> {
          if (common.table().uses.size() != 1) {
            return false;
          }
          block = common.table().uses.getFirst();
        }
        case Place.Expression expression -> {
          return false;
        }
      }
    }
    return false;
  }
}
