package dev.insitu.udf.ddl;

import java.util.Locale;

/** What a backend makes of names that are written without quotes. */
public enum Folding {
  /** They are stored in upper case. */
  UPPER,
  /** They are stored in lower case. */
  LOWER,
  /** They are stored as they are written. */
  NONE;

  String fold(String identifier) {
    return switch (this) {
      case UPPER -> identifier.toUpperCase(Locale.ROOT);
      case LOWER -> identifier.toLowerCase(Locale.ROOT);
      case NONE -> identifier;
    };
  }
}
