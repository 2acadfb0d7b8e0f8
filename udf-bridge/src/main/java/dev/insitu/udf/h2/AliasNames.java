package dev.insitu.udf.h2;

import dev.insitu.udf.catalog.FunctionName;
import org.jspecify.annotations.Nullable;

/**
 * The class names that H2 stores for functions. They stay for ever, since they are written into
 * databases; they say nothing about a definition, which may change under them.
 */
final class AliasNames {
  /** What the names of our classes start with. */
  static final String PREFIX = "insitu.fn.";

  /** What those of functions of style BATCH start with. */
  private static final String BATCH = PREFIX + "batch.";

  private AliasNames() {}

  /** Returns whether a class name is one of ours. */
  static boolean matches(String className) {
    return className.startsWith(PREFIX);
  }

  /** Returns what a class name stands for; null for a name that {@link #className} never gives. */
  static @Nullable FunctionName of(String className) {
    String[] parts = className.split("\\.", -1);
    int first = isBatch(className) ? 3 : 2;
    if (!matches(className) || parts.length != first + 2) {
      return null;
    }
    String schema = decode(parts[first]);
    String function = decode(parts[first + 1]);
    return schema == null || function == null ? null : new FunctionName(schema, function);
  }

  /** Returns whether a class name is one of a function of style BATCH. */
  static boolean isBatch(String className) {
    // A schema may have the name too.
    return className.startsWith(BATCH) && className.chars().filter(c -> c == '.').count() == 4;
  }

  /** Returns the function that a class, or a method with its class, was deployed for; else null. */
  static @Nullable FunctionName deployed(String external) {
    AggregateSignature aggregate = AggregateSignature.of(external);
    if (aggregate != null) {
      return aggregate.name();
    }
    int parenthesis = external.indexOf('(');
    String method = parenthesis < 0 ? external : external.substring(0, parenthesis);
    return of(method.substring(0, Math.max(0, method.lastIndexOf('.'))));
  }

  /** Returns schema and name as SQL quotes them. */
  static String sql(FunctionName name) {
    return TemporaryTable.quoted(name.schema()) + "." + TemporaryTable.quoted(name.name());
  }

  /** Returns the class name: dots, spaces and parentheses would confuse H2 and are encoded. */
  static String className(FunctionName name) {
    return PREFIX + encode(name.schema()) + '.' + encode(name.name());
  }

  /** Returns the class name of a function of style BATCH. */
  static String batchName(FunctionName name) {
    return BATCH + encode(name.schema()) + '.' + encode(name.name());
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
