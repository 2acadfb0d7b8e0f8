package dev.insitu.calcite.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result set of the backend's metadata about routines, in which some rows have been replaced. The
 * columns keep the backend's names and types.
 */
final class RoutineRows {
  private static final int SCHEMA = 1;
  private static final int NAME = 2;

  private final List<String> labels = new ArrayList<>();
  private final List<String> types = new ArrayList<>();
  private final List<@Nullable String[]> rows = new ArrayList<>();

  private RoutineRows() {}

  /** Which rows of the backend's stay. */
  @FunctionalInterface
  interface Choice {
    /** Returns whether the routine is not one of ours. */
    boolean keeps(String schema, String name);
  }

  /** Reads the backend's rows to their end and closes them. */
  static RoutineRows read(ResultSet backend, Choice choice) throws SQLException {
    try (backend) {
      RoutineRows all = new RoutineRows();
      ResultSetMetaData columns = backend.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        all.labels.add(columns.getColumnLabel(i));
        all.types.add(columns.getColumnTypeName(i));
      }
      while (backend.next()) {
        if (choice.keeps(backend.getString(SCHEMA + 1), backend.getString(NAME + 1))) {
          @Nullable String[] row = new @Nullable String[all.labels.size()];
          for (int i = 0; i < row.length; i++) {
            row[i] = backend.getString(i + 1);
          }
          all.rows.add(row);
        }
      }
      return all;
    }
  }

  /** Adds a row; what the backend calls its columns says which value goes where. */
  void add(RoutineRow row) {
    @Nullable String[] values = new @Nullable String[labels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.value(i, labels.get(i));
    }
    rows.add(values);
  }

  /** One row of ours. */
  @FunctionalInterface
  interface RoutineRow {
    /**
     * Returns a value as text.
     *
     * @param index from 0
     * @param label the backend's name of the column
     */
    @Nullable String value(int index, String label);
  }

  /** Gives the rows back to the backend, which makes a result set of them; sorted by name. */
  ResultSet result(Connection backend) throws SQLException {
    rows.sort(
        Comparator.comparing((@Nullable String[] row) -> String.valueOf(row[SCHEMA]))
            .thenComparing(row -> String.valueOf(row[NAME])));
    StringBuilder select = new StringBuilder();
    StringBuilder from = new StringBuilder();
    for (int i = 0; i < labels.size(); i++) {
      select.append(i == 0 ? "SELECT CAST(C" : ", CAST(C").append(i + 1).append(" AS ");
      select.append(types.get(i)).append(") AS ").append(labels.get(i));
      from.append(i == 0 ? " FROM UNNEST(" : ", ").append("CAST(? AS VARCHAR ARRAY)");
    }
    select.append(from).append(") WITH ORDINALITY ORDER BY NORD");
    PreparedStatement statement = backend.prepareStatement(select.toString());
    boolean open = false;
    try {
      statement.closeOnCompletion();
      for (int i = 0; i < labels.size(); i++) {
        int column = i;
        statement.setObject(i + 1, rows.stream().map(row -> row[column]).toArray(String[]::new));
      }
      ResultSet result = statement.executeQuery();
      open = true;
      return result;
    } finally {
      if (!open) {
        statement.close();
      }
    }
  }
}
