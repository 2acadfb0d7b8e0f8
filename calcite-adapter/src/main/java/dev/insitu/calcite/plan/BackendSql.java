package dev.insitu.calcite.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Text for the backend. Its parameters are numbered, because one parameter of the user's may stand
 * in it several times.
 *
 * @param parameters the parameter of the user's text that each one is, from 1
 */
record BackendSql(String text, List<Integer> parameters) {
  /** Copies the list. */
  BackendSql {
    parameters = List.copyOf(parameters);
  }

  /** Puts a text together. */
  static final class Builder {
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> parameters = new ArrayList<>();

    Builder text(String part) {
      text.append(part);
      return this;
    }

    void parameter(int ordinal) {
      int index = parameters.indexOf(ordinal);
      if (index < 0) {
        index = parameters.size();
        parameters.add(ordinal);
      }
      text.append('?').append(index + 1);
    }

    BackendSql build() {
      return new BackendSql(text.toString(), parameters);
    }
  }
}
