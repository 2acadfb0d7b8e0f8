package dev.insitu.calcite.plan;

import java.util.List;

/** Text for the backend in which parameters and calls have been found. */
record Fragment(List<Piece> pieces) {
  /** Copies the list. */
  Fragment {
    pieces = List.copyOf(pieces);
  }

  /** A part of the text. */
  sealed interface Piece {
    /** Text as it stands. */
    record Text(String text) implements Piece {}

    /** A parameter of the user's text, from 1. */
    record Parameter(int ordinal) implements Piece {}

    /**
     * The rows of a call.
     *
     * @param call the index of its plan
     * @param alias what follows to name them, if the text does not
     */
    record Rows(int call, String alias) implements Piece {}

    /** What must hold of the rows of a call besides the conditions on its arguments. */
    record Condition(int call, String alias) implements Piece {}

    /** An argument that a row of a call was made for. */
    record Given(int argument, String alias) implements Piece {}
  }

  /** What stands for calls: by default, tables without rows and without arguments. */
  @FunctionalInterface
  interface Rows {
    /** Returns a table. */
    String table(int call);

    /** Returns a condition with AND at its end, or nothing. */
    default String condition(int call, String alias) {
      return "";
    }

    /** Returns an argument that a row was made for. */
    default String given(int argument, String alias) {
      return "NULL";
    }
  }

  /**
   * Writes the text.
   *
   * @param rows what to write for calls
   */
  BackendSql sql(Rows rows) {
    BackendSql.Builder sql = new BackendSql.Builder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Text text -> sql.text(text.text());
        case Piece.Parameter parameter -> sql.parameter(parameter.ordinal());
        case Piece.Rows call -> sql.text(rows.table(call.call())).text(call.alias());
        case Piece.Condition call -> sql.text(rows.condition(call.call(), call.alias()));
        case Piece.Given given -> sql.text(rows.given(given.argument(), given.alias()));
      }
    }
    return sql.build();
  }
}
