package dev.insitu.udf.ddl;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A name as the user wrote it, perhaps with a schema.
 *
 * @param schema null when none was written
 * @param name in upper case unless it was quoted
 */
public record Name(@Nullable String schema, String name) {
  static String folded(String identifier) {
    return identifier.toUpperCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return schema == null ? name : schema + "." + name;
  }
}
