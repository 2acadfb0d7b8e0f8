package dev.insitu.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** The functions of {@code queries.c} as PostgreSQL's languages have them. */
final class PostgresFunctions {
  static final List<String> PLPGSQL =
      List.of(
          numbers(
              "plpgsql",
              "km",
              """
              DECLARE
                r CONSTANT float8 := pi() / 180;
                north float8 := sin((c - a) * r / 2);
                east float8 := sin((d - b) * r / 2);
                h float8 := north * north + cos(a * r) * cos(c * r) * east * east;
              BEGIN
                RETURN 2 * 6371.0088 * asin(sqrt(CASE WHEN h < 1 THEN h ELSE 1 END));
              END\
              """),
          numbers("plpgsql", "mix", "BEGIN RETURN (a * b + c * d) / (a - d + 300); END"),
          """
          CREATE FUNCTION plpgsql_rare(id bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $$
          BEGIN RETURN id * 7919 % 1000003 % 100 = 0; END $$\
          """,
          """
          CREATE FUNCTION plpgsql_shout(s text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
          BEGIN RETURN upper(s); END $$\
          """);

  static final List<String> PLPYTHON =
      List.of(
          "CREATE EXTENSION plpython3u",
          numbers(
              "plpython",
              "km",
              """

              from math import asin, cos, pi, sin, sqrt
              r = pi / 180
              north = sin((c - a) * r / 2)
              east = sin((d - b) * r / 2)
              h = north * north + cos(a * r) * cos(c * r) * east * east
              return 2 * 6371.0088 * asin(sqrt(h if h < 1 else 1))
              """),
          numbers("plpython", "mix", "\nreturn (a * b + c * d) / (a - d + 300)\n"),
          """
          CREATE FUNCTION plpython_rare(id bigint) RETURNS boolean
          LANGUAGE plpython3u IMMUTABLE STRICT AS $$
          return id * 7919 % 1000003 % 100 == 0
          $$\
          """,
          """
          CREATE FUNCTION plpython_shout(s text) RETURNS text
          LANGUAGE plpython3u IMMUTABLE STRICT AS $$
          return s.upper()
          $$\
          """);

  private PostgresFunctions() {}

  /** Returns the statements that make the functions of a library in C. */
  static List<String> compiled(String library) {
    List<String> statements = new ArrayList<>();
    for (QueryShape shape : QueryShape.values()) {
      String parameters =
          switch (shape) {
            case GREAT_CIRCLE, ARITHMETIC -> "float8, float8, float8, float8";
            case TEXT -> "text";
            case FILTER -> "bigint";
          };
      statements.add(
          "CREATE FUNCTION c_%s(%s) RETURNS %s LANGUAGE C IMMUTABLE STRICT AS '%s', 'pg_%s'"
              .formatted(shape.function(), parameters, shape.type(), library, shape.function()));
    }
    return statements;
  }

  private static String numbers(String language, String name, String body) {
    return "CREATE FUNCTION %s_%s(a float8, b float8, c float8, d float8) RETURNS float8 LANGUAGE %s IMMUTABLE STRICT AS $$%s$$"
        .formatted(language, name, language.equals("plpython") ? "plpython3u" : language, body);
  }
}
