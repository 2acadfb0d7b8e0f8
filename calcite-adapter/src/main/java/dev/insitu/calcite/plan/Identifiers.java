package dev.insitu.calcite.plan;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;

/**
 * How the backend reads names.
 *
 * @param folding what becomes of a name without quotes
 * @param caseSensitive whether names that differ in case only are different
 */
record Identifiers(Folding folding, boolean caseSensitive) {
  enum Folding {
    UPPER,
    LOWER,
    NONE
  }

  static Identifiers of(DatabaseMetaData backend) throws SQLException {
    Folding folding =
        backend.storesUpperCaseIdentifiers()
            ? Folding.UPPER
            : backend.storesLowerCaseIdentifiers() ? Folding.LOWER : Folding.NONE;
    return new Identifiers(folding, backend.supportsMixedCaseQuotedIdentifiers());
  }

  /** Returns the name that the backend takes a word without quotes for. */
  String folded(String word) {
    return switch (folding) {
      case UPPER -> word.toUpperCase(Locale.ROOT);
      case LOWER -> word.toLowerCase(Locale.ROOT);
      case NONE -> word;
    };
  }

  /** Returns a text that is equal for names that the backend takes for the same. */
  String key(String name) {
    return caseSensitive ? name : name.toUpperCase(Locale.ROOT);
  }

  boolean same(String a, String b) {
    return caseSensitive ? a.equals(b) : a.equalsIgnoreCase(b);
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
