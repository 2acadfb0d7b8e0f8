package dev.insitu.calcite.plan;

import java.util.Optional;

/** The parameters of a statement: which words they are, and which of the user's each one is. */
final class Parameters {
  private static final int DIGITS_MAX = 6;

  private final int[] ordinals;
  private final int count;

  private Parameters(int[] ordinals, int count) {
    this.ordinals = ordinals;
    this.count = count;
  }

  /** Returns the parameters; empty when they are not numbered as the backend wants them. */
  static Optional<Parameters> of(SqlText text) {
    int[] ordinals = new int[text.size()];
    int plain = 0;
    int most = 0;
    for (int i = 0; i < ordinals.length; i++) {
      if (text.is(i, SqlLexer.Kind.PARAMETER)) {
        String digits = text.raw(i).substring(1);
        if (digits.isEmpty()) {
          ordinals[i] = ++plain;
        } else if (plain > 0 || digits.length() > DIGITS_MAX) {
          return Optional.empty();
        } else {
          ordinals[i] = Integer.parseInt(digits);
          most = Math.max(most, ordinals[i]);
        }
        if (ordinals[i] == 0 || (plain > 0 && most > 0)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new Parameters(ordinals, Math.max(plain, most)));
  }

  /** Returns how many parameters the user sets. */
  int count() {
    return count;
  }

  /** Returns the parameter that a word is, from 1; 0 when it is none. */
  int ordinal(int word) {
    return ordinals[word];
  }
}
