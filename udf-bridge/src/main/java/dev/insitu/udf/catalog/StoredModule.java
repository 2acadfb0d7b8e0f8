package dev.insitu.udf.catalog;

/**
 * A module's row without its code.
 *
 * @param name spelled as it was folded at CREATE
 * @param digest SHA-256 that the code has to have, 64 lower-case hexadecimal digits
 * @param sizeBytes size of the code
 */
public record StoredModule(String name, String digest, long sizeBytes) {}
