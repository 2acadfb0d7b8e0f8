package dev.insitu.udf.h2;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.catalog.FunctionName;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/*
 * H2 asks an aggregate for its result's type while it opens a database and compiles views, when the
 * catalog cannot be read yet. So the class name says it, and stays for ever, since it is written
 * into databases: insitu.fn.aggregate.PUBLIC.GEOMEAN.doublePrecision_1.
 */
/**
 * What H2 has to know of an aggregate to compile a query.
 *
 * @param type the result's type, as {@link AliasMethod} names it
 * @param arity how many arguments it takes
 */
record AggregateSignature(FunctionName name, String type, int arity) {
  private static final String PREFIX = AliasNames.PREFIX + "aggregate.";
  private static final Pattern CLASS =
      Pattern.compile(Pattern.quote(PREFIX) + "([^.]+\\.[^.]+)\\.([A-Za-z]+)_([0-9]{1,3})");

  private static final Map<String, Integer> TYPES =
      Map.ofEntries(
          Map.entry("bool", Value.BOOLEAN),
          Map.entry("tinyint", Value.TINYINT),
          Map.entry("smallint", Value.SMALLINT),
          Map.entry("integer", Value.INTEGER),
          Map.entry("bigint", Value.BIGINT),
          Map.entry("real", Value.REAL),
          Map.entry("doublePrecision", Value.DOUBLE),
          Map.entry("decimal", Value.NUMERIC),
          Map.entry("varchar", Value.VARCHAR),
          Map.entry("varbinary", Value.VARBINARY),
          Map.entry("date", Value.DATE),
          Map.entry("time", Value.TIME),
          Map.entry("timestamp", Value.TIMESTAMP));

  /** Returns the signature of an aggregate. */
  static AggregateSignature of(FunctionDefinition function) {
    return new AggregateSignature(
        FunctionName.of(function),
        AliasMethod.name(function.returns()),
        function.parameters().size());
  }

  /** Returns what a class name stands for; null for a name that is none of an aggregate. */
  static @Nullable AggregateSignature of(String className) {
    Matcher matcher = CLASS.matcher(className);
    if (!matcher.matches() || !TYPES.containsKey(matcher.group(2))) {
      return null;
    }
    FunctionName name = AliasNames.of(AliasNames.PREFIX + matcher.group(1));
    return name == null
        ? null
        : new AggregateSignature(name, matcher.group(2), Integer.parseInt(matcher.group(3)));
  }

  /** Returns the name of the class. */
  String className() {
    String alias = AliasNames.className(name);
    return PREFIX + alias.substring(AliasNames.PREFIX.length()) + "." + type + "_" + arity;
  }

  /** Returns H2's number of the result's type. */
  int valueType() {
    return Objects.requireNonNull(TYPES.get(type));
  }
}
