package dev.insitu.calcite.plan;

import dev.insitu.udf.rows.Closing;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a function for each row of arguments, with the arguments that differ behind them. */
final class LateralRows implements RowSource {
  private final List<Column> columns;
  private final List<Boolean> shown;
  private final RowSource arguments;
  private final Function function;
  private final List<@Nullable Object> given = new ArrayList<>();
  private @Nullable RowSource rows;

  /** Calls the function. */
  @FunctionalInterface
  interface Function {
    /** Returns the rows for some arguments. */
    RowSource call(List<@Nullable Object> arguments) throws SQLException;
  }

  /**
   * Calls nothing yet.
   *
   * @param columns those of the function, then the arguments that are shown
   * @param shown which arguments those are
   * @param arguments closed with this
   */
  LateralRows(List<Column> columns, List<Boolean> shown, RowSource arguments, Function function) {
    this.columns = List.copyOf(columns);
    this.shown = List.copyOf(shown);
    this.arguments = arguments;
    this.function = function;
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public boolean next() throws SQLException {
    while (true) {
      RowSource present = rows;
      if (present != null) {
        if (present.next()) {
          return true;
        }
        rows = null;
        present.close();
      }
      if (!arguments.next()) {
        return false;
      }
      List<@Nullable Object> values = new ArrayList<>();
      given.clear();
      for (int i = 0; i < shown.size(); i++) {
        values.add(arguments.value(i));
        if (shown.get(i)) {
          given.add(values.get(i));
        }
      }
      rows = function.call(values);
    }
  }

  @Override
  public @Nullable Object value(int column) throws SQLException {
    RowSource present = rows;
    if (present == null) {
      throw new IllegalStateException("no row");
    }
    int own = columns.size() - given.size();
    return column < own ? present.value(column) : given.get(column - own);
  }

  @Override
  public void close() throws SQLException {
    Closing closing = new Closing();
    closing.add(arguments::close);
    RowSource present = rows;
    rows = null;
    if (present != null) {
      closing.add(present::close);
    }
    closing.close();
  }
}
