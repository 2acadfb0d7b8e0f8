package dev.insitu.benchmarks;

import java.util.Locale;

/** A query over all rows of a table that calls one function for each of them. */
enum QueryShape {
  /** Four DOUBLE to a DOUBLE, with sines. */
  GREAT_CIRCLE("km(lat1, lon1, lat2, lon2)", "double precision"),

  /** Four DOUBLE to a DOUBLE, without: what a call costs. */
  ARITHMETIC("mix(lat1, lon1, lat2, lon2)", "double precision"),

  /** A VARCHAR of about 14 bytes to one of the same length. */
  TEXT("shout(name)", "text"),

  /** A BIGINT to a BOOLEAN that is true in one row of a hundred. */
  FILTER("rare(id)", "boolean");

  private final String call;
  private final String type;

  QueryShape(String call, String type) {
    this.call = call;
    this.type = type;
  }

  /**
   * Returns the query that is measured; its one row has what tells that all calls were made.
   *
   * @param prefix of the function's name, which tells the language it is written in
   */
  String query(String prefix) {
    return this == FILTER
        ? "SELECT COUNT(*) FROM t WHERE " + prefix + call
        : "SELECT COUNT(" + prefix + call + ") FROM t";
  }

  /** Returns a query whose one value is that of the functions, to compare them. */
  String check(String prefix) {
    return this == FILTER
        ? "SELECT SUM(id) FROM t WHERE " + prefix + call
        : "SELECT MAX(" + prefix + call + ") FROM t";
  }

  /** Returns the name of the function. */
  String function() {
    return call.substring(0, call.indexOf('('));
  }

  /** Returns the type of the result as PostgreSQL writes it. */
  String type() {
    return type;
  }

  /** Returns the name in figures. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns the columns of the table, computed from {@code x}, as all databases here compute them.
   */
  static String columns() {
    return "x AS id, "
        + degrees(7919, 18000, 90)
        + " AS lat1, "
        + degrees(104729, 36000, 180)
        + " AS lon1, "
        + degrees(15485863, 18000, 90)
        + " AS lat2, "
        + degrees(32452843, 36000, 180)
        + " AS lon2, CAST('Flight ' || CAST(MOD(x * 7919, 1000003) AS VARCHAR(20))"
        + " AS VARCHAR(40)) AS name";
  }

  private static String degrees(int factor, int range, int middle) {
    return "CAST(MOD(x * " + factor + ", " + range + ") AS DOUBLE PRECISION) / 100 - " + middle;
  }
}
