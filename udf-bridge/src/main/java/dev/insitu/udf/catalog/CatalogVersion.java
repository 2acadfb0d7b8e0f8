package dev.insitu.udf.catalog;

/**
 * Which state of a database's catalog this is; every DDL statement makes a new one.
 *
 * @param created when the catalog was created, as the backend writes it; empty when there is none
 * @param number counts DDL statements
 * @param format which tables there are; 0 when there are none
 */
public record CatalogVersion(String created, long number, int format) {
  /** The format that this version of insitu writes. */
  public static final int FORMAT = 4;

  /** The version of a database that has no catalog. */
  public static final CatalogVersion ABSENT = new CatalogVersion("", 0, 0);

  /** Returns whether the database has a catalog. */
  public boolean exists() {
    return !equals(ABSENT);
  }

  /** Returns whether the catalog can be written as it is. */
  public boolean isCurrent() {
    return format == FORMAT;
  }

  CatalogVersion next() {
    return new CatalogVersion(created, number + 1, format);
  }
}
