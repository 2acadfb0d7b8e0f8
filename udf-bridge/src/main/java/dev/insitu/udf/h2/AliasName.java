package dev.insitu.udf.h2;

import dev.insitu.udf.FunctionDefinition;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The function that an alias stands for, and the class name that H2 stores for it. The name stays
 * for ever, since it is written into databases; it says nothing about the definition, which may
 * change under it.
 *
 * @param schema spelled as H2 stores it
 * @param function spelled as H2 stores it
 */
record AliasName(String schema, String function) implements Comparable<AliasName> {
  private static final Comparator<AliasName> ORDER =
      Comparator.comparing(AliasName::schema).thenComparing(AliasName::function);

  /** What the names of our classes start with. */
  static final String PREFIX = "insitu.fn.";

  /** Returns whether a class name is one of ours. */
  static boolean matches(String className) {
    return className.startsWith(PREFIX);
  }

  /**
   * Returns what a class name stands for; null for a name that {@link #className()} never gives.
   */
  static @Nullable AliasName of(String className) {
    String[] parts = className.split("\\.", -1);
    if (!matches(className) || parts.length != 4) {
      return null;
    }
    String schema = decode(parts[2]);
    String function = decode(parts[3]);
    return schema == null || function == null ? null : new AliasName(schema, function);
  }

  /** Returns the name of a definition. */
  static AliasName of(FunctionDefinition function) {
    return new AliasName(function.schema(), function.name());
  }

  /** Returns schema and name as SQL quotes them. */
  String sql() {
    return TemporaryTable.quoted(schema) + "." + TemporaryTable.quoted(function);
  }

  /** Returns the class name: dots, spaces and parentheses would confuse H2 and are encoded. */
  String className() {
    return PREFIX + encode(schema) + '.' + encode(function);
  }

  @Override
  public int compareTo(AliasName other) {
    return ORDER.compare(this, other);
  }

  private static String encode(String name) {
    StringBuilder encoded = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_') {
        encoded.append(c);
      } else {
        encoded.append('$').append(Integer.toHexString(0x1_0000 | c), 1, 5);
      }
    }
    return encoded.toString();
  }

  private static @Nullable String decode(String encoded) {
    StringBuilder name = new StringBuilder(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c != '$') {
        name.append(c);
      } else if (encoded.length() - i <= 4) {
        return null;
      } else {
        try {
          name.append((char) Integer.parseInt(encoded, i + 1, i + 5, 16));
        } catch (NumberFormatException e) {
          return null;
        }
        i += 4;
      }
    }
    return name.toString();
  }
}
