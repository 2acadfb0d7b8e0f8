package dev.insitu.udf.ddl;

import org.jspecify.annotations.Nullable;

/**
 * A name as the user wrote it, perhaps with a schema.
 *
 * @param schema null when none was written
 * @param name folded unless it was quoted
 */
public record Name(@Nullable String schema, String name) {
  @Override
  public String toString() {
    return schema == null ? name : schema + "." + name;
  }
}
