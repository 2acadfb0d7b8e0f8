package dev.insitu.udf.catalog;

/**
 * Which state of a database's catalog this is; every DDL statement makes a new one.
 *
 * @param created when the catalog was created, as the backend writes it; empty when there is none
 * @param number counts DDL statements
 */
public record CatalogVersion(String created, long number) {
  /** The version of a database that has no catalog. */
  public static final CatalogVersion ABSENT = new CatalogVersion("", 0);

  /** Returns whether the database has a catalog. */
  public boolean exists() {
    return !equals(ABSENT);
  }

  CatalogVersion next() {
    return new CatalogVersion(created, number + 1);
  }
}
