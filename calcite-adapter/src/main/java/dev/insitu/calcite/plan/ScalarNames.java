package dev.insitu.calcite.plan;

import dev.insitu.udf.FunctionDefinition;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Finds scalar functions and aggregates of ours by the names before parentheses. */
final class ScalarNames {
  private ScalarNames() {}

  /** Returns those that a text names, in the order of the text. */
  static Set<FunctionDefinition> in(SqlText text, TableFunctions functions) throws SQLException {
    Set<FunctionDefinition> found = new LinkedHashSet<>();
    for (int i = 0; i < text.size(); i++) {
      at(text, i, functions).ifPresent(found::add);
    }
    return found;
  }

  /** Returns the function whose name, without its schema, is this word. */
  static Optional<FunctionDefinition> at(SqlText text, int word, TableFunctions functions)
      throws SQLException {
    if (!text.isName(word) || !text.is(word + 1, "(")) {
      return Optional.empty();
    }
    boolean qualified = text.is(word - 1, ".") && text.isName(word - 2);
    return functions.findScalar(qualified ? text.name(word - 2) : null, text.name(word));
  }
}
