package dev.insitu.calcite.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operator that calls a table function: how its input is partitioned and ordered.
 *
 * @param partitionColumns indexes of the input's columns
 * @param order how the rows of a partition are ordered
 */
record TableCall(List<Integer> partitionColumns, List<Order> order) {
  /** Copies the lists. */
  TableCall {
    partitionColumns = List.copyOf(partitionColumns);
    order = List.copyOf(order);
  }

  /**
   * One column of ORDER BY.
   *
   * @param nullsFirst null where the backend's own order of NULLs applies
   */
  record Order(int column, boolean descending, @Nullable Boolean nullsFirst) {}

  /** Returns the ORDER BY clause that the backend sorts the input with; empty for none. */
  String orderBy() {
    StringBuilder sql = new StringBuilder();
    for (int column : partitionColumns) {
      append(sql, new Order(column, /* descending= */ false, /* nullsFirst= */ null));
    }
    for (Order item : order) {
      append(sql, item);
    }
    return sql.toString();
  }

  private static void append(StringBuilder sql, Order item) {
    sql.append(sql.isEmpty() ? " ORDER BY " : ", ").append(item.column + 1);
    if (item.descending) {
      sql.append(" DESC");
    }
    if (item.nullsFirst != null) {
      sql.append(item.nullsFirst ? " NULLS FIRST" : " NULLS LAST");
    }
  }
}
