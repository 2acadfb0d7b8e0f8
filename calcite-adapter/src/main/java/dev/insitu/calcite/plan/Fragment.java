package dev.insitu.calcite.plan;

import java.util.List;
import java.util.function.IntFunction;

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
  }

  /**
   * Writes the text.
   *
   * @param rows what to write for the rows of a call
   */
  BackendSql sql(IntFunction<String> rows) {
    BackendSql.Builder sql = new BackendSql.Builder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Text text -> sql.text(text.text());
        case Piece.Parameter parameter -> sql.parameter(parameter.ordinal());
        case Piece.Rows call -> sql.text(rows.apply(call.call())).text(call.alias());
      }
    }
    return sql.build();
  }
}
