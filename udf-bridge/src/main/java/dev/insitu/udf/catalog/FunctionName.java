package dev.insitu.udf.catalog;

import dev.insitu.udf.FunctionDefinition;
import java.util.Comparator;

/** A function's schema and name, both spelled as the backend stores them. */
public record FunctionName(String schema, String name) implements Comparable<FunctionName> {
  private static final Comparator<FunctionName> ORDER =
      Comparator.comparing(FunctionName::schema).thenComparing(FunctionName::name);

  /** Returns the name of a definition. */
  public static FunctionName of(FunctionDefinition function) {
    return new FunctionName(function.schema(), function.name());
  }

  @Override
  public int compareTo(FunctionName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
